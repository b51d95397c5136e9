"""A mail as it is made: what it holds, in which order, and what it costs."""

import re
import time
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from premailer import Premailer

from publisher.entries.entry import Content, EntryDate
from publisher.issues.placeholders import ADDRESS, LEAVE
from publisher.templating import Templates, open_templates
from tests.publisher.issues.render import cast
from tests.publisher.issues.render.cast import SITE, choosing, rendered, sample, version, written

LONG = "A sentence that says the same thing once more, for the length of it. " * 60


def visible(html: str) -> str:
    """The words of an HTML part."""
    body = html[html.index("<body") :]
    return " ".join(re.sub(r"<[^>]+>", " ", re.sub(r"<!--.*?-->", "", body, flags=re.DOTALL)).split())


def test_a_mail_says_whose_it_is_and_which_issue_before_anything_else() -> None:
    mail = rendered(sample(["key-message"], 3))[0]
    assert mail.subject == "Key messages from the Executive, September 2026, no. 47"
    assert "<title>Key messages from the Executive, September 2026, no. 47</title>" in mail.html
    words = visible(mail.html)
    notice = cast.schedule().organisation.safety_notice
    order = [
        "Westmere Safeguarding Partnership",
        "September 2026, no. 47",
        notice,
        "Start with the child’s day",
    ]
    places = [words.index(said, 100 if said == order[-1] else 0) for said in order]
    assert places == sorted(places)


def headings(html: str) -> list[tuple[int, str]]:
    """Level and words of every heading, in order."""
    return [(int(level), visible(f"<body{words}")) for level, words in re.findall(r"<h(\d)([^¦]*?)</h", html)]


@pytest.mark.parametrize("kinds", [["key-message"], ["key-message", "training"]])
def test_a_group_s_heading_stands_only_where_there_are_several(kinds: list[str]) -> None:
    versions = [
        version(replace(one.content, kind=kinds[n % len(kinds)], body=f"{one.content.body}\n\n# More"), n)
        for n, one in enumerate(sample(["key-message"], 4), 1)
    ]
    mail = rendered(versions)[0]
    several = len(kinds) > 1
    for part in (visible(mail.html), mail.text):
        assert ("Training" in part) == several
        assert len(re.findall("Key messages(?! from)", part)) == several
    levels = [level for level, _ in headings(mail.html)]
    assert levels[:3] == [1, 2, 3]
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert {words: level for level, words in headings(mail.html)}["More"] == (4 if several else 3)
    assert "Start with the child’s day" in [words for _, words in headings(mail.html)]


def test_every_mail_has_what_answers_today() -> None:
    mail = rendered(sample(["key-message"], 3))[0]
    for part in (mail.html, mail.text):
        assert part.count(LEAVE) == 2
        assert part.count(ADDRESS) == 1
        assert "https://westmere.example.org/publication/key-messages/47" in part
        assert "https://westmere.example.org/feeds/kind/key-message.atom" in part
        assert "The Old Exchange" in part
    assert "Your choice: Education, Health and Voluntary sector; all topics." in visible(mail.html)
    assert f'<a href="https://westmere.example.org/leave/{LEAVE}"' in mail.html


def test_the_preheader_is_made_of_the_titles() -> None:
    mail = rendered(sample(["key-message"], 9))[0]
    found = re.search(r'class="preheader"[^>]*>([^<]*)<', mail.html)
    assert found is not None
    assert found[1].startswith("Start with the child’s day · A bruise on a baby")
    assert found[1].endswith("and 6 more")


@pytest.mark.parametrize(("count", "listed"), [(4, False), (5, True)])
def test_more_than_four_entries_are_listed_first_with_links(count: int, listed: bool) -> None:
    mail = rendered([written(number) for number in range(1, count + 1)], "weekly")[0]
    assert ("In this issue" in visible(mail.html)) is listed
    assert ("In this issue" in mail.text) is listed
    assert ('href="#e3"' in mail.html) is listed
    assert 'id="e3"' in mail.html


def test_each_reader_gets_only_what_is_for_them_from_one_rendering() -> None:
    shared, schools = written(1, "For all"), written(2, "For schools")
    schools = replace(schools, content=replace(schools.content, for_=("education",)))
    whole, part = rendered(
        [shared, schools], "weekly", choices=[choosing(1, "education"), choosing(2, "health")]
    )
    assert "For schools" in whole.html and "For schools" in whole.text
    assert "For schools" not in part.html and "For schools" not in part.text
    assert "Your choice: Health; all topics." in visible(part.html)


