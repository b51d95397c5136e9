"""Whatever a spreadsheet does to a file, it is read, or refused in one sentence."""

import io
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from subscribers.cells import guarded, unguarded
from subscribers.csv_lines import Cells, CsvLines
from subscribers.exporting import export_csv
from subscribers.people import find, show
from subscribers.suppression import hash_of
from tests.subscribers.people_csv import GOOD, sheet, take_in

ANN = {"address": "ann@example.org"}


@pytest.mark.parametrize(
    "data",
    [
        sheet(ANN).encode("utf-8-sig"),
        sheet(ANN, end="\r\n").encode(),
        sheet(ANN, delimiter=";").encode("utf-8-sig"),
        b"sep=;\r\n" + sheet(ANN, delimiter=";", end="\r\n").encode(),
        sheet(ANN, delimiter="\t").encode(),
        sheet(ANN).replace("address,name", "Address, Name ").encode(),
        sheet(ANN).encode() + b"\n\n\n",
        sheet(ANN).encode() + b",,,,,,,,,,,,\n",
    ],
    ids=["bom", "crlf", "semicolons", "sep line", "tabs", "heads", "blank lines", "empty row"],
)
def test_a_spreadsheets_habits_are_understood(engine: Engine, data: bytes) -> None:
    with engine.begin() as conn:
        report = take_in(conn, data)
        assert report.unreadable == []
        assert (report.added, report.bad) == (1, 0)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "the file is empty"),
        (b"\n\n", "the file is empty"),
        (sheet(ANN).encode("utf-16"), "not UTF-8"),
        (sheet(ANN).replace("\n", "\r").encode(), "old Macs"),
        (sheet(ANN).replace("address", "adress").encode(), "Did you mean 'address'?"),
        (b"address,name\nann@example.org,Ann\n", "the column 'basis' is missing"),
        (sheet(ANN).replace("role", "name").encode(), "there twice"),
        (b"\x00\x01\x02\x03", "not UTF-8"),
        (b"x" * 70_000, "64,000 bytes"),
    ],
)
def test_a_file_that_is_no_list_of_people_is_refused_whole(engine: Engine, data: bytes, words: str) -> None:
    with engine.begin() as conn:
        report = take_in(conn, data)
    assert words in " ".join(map(str, report.unreadable))
    assert (report.rows, report.added) == (0, 0)


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        (b'x@example.org,"never closed,,,weekly,education\n', "not closed"),
        (b'x@example.org,"a"b,,,weekly\n', "cannot be read"),
        (b"x@example.org," + b"y" * 70_000 + b"\n", "64,000"),
        (b"x@example.org,caf\xe9,,,weekly,education,,,,consent,Page,2025-01-01,Words\n", "not UTF-8"),
        (b"x@example.org,1,2,3,4,5,6,7,8,9,10,11,12,13,14\n", "15 cells"),
    ],
)
def test_a_row_that_cannot_be_read_costs_only_itself(engine: Engine, bad: bytes, words: str) -> None:
    good = [sheet({"address": f"p{n}@example.org"}).splitlines()[1].encode() + b"\n" for n in range(30)]
    head = sheet(ANN).splitlines()[0].encode() + b"\n"
    with engine.begin() as conn:
        report = take_in(conn, head + b"".join(good[:3]) + bad + b"".join(good[3:]))
    assert (report.added, report.bad) == (30, 1)
    assert words in str(report.bad_rows[0])
    assert "people.csv, line 5" in str(report.bad_rows[0])


def test_words_agreed_to_may_run_over_lines(engine: Engine) -> None:
    with engine.begin() as conn:
        report = take_in(
            conn, sheet({**ANN, "consent_wording": 'I agree.\nIt is "mine".'}, {"address": "bad"})
        )
        person = show(conn, "ann@example.org")
    assert person is not None
    assert person.subscriptions[0].consents[0].wording == 'I agree.\nIt is "mine".'
    assert "line 4" in str(report.bad_rows[0])


@given(st.text())
def test_a_guarded_cell_is_never_a_formula_and_comes_back(cell: str) -> None:
    kept = guarded(cell)
    assert unguarded(kept) == cell
    assert not kept.lstrip().startswith(("=", "+", "-", "@", "＝", "＋"))


@pytest.mark.parametrize(
    "cell", ["=1", "+44 1632", "-5", "@x", "\tx", " =1", "\xa0=1", "＝1", '"=1', "'=1", "''=1"]
)
def test_every_way_to_begin_a_formula_is_guarded(cell: str) -> None:
    assert guarded(cell).startswith("'")
    assert unguarded(guarded(cell)) == cell


def test_what_is_exported_comes_in_again_as_it_was(engine: Engine) -> None:
    people = [
        {
            "address": "=cmd@example.org",
            "name": '=HYPERLINK("http://x")',
            "organisation": "+44",
            "role": "'quoted",
        },
        {
            "address": "bob@example.org",
            "name": 'Bob, Ltd; "B"',
            "publications": "weekly;alerts",
            "topics": "online;neglect",
        },
    ]
    with engine.begin() as conn:
        take_in(conn, sheet(*people))
        out = io.StringIO(newline="")
        assert export_csv(conn, out) == 3
        again = take_in(conn, out.getvalue())
        assert (again.bad, again.added, again.kept, again.unchanged) == (0, 0, 0, 3)
        person = show(conn, "=cmd@example.org")
    assert person is not None
    assert (person.name, person.organisation, person.role) == (people[0]["name"], "+44", "'quoted")
    assert all(line.startswith('"') for line in out.getvalue().split("\r\n") if line)
    assert '"=' not in out.getvalue().replace('""', "")


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    for row in CsvLines(io.BytesIO(data)).rows():
        assert isinstance(row, Cells) or "line" in row.where


def test_many_quotation_marks_are_read_in_linear_time() -> None:
    def took(count: int) -> float:
        started = time.perf_counter()
        list(CsvLines(io.BytesIO(b'"a\n' * count)).rows())
        return time.perf_counter() - started

    took(100)
    assert took(8_000) < 6 * took(4_000) + 0.2


def test_addresses_of_people_never_imported_are_unknown(engine: Engine) -> None:
    with engine.begin() as conn:
        assert find(conn, "nobody@example.org") is None
        assert len(hash_of(conn, "nobody@example.org")) == 64
    assert GOOD["basis"] == "consent"
