"""A vocabulary, a file, and arbitrary contents, for tests of entries."""

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from publisher.entries.door import clean
from publisher.entries.entry import Content, Enclosure, EntryDate, Relation
from publisher.entries.files import parse
from publisher.entries.front_matter import tidy_body
from publisher.entries.kinds import KINDS
from publisher.entries.vocabulary import Audience, Vocabulary

VOCABULARY = Vocabulary(
    {key: Audience(key, title) for key, title in (("education", "Education"), ("health", "Health services"))},
    {"neglect": "Neglect", "online": "Online safety"},
    ZoneInfo("Europe/London"),
)
PLAIN = {"title": "Bruises on a baby", "kind": "key-message", "date": "2026-09-14"}


def file(body: str = "Ring the front door.\n", **keys: str) -> bytes:
    """A file with the plain keys and these; an empty value leaves a key out."""
    matter = {**PLAIN, **{key.rstrip("_"): value for key, value in keys.items()}}
    lines = [f"{key}: {value}" for key, value in matter.items() if value]
    return "\n".join(["---", *lines, "---", "", body]).encode()


def read(body: str = "Ring the front door.\n", **keys: str) -> Content:
    """What such a file says."""
    return parse(file(body, **keys), "entries/bruises.md", VOCABULARY)


_line = st.text(max_size=40).map(lambda text: " ".join(clean(text).split()))
_lines = _line.filter(bool)
_moments = st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis adds the zone
_days = st.dates(date(1990, 1, 1), date(2090, 1, 1))
_either = st.none() | _moments | _days
_slugs = st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,8}){0,3}", fullmatch=True)


def _date(draw: st.DrawFn) -> EntryDate | None:
    day = draw(st.none() | _days)
    return EntryDate(day.year, day.month, draw(st.none() | st.just(day.day))) if day else None


@st.composite
def contents(draw: st.DrawFn) -> Content:
    """Any content that the door could have let in."""
    starts = draw(_either)
    texts: dict[str, Any] = {
        name: draw(_line) for name in ("summary", "place", "price", "member_price", "level", "author")
    }
    excepted = draw(
        st.lists(st.sampled_from(["education", "health"]) | st.just("Trustees: not yet"), unique=True)
    )
    return Content(
        slug=draw(_slugs),
        title=draw(_lines),
        kind=draw(st.sampled_from(sorted(KINDS))),
        date=_date(draw),
        body=tidy_body(clean(draw(st.text(max_size=200)))),
        for_=tuple(draw(st.lists(st.sampled_from(["education", "health"]), unique=True))),
        except_=tuple(excepted),
        topics=tuple(draw(st.lists(st.sampled_from(["neglect", "online"]), unique=True))),
        starts=starts,
        ends=starts,
        book_by=draw(_either),
        link=draw(st.sampled_from(["", "https://example.org/a?b=c&d#e", "http://example.com"])),
        enclosure=draw(
            st.none()
            | st.builds(
                Enclosure,
                st.just("https://example.org/a.pdf"),
                st.just("application/pdf"),
                st.integers(0, 10**9),
            )
        ),
        language=draw(st.sampled_from(["", "cy", "en-GB"])),
        release=draw(st.none() | _moments),
        relations=tuple(
            draw(
                st.sampled_from(
                    [(), (Relation("replaces", "the-old-one-0"), Relation("follows-up", "another-9x"))]
                )
            )
        ),
        **texts,
    )
