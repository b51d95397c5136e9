"""Templates: a site's own before ours, one sentence for every mistake, and no way out of the sandbox."""

from pathlib import Path
from typing import Any

import pytest

from publisher.errors import Refused
from publisher.links import Links
from publisher.templating import Templates, check_templates, open_templates
from publisher.templating.plain import underline, wrap


def site(tmp_path: Path, **templates: str) -> Templates:
    """A site whose templates/ hold NAME.html (for NAME) with the given source."""
    for name, source in templates.items():
        path = tmp_path / "templates" / f"{name}.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source, encoding="utf-8")
    return open_templates(tmp_path, seconds=2.0)


def refusal_of(tmp_path: Path, source: str, **given: Any) -> str:
    with pytest.raises(Refused) as refused:
        site(tmp_path, page=source).render("page.html", **given)
    return str(refused.value)


def test_a_site_replaces_one_template_and_keeps_the_others(tmp_path: Path) -> None:
    templates = site(tmp_path, **{"email/base": "ours instead"})
    assert templates.render("email/base.html") == "ours instead"
    assert "shipped/email/base.html" in templates.environment.list_templates()
    ours = templates.environment.get_template("email/issue.html").filename
    assert ours and not ours.startswith(str(tmp_path))


def test_a_site_may_extend_the_template_it_replaces(tmp_path: Path) -> None:
    source = '{% from "shipped/shared/palette.jinja" import light %}{{ light.ground }}'
    assert site(tmp_path, **{"shared/palette": source}).render("shared/palette.html") == "#ffffff"


def test_what_is_written_into_a_page_is_escaped_and_into_plain_text_is_not(tmp_path: Path) -> None:
    assert site(tmp_path, page="{{ said }}").render("page.html", said="<b>") == "&lt;b&gt;"
    (tmp_path / "templates" / "page.txt").write_text("{{ said }}", encoding="utf-8")
    assert open_templates(tmp_path).render("page.txt", said="<b>") == "<b>"


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("a\n{% if %}", "page.html, line 2: Expected an expression, got 'end of statement block'."),
        ("a\n\n{{ subjct }}", "page.html, line 3: 'subjct' is undefined. Did you mean 'subject'?"),
        ("{{ subject|uper }}", "page.html, line 1: No filter named 'uper'. Did you mean 'upper'?"),
        (
            "{{ person.naem }}",
            "page.html, line 1: 'dict object' has no attribute 'naem'. Did you mean 'name'?",
        ),
        ("x\n{{ 1 // 0 }}", "page.html, line 2: the template failed (ZeroDivisionError: "),
        ("{{ person.__class__.__mro__ }}", "is unsafe"),
        ("{{ 'a' * 999999999 }}", "'*' would make more than 5,000,000 characters"),
        ("{{ 9 ** 9 ** 9 }}", "'**' would make more than"),
        (
            "{% for a in range(999999999) %}{% endfor %}",
            "page.html, line 1: the template failed (OverflowError",
        ),
        ("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "the template calls itself without end"),
        (
            '{% include "email/isue.html" %}',
            "there is no template 'email/isue.html'. Did you mean 'email/issue.html'?",
        ),
    ],
)
def test_a_mistake_is_one_sentence_with_file_line_and_the_nearest_name(
    tmp_path: Path, source: str, said: str
) -> None:
    assert said in refusal_of(tmp_path, source, subject="Key messages", person={"name": "Ada"})


def test_a_template_that_loops_for_ever_is_stopped(tmp_path: Path) -> None:
    loops = "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}"
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text(loops, encoding="utf-8")
    with pytest.raises(Refused, match="line 1: the template was still at work when its time was up"):
        open_templates(tmp_path, seconds=0.05).render("page.html")


def test_a_fault_in_our_own_code_is_no_template_error(tmp_path: Path) -> None:
    links = Links("https://westmere.example.org", "westmere.example.org,2026", (b"k" * 32,))
    with pytest.raises(KeyError):
        site(tmp_path, page="{{ links.sign('no such purpose', 1) }}").render("page.html", links=links)


def test_checking_reads_every_template_and_names_the_bad_ones(tmp_path: Path) -> None:
    templates = site(tmp_path, bad="{% endif %}", good="fine")
    (tmp_path / "templates" / "latin.html").write_bytes(b"caf\xe9")
    faults = sorted(map(str, check_templates(templates)))
    assert len(faults) == 2
    assert "bad.html, line 1" in faults[0]
    assert "latin.html: the template is not UTF-8. Save the file as UTF-8." in faults[1]


def test_shipped_templates_can_all_be_read(tmp_path: Path) -> None:
    assert check_templates(open_templates(tmp_path)) == []


def test_a_list_keeps_its_hanging_indent_and_an_address_its_length() -> None:
    address = "https://westmere.example.org/" + "x" * 90
    assert wrap(f"- one two three\n{address}\n\n\n\nend", width=10) == (
        f"- one two\n  three\n{address}\n\nend"
    )


def test_a_heading_is_underlined_to_its_own_length() -> None:
    assert underline("Key\nmessages", "=") == "Key messages\n============"
