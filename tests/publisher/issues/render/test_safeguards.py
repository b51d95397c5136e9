"""What no template can drop."""

from pathlib import Path

import pytest

from publisher.errors import Refused
from publisher.issues.placeholders import ADDRESS, LEAVE
from publisher.issues.render import service_mail, try_templates
from publisher.templating import open_templates
from tests.publisher.issues.render import cast
from tests.publisher.issues.render.cast import rendered, written

NOTICE = "has lost the safety notice, which no mail may be without"


def site_with(tmp_path: Path, name: str, source: str) -> Path:
    path = tmp_path / "templates" / "email" / name
    path.parent.mkdir(parents=True)
    path.write_text(source, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("name", "source", "said"),
    [
        ("issue.html", '{% extends "shipped/email/issue.html" %}{% block safety %}{% endblock %}', NOTICE),
        ("issue.txt", '{% extends "shipped/email/issue.txt" %}{% block safety %}{% endblock %}', NOTICE),
        (
            "issue.html",
            '{% extends "shipped/email/issue.html" %}{% block safety %}'
            '<tr style="display: none"><td>{{ organisation.safety_notice }}</td></tr>{% endblock %}',
            NOTICE,
        ),
        (
            "issue.html",
            '{% extends "shipped/email/issue.html" %}{% block safety %}'
            "<!-- {{ organisation.safety_notice }} -->{% endblock %}",
            NOTICE,
        ),
        (
            "issue.html",
            '{% extends "shipped/email/issue.html" %}{% block safety %}{% call part("contents") %}'
            "<tr><td>{{ organisation.safety_notice }}</td></tr>{% endcall %}{% endblock %}",
            NOTICE,
        ),
        (
            "inlined.css",
            '{% include "shipped/email/inlined.css" %}\n.safety { display: none; }',
            NOTICE,
        ),
        (
            "issue.html",
            '{% extends "shipped/email/issue.html" %}{% block footer %}{% endblock %}',
            "the link to leave",
        ),
        (
            "issue.txt",
            '{% extends "shipped/email/issue.txt" %}{% block footer %}{% endblock %}',
            "the postal address",
        ),
        (
            "issue.html",
            '{% extends "shipped/email/issue.html" %}{% block masthead %}'
            '{% call part("mastheed") %}x{% endcall %}{% endblock %}',
            "there is no part 'mastheed'",
        ),
        ("issue.html", "no document at all", "has no <body>"),
    ],
)
def test_a_template_that_lost_what_a_mail_needs_is_refused(
    tmp_path: Path, name: str, source: str, said: str
) -> None:
    with pytest.raises(Refused) as refused:
        rendered([written(1)], templates=open_templates(site_with(tmp_path, name, source)))
    assert said in str(refused.value)


def test_a_service_mail_has_the_notice_too_and_cannot_lose_it(tmp_path: Path) -> None:
    organisation = cast.schedule().organisation
    told = ("No. 47 waits for <another> name.",)
    html, text = service_mail(
        open_templates(tmp_path), organisation, "Approval wanted", told, commands=("publisher issues show",)
    )
    assert organisation.safety_notice in html
    assert "&lt;another&gt;" in html and "<another>" in text
    assert "Front Door" in text and "    publisher issues show" in text
    assert 'style="' in html
    lost = '{% extends "shipped/email/service.html" %}{% block safety %}{% endblock %}'
    with pytest.raises(Refused, match="the safety notice"):
        service_mail(open_templates(site_with(tmp_path, "service.html", lost)), organisation, "Wanted", told)


def test_a_trial_finds_what_compiling_cannot(tmp_path: Path) -> None:
    site = cast.schedule()
    assert try_templates(open_templates(tmp_path), site, cast.LINKS, cast.NOW) == []
    folder = site_with(
        tmp_path, "entry.txt", "{% macro full(entry, words) %}\n{{ entry.tittle }}{% endmacro %}"
    )
    faults = try_templates(open_templates(folder), site, cast.LINKS, cast.NOW)
    assert len(faults) == 1
    assert "entry.txt, line 2" in faults[0].where
    assert faults[0].mend == "did you mean 'title'?"


def test_no_entry_can_ask_for_a_readers_own_address_or_token() -> None:
    asking = f"{LEAVE} {ADDRESS} [see](https://elsewhere.example.com/{LEAVE}?who={ADDRESS})"
    made = rendered([written(1, f"Title {LEAVE} {ADDRESS}", asking)], introduction=asking)[0]
    for shown in (made.html, made.text):
        assert "https://elsewhere.example.com/x-slotleavetokenx?who=x-slotaddressx" in shown
        assert shown.count(LEAVE) == shown.count(cast.LINKS.leave(LEAVE))
        assert shown.count(ADDRESS) == 1
    assert LEAVE not in made.subject
    alert = rendered([written(1, f"Recall {LEAVE}", kind="alert")], "alerts")[0]
    assert LEAVE not in alert.subject
    assert alert.html.count(LEAVE) == alert.html.count(cast.LINKS.leave(LEAVE))
