"""The sample site's entries as versions, and an issue of them rendered: what the tests of this room look at."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from publisher.entries.entry import Content, Version
from publisher.entries.files import parse
from publisher.entries.markdown import to_html, to_text
from publisher.issues.compose import Composition, compose
from publisher.issues.issue import Issue
from publisher.issues.order import in_reading_order
from publisher.issues.render import Rendered, render
from publisher.links import Links
from publisher.schedule import Schedule, read_schedule
from publisher.templating import Templates, open_templates
from subscribers.choices import Choice

SITE = Path(__file__).resolve().parents[4]
NOW = datetime(2026, 9, 1, 8, 30, tzinfo=UTC)
LINKS = Links("https://westmere.example.org", "westmere.example.org,2026", (b"k" * 32,))
EVERYBODY = Choice(1, frozenset({"education", "health", "voluntary"}), frozenset(), "en-GB", "html")


def schedule() -> Schedule:
    return read_schedule(SITE / "schedule.yaml")


def version(content: Content, number: int, *, correction: int = 0, note: str = "") -> Version:
    """A released version of an entry with the id `number`."""
    return Version(
        id=number,
        entry_id=number,
        number=1,
        correction=correction,
        note=note,
        content=content,
        html=to_html(content.body),
        text=to_text(content.body),
        saved_at=NOW,
        released_at=NOW,
        published_at=NOW,
        updated_at=NOW,
        expires_at=None,
        withdrawn_at=None,
        withdrawn_reason="",
        archived=False,
    )


def sample(kinds: Sequence[str] = (), most: int = 100) -> list[Version]:
    """The sample site's entries of these kinds (none named: all) in reading order."""
    known = schedule().vocabulary
    contents = [
        parse(path.read_bytes(), path.name, known) for path in sorted((SITE / "entries").glob("*.md"))
    ]
    kept = [content for content in contents if not kinds or content.kind in kinds]
    return in_reading_order(version(content, number) for number, content in enumerate(kept, 1))[:most]


def written(number: int, title: str = "", body: str = "A sentence to read.", kind: str = "update") -> Version:
    """An entry made up on the spot."""
    return version(Content(f"entry-{number}", title or f"Entry {number}", kind, None, body), number)


def issue(versions: Sequence[Version], publication: str = "key-messages", introduction: str = "") -> Issue:
    return Issue(
        id=1,
        publication=publication,
        number=47,
        entries=tuple(versions),
        state="approved",
        introduction=introduction,
    )


def rendered(
    versions: Sequence[Version],
    publication: str = "key-messages",
    *,
    choices: Sequence[Choice] = (EVERYBODY,),
    introduction: str = "",
    templates: Templates | None = None,
    site: Schedule | None = None,
) -> list[Rendered]:
    """What each of the choices gets."""
    site = site or schedule()
    return render(
        templates or open_templates(SITE),
        site,
        site.publications[publication],
        issue(versions, publication, introduction),
        compositions(versions, choices),
        LINKS,
        NOW,
        choices=choices,
    )


def compositions(versions: Sequence[Version], choices: Sequence[Choice]) -> list[Composition]:
    return compose(versions, choices)


def choosing(number: int, *audiences: str, **changes: str) -> Choice:
    """A choice of these audiences, all topics."""
    return replace(EVERYBODY, id=number, audiences=frozenset(audiences), **changes)  # type: ignore[arg-type] # what is given differs from call to call