def test_one_edition_for_several_choices_says_only_what_is_true_of_all() -> None:
    mail = rendered([written(1)], "weekly", choices=[choosing(1, "education"), choosing(2, "health")])[0]
    assert "what is for the audiences and topics that you chose" in visible(mail.html)
    many = [
        choosing(number, audience, language="en-GB")
        for number, audience in enumerate(("education", "health"))
    ]
    many += [
        replace(many[0], id=number, topics=frozenset({topic}))
        for number, topic in ((7, "online"), (8, "neglect"))
    ]
    mail = rendered([written(1)], "weekly", choices=many)[0]
    assert "what is for the audiences and topics that you chose" in visible(mail.html)


def test_a_training_says_when_where_and_until_when_in_sentences() -> None:
    course = Content(
        "course",
        "The first two days",
        "training",
        EntryDate(2026, 9, 1),
        "Two days.",
        for_=("voluntary",),
        starts=date(2026, 10, 6),
        book_by=date(2026, 9, 25),
        place="Carrow Hall",
        price="£45",
        link="https://book.example.com/course",
    )
    mail = rendered([version(course, 1)], "weekly")[0]
    assert (
        "Tuesday 6 October · Carrow Hall · £45 · Booking closes Friday 25 September (in 24 days)"
        in visible(mail.html)
    )
    assert ">Book a place</a>" in mail.html
    assert "\nBook a place:\nhttps://book.example.com/course\n" in mail.text
    assert 'aria-hidden="true"' in mail.html and "Voluntary sector" in visible(mail.html)


def test_facts_are_said_in_welsh_too() -> None:
    course = replace(
        written(1).content,
        kind="training",
        starts=datetime(2026, 10, 6, 8, 30, tzinfo=UTC),
        ends=datetime(2026, 10, 6, 15, 0, tzinfo=UTC),
        book_by=date(2026, 9, 25),
        price="£45",
        member_price="£30",
    )
    mail = rendered([version(course, 1)], "weekly", choices=[choosing(1, "health", language="cy")])[0]
    assert "dydd Mawrth 6 Hydref 2026, 09:30–16:00" in visible(mail.html)
    assert "Archebu'n cau dydd Gwener 25 Medi 2026 (ymhen 24 diwrnod)" in visible(mail.html)
    assert "Pris: £45 (aelodau: £30)" in visible(mail.html)


def test_a_correction_says_what_it_corrects() -> None:
    corrected = version(written(1).content, 1, correction=1, note="the date was wrong")
    mail = rendered([corrected], "weekly")[0]
    assert "Corrected: the date was wrong" in visible(mail.html)
    assert "Corrected: the date was wrong" in mail.text


def test_an_alert_names_what_happened_in_its_subject() -> None:
    mail = rendered([written(1, "Contaminated vapes", kind="alert")], "alerts")[0]
    assert mail.subject.endswith(": Contaminated vapes")


def test_the_language_of_a_choice_picks_the_mails_own_words() -> None:
    english, welsh = rendered(
        sample(["training", "update"], 9),
        "weekly",
        choices=[choosing(1, "voluntary"), choosing(2, "voluntary", language="cy")],
    )
    assert 'lang="en-GB"' in english.html and "About this mail" in visible(english.html)
    assert '<html lang="cy"' in welsh.html
    for said in ("Yn y rhifyn hwn", "Hyfforddiant", "Gadael y rhestr hon"):
        assert said in visible(welsh.html)
        assert said in welsh.text
    assert "In this issue" not in welsh.html + welsh.text


def test_an_entry_in_another_language_says_so_to_screen_readers() -> None:
    welsh = version(replace(written(1).content, language="cy"), 1)
    assert '<td class="g pad entry" id="e1" lang="cy"' in rendered([welsh], "weekly")[0].html


def test_plain_text_is_written_for_reading() -> None:
    mail = rendered(sample(), "weekly", introduction="")[0]
    lines = mail.text.split("\n")
    assert all(len(line) <= 72 or "://" in line for line in lines)
    assert all(line.strip().startswith("http") for line in lines if "://" in line and len(line) > 72)
    assert "In this issue\n-------------" in mail.text
    assert "\n\n\n\n" not in mail.text
    assert not re.search(r"[ \t]+$", mail.text, re.MULTILINE)


