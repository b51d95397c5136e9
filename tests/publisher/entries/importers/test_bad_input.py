"""What people hand in by mistake or with bad intent: each gets one clear sentence, soon."""

import io
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from publisher.entries.importers import gather, take
from publisher.entries.importers.source import SourceForm
from publisher.errors import Refused
from tests.publisher.entries.importers.documents import OPENING, paragraph, run, word
from tests.publisher.entries.importers.reading import TODAY, VOCABULARY, entry, no_fetch, taken, titles

BODY = OPENING + paragraph("Hello") + "</w:body></w:document>"
SECONDS = 10


@pytest.fixture(autouse=True)
def soon() -> Iterator[None]:
    began = time.monotonic()
    yield
    assert time.monotonic() - began < SECONDS


def refusal(data: str | bytes, form: SourceForm, name: str = "page") -> tuple[str, str]:
    """The code and the sentence of the one refusal."""
    with pytest.raises(Refused) as caught:
        taken(data, form, name)
    (fault,) = caught.value.faults
    assert "Traceback" not in str(fault)
    return fault.code, str(fault)


def zipped(*parts: tuple[str | zipfile.ZipInfo, str | bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts:
            archive.writestr(name, content)
    return made.getvalue()


def test_an_empty_file_is_named() -> None:
    assert refusal(b" \n", "text") == ("empty", "page: the file is empty.")


def test_a_page_without_a_word_is_named() -> None:
    assert refusal(b"<html><body><script>x()</script></body></html>", "html")[0] == "empty"


@pytest.mark.parametrize("form", ["text", "html", "csv"])
def test_a_latin_1_file_gets_a_sentence_with_its_line(form: SourceForm) -> None:
    code, said = refusal(b"title\nCaf\xe9", form, "page")
    assert code == "encoding"
    assert said.startswith("page, line 2: byte 0xe9 is not UTF-8")
    assert "Save the file as UTF-8" in said


def test_nul_bytes_are_refused_with_their_line() -> None:
    assert refusal(b"one\ntwo\0", "text")[0] == "not_text"


def test_byte_order_marks_and_carriage_returns_are_read() -> None:
    plain = "Alerts\r\n\r\nSlippery floor\r\nMind how you go, please, all of you.\r\n"
    for data in (b"\xef\xbb\xbf" + plain.encode(), plain.encode("utf-16")):
        assert titles(taken(data, "text")) == ["Slippery floor"]


def test_a_file_of_fifty_megabytes_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    with pytest.raises(Refused, match=r"it has 50 MB; at most 5 MB are read"):
        gather([str(path)], no_fetch)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("a.doc", "an old Word document"),
        ("b.pdf", "a PDF"),
        ("c.docm", "with macros"),
        ("d", "without an ending"),
    ],
)
def test_other_forms_are_named_with_what_to_do(tmp_path: Path, name: str, says: str) -> None:
    (tmp_path / name).write_bytes(b"x")
    with pytest.raises(Refused, match=says):
        gather([str(tmp_path / name)], no_fetch)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="there is no such file"):
        gather([str(tmp_path / "missing.txt")], no_fetch)


def test_ten_thousand_nested_tags_are_refused() -> None:
    code, said = refusal("<div>" * 10_000 + "deep", "html")
    assert code == "too_deep"
    assert "line 1" in said


def test_a_page_of_a_million_open_brackets_is_read_in_time() -> None:
    assert taken("<p>hello</p>" + "<" * 1_000_000 + "!" * 1_000_000, "html").fates


def test_long_lines_do_not_slow_the_reader_down() -> None:
    for piece in (
        "a - ",
        "1 March ",
        "£1 ",
        "deadline ",
        "a, ",
        "(",
        "www.",
        "members ",
        "x: ",
        "[",
        "Level 2 ",
    ):
        assert taken(f"Title\n\n{piece * 20_000}", "text").entries or True


def test_a_word_file_that_is_none_is_refused() -> None:
    assert refusal(b"plain words", "word")[0] == "not_docx"
    assert refusal(zipped(("hello.txt", "hello")), "word")[0] == "not_docx"
    assert refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "word")[0] == "encrypted_or_old"
    assert refusal(word(paragraph("x"))[:-30], "word")[0] == "not_docx"


def test_a_zip_bomb_is_refused() -> None:
    code, said = refusal(zipped(("word/document.xml", b"\0" * 90_000_000)), "word")
    assert code == "archive_limits"
    assert "100" in said


