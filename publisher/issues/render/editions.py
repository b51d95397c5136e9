"""An edition: the parts of a run's master that one composition wants, short enough, with its own words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import escape

from publisher.entries.entry import Version
from publisher.issues.compose import Composition
from publisher.issues.issue import Issue
from publisher.issues.placeholders import ADDRESS, disarmed
from publisher.issues.render.languages import speak
from publisher.issues.render.master import Master, masters
from publisher.issues.render.parts import assemble
from publisher.issues.render.reasons import reason
from publisher.issues.render.sizes import WARN, fit, sent_size
from publisher.links import Links
from publisher.schedule import Publication, Schedule
from publisher.templating import Templates
from publisher.templating.plain import wrap
from subscribers.choices import Choice
from subscribers.faults import Fault

MANY = 4
"""With more entries than this an edition begins with a list of them."""


@dataclass(frozen=True)
class Rendered:
    """An edition's subject and parts, with the placeholders in html and text.

    html is '' for a composition in plain text; `shortened` counts the last entries shown by their titles or
    left to the web page; `size` is the HTML in bytes as sent, at most.
    """

    composition: Composition
    subject: str
    html: str
    text: str
    shortened: int
    size: int = 0

    @property
    def warnings(self) -> tuple[Fault, ...]:
        """What an editor should know before it goes: that it is long, or had to be shortened."""
        if self.shortened:
            said = f"the mail is too long: its last {self.shortened} entries are shown by their titles only"
            return (
                Fault(said, self.subject, "shorten the entries or move some to the next issue", "shortened"),
            )
        if self.size >= WARN:
            said = f"the mail has {self.size:,} bytes; from 102,000 its last entries are shortened"
            return (Fault(said, self.subject, "shorten the entries or move some to the next issue", "long"),)
        return ()


def render(
    templates: Templates,
    schedule: Schedule,
    publication: Publication,
    issue: Issue,
    compositions: Sequence[Composition],
    links: Links,
    now: datetime,
    *,
    choices: Sequence[Choice] = (),
) -> list[Rendered]:
    """One Rendered per composition, in their order; templates and premailer run once, whatever their number.

    `choices` give the words for why a reader gets it (compositions know them by id); dates are in the
    organisation's zone. Raises Refused when a template fails or lost what no mail may be without.
    """
    versions = _all_in_order(issue, compositions)
    tags = [(composition.language, composition.format != "text") for composition in compositions]
    made = masters(templates, schedule, publication, issue, versions, tags, links, now)
    known = {choice.id: choice for choice in choices}
    place = {version.id: number for number, version in enumerate(versions)}
    found: list[Rendered] = []
    for composition in compositions:
        master = made[speak(composition.language, schedule.organisation.language).tag]
        held = [known[key] for key in composition.choice_ids if key in known]
        why = reason(publication, schedule, held, master.language)
        found.append(_edition(master, composition, place, why))
    return found


def _all_in_order(issue: Issue, compositions: Sequence[Composition]) -> list[Version]:
    """Every version that some edition shows, each once: kind by kind, both in the issue's order."""
    shown = {version.id: version for composition in compositions for version in composition.versions}
    order = dict.fromkeys([version.id for version in issue.entries if version.id in shown] + list(shown))
    versions = [shown[key] for key in order]
    kinds = list(dict.fromkeys(version.content.kind for version in versions))
    return sorted(versions, key=lambda version: kinds.index(version.content.kind))


def _edition(master: Master, composition: Composition, place: Mapping[int, int], why: str) -> Rendered:
    versions = sorted(composition.versions, key=lambda version: place[version.id])
    subject = disarmed(master.naming.subject(versions))
    gaps = {"subject": subject, "preheader": disarmed(master.naming.preheader(versions)), "reason": why}
    text = assemble(
        master.text,
        _wanted(versions, 0, 0),
        {**gaps, "reason": _wrapped(why), "shortened": "", "omitted": ""},
    )
    if composition.format == "text":
        return Rendered(composition, subject, "", text, 0)
    escaped = {name: str(escape(words)) for name, words in gaps.items()}

    def html(shortened: int, omitted: int) -> str:
        wanted = _wanted(versions, shortened, omitted)
        return assemble(master.html, wanted, {**escaped, **_length_words(master, shortened, omitted)})

    page, shortened, omitted = fit(len(versions), html)
    return Rendered(composition, subject, page, text, shortened + omitted, sent_size(page))


def _wanted(versions: Sequence[Version], shortened: int, omitted: int) -> frozenset[str]:
    """The names of the parts an edition shows; counts are from the end."""
    kept = versions[: len(versions) - omitted]
    whole = len(versions) - max(shortened, omitted)
    names: set[str] = set()
    for place, version in enumerate(kept):
        key = version.entry_id
        names |= {f"group/{version.content.kind}", f"contents/{key}"}
        names.add(f"entry/{key}" if place < whole else f"short/{key}")
    # One heading over everything would only say again what the mail is.
    names.add("grouped" if len({version.content.kind for version in kept}) > 1 else "alone")
    if len(versions) > MANY:
        names.add("contents")
    if shortened:
        names.add("shortened")
    if omitted:
        names.add("omitted")
    return frozenset(names)


def _length_words(master: Master, shortened: int, omitted: int) -> Mapping[str, str]:
    words = master.language
    said = words.shortened_one if shortened == 1 else words.shortened.format(number=shortened - omitted)
    return {"shortened": str(escape(said)), "omitted": str(escape(words.omitted.format(number=omitted)))}


def _wrapped(why: str) -> str:
    # An address is longer than the word that stands for it: room is kept for one of 40 characters.
    room = ADDRESS + "x" * (40 - len(ADDRESS))
    return wrap(why.replace(ADDRESS, room)).replace(room, ADDRESS)