def test_a_reader_of_plain_text_gets_no_html() -> None:
    mail = rendered([written(1)], "weekly", choices=[choosing(1, "health", format="text")])[0]
    assert (mail.html, mail.shortened) == ("", 0)
    assert "A sentence to read." in mail.text


def test_no_image_and_nothing_that_could_follow_a_reader() -> None:
    pictured = written(1, body="![A map of the county](https://elsewhere.example.com/map.png)\n\nText.")
    mail = rendered([*sample(), pictured], "weekly")[0]
    assert not re.search(r"<img|<script|<iframe|<form|url\(|<link", mail.html)
    assert "map.png" not in mail.html


def test_hostile_words_stay_words() -> None:
    title = '<script>alert(1)</script> " onmouseover="x <!--part--> {{ 7 * 7 }} %s ' + LEAVE
    body = "<b onclick=x>raw</b> {% raw %} [x](javascript:alert(1)) <!-- x --> </td></table>"
    mail = rendered(
        [written(1, title, body), written(2)], "weekly", introduction="<script>1</script> {{ x }}"
    )[0]
    assert "<script>" not in mail.html and "javascript:" not in mail.html.replace("[x](javascript:", "")
    assert not re.search(r"<[a-z][^>]*\son[a-z]+=", mail.html)
    assert "{{ 7 * 7 }}" in mail.html and "{{ 7 * 7 }}" in mail.text
    assert mail.html.count("</table>") == mail.html.count("<table")
    assert "Entry 2" in visible(mail.html)


def test_a_link_that_is_no_web_address_leads_to_the_entrys_page() -> None:
    one = version(replace(written(1).content, link="javascript:alert(1)"), 1)
    mail = rendered([one], "weekly")[0]
    assert "javascript:" not in mail.html + mail.text
    assert 'href="https://westmere.example.org/entry/entry-1"' in mail.html


def test_premailer_and_templates_run_once_per_run_however_many_editions(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    inlined: list[str] = []
    asked: list[str] = []
    transform, ask = Premailer.transform, Templates.render

    def counted(self: Any, *args: Any, **given: Any) -> Any:
        inlined.append("once")
        return transform(self, *args, **given)

    def rendering(self: Templates, name: str, /, **given: Any) -> str:
        asked.append(name)
        return ask(self, name, **given)

    monkeypatch.setattr(Premailer, "transform", counted)
    monkeypatch.setattr(Templates, "render", rendering)
    entries = [
        version(replace(written(number).content, topics=(f"topic-{number}",)), number)
        for number in range(1, 9)
    ]
    choices = [
        replace(
            choosing(number, "education", language="cy" if number % 2 else "en-GB"),
            topics=frozenset(f"topic-{bit}" for bit in range(1, 9) if number >> (bit - 1) & 1),
        )
        for number in range(1, 101)
    ]
    assert len(rendered(entries, "weekly", choices=choices)) == 100
    assert inlined == ["once"]
    assert sorted(asked) == ["email/digest.html"] * 2 + ["email/digest.txt"] * 2


def test_five_hundred_editions_of_thirty_entries_take_a_moment() -> None:
    entries = [
        version(replace(one.content, topics=(f"topic-{number % 12}",)), number)
        for number, one in enumerate(sample()[:30], 1)
    ]
    choices = [
        replace(
            choosing(n, "education", "health", "voluntary"),
            topics=frozenset(f"topic-{b}" for b in range(12) if n >> b & 1),
        )
        for n in range(1, 501)
    ]
    began = time.process_time()
    mails = rendered(entries, "weekly", choices=choices)
    spent = time.process_time() - began
    assert len(mails) == 500
    assert spent / 500 < 0.006  # several times what it takes, for a busy machine


def test_a_site_may_replace_a_template(tmp_path: Path) -> None:
    folder = tmp_path / "templates" / "email"
    folder.mkdir(parents=True)
    (folder / "issue.html").write_text(
        '{% extends "shipped/email/issue.html" %}{% block introduction %}<tr><td>Our own words</td></tr>{% endblock %}'
    )
    mail = rendered([written(1)], templates=open_templates(tmp_path))[0]
    assert "Our own words" in visible(mail.html)


def test_the_same_run_renders_to_the_same_bytes() -> None:
    assert rendered(sample(), "weekly") == rendered(sample(), "weekly")
    assert SITE.is_dir()