def test_an_archive_of_too_many_parts_is_refused() -> None:
    assert refusal(zipped(*((f"{n}.xml", "x") for n in range(2_001))), "word")[0] == "archive_limits"


@pytest.mark.parametrize(
    "name", ["../up.xml", "/root.xml", "C:/x.xml", "word\\..\\x.xml", "WORD/document.xml"]
)
def test_unsafe_names_in_an_archive_are_refused(name: str) -> None:
    info = zipfile.ZipInfo("placeholder")
    info.filename = name
    assert refusal(zipped(("word/document.xml", BODY), (info, "x")), "word")[0] == "unsafe_name"


def test_a_word_file_with_entities_is_refused_also_in_utf_16() -> None:
    bad = (
        '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]>'
        + BODY.partition("?>")[2]
    )
    assert refusal(zipped(("word/document.xml", bad)), "word")[0] == "xml_dtd_forbidden"
    assert refusal(zipped(("word/document.xml", bad.encode("utf-16"))), "word")[0] == "xml_dtd_forbidden"


def test_a_script_behind_a_link_in_word_is_dropped() -> None:
    made = word(
        paragraph("Heading", style="Heading1"),
        paragraph("Press ", run("this", link="r1"), " and see what comes of it."),
        links={"r1": "javascript:alert(1)"},
    )  # fmt: skip
    assert entry(taken(made, "word"), "Heading").content.body == "Press this and see what comes of it."


def test_a_page_that_wants_to_fetch_gets_nothing() -> None:
    page = (
        '<head><base href="http://192.0.2.1/"><meta http-equiv="refresh" content="0;url=http://192.0.2.1/"></head><body>'
        '<h1>Title</h1><p>Words that stay.</p><iframe src="http://192.0.2.1/x"></iframe><object data="x"></object>'
        '<form action="/x"><input value="secret"></form><img src="http://192.0.2.1/x.png">'
    )
    found = taken(page, "html")
    assert found.entries[0].content.body == "Words that stay."
    assert [fate.fate for fate in found.fates if fate.fate != "entry"] == [
        "image not taken",
        "image not taken",
    ]


@pytest.mark.parametrize(
    "data",
    [
        '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel><item><title>&x;</title></item></channel></rss>',
        '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "b"><!ENTITY c "&a;&a;">]><rss/>',
    ],
)
def test_a_feed_with_entities_is_refused(data: str) -> None:
    assert refusal(data, "feed")[0] == "xml_dtd_forbidden"
    assert refusal(data.encode("utf-16"), "feed")[0] == "xml_dtd_forbidden"


def test_what_is_no_feed_is_refused() -> None:
    assert refusal("<html><body>hello</body></html>", "feed")[0] == "not_a_feed"
    assert refusal('<rss version="2.0"><channel><title>x</title></channel></rss>', "feed")[1].startswith(
        "page: the feed holds no items"
    )


def test_a_feed_or_page_beyond_all_measure_is_refused() -> None:
    items = "<item><title>a</title></item>" * 2_001
    assert refusal(f'<rss version="2.0"><channel>{items}</channel></rss>', "feed")[0] == "too_many"
    assert refusal("a line\n" * 10_001, "text")[0] == "too_large"


def test_a_table_names_line_and_column_of_everything_wrong() -> None:
    table = "title,kind,for,date\nGood,update,health,2026-09-01\nBad,updaet,helth,2026-13-01\n"
    with pytest.raises(Refused) as caught:
        taken(table, "csv", "entries.csv")
    said = [str(fault) for fault in caught.value.faults]
    assert len(said) == 3
    assert all(sentence.startswith("entries.csv, line 3: ") for sentence in said)
    assert any("Did you mean 'health'?" in sentence for sentence in said)
    assert refusal("titel,kind\nx,update\n", "csv")[1].endswith("Did you mean 'title'?")
    assert refusal('title\n"open\n', "csv")[0] == "csv"


def test_two_files_of_one_name_are_refused(tmp_path: Path) -> None:
    from_text = "---\ntitle: A\nkind: update\n---\n"
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "same.md").write_text(from_text, encoding="utf-8")
    with pytest.raises(Refused, match="the name of another entry too"):
        take(gather([str(tmp_path)], no_fetch), VOCABULARY, TODAY)
