"""A piece of a page becomes a draft: its fields, its Markdown, and what an editor must look at."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date as Day  # noqa: N812 - as in entry.py
from datetime import datetime
from zoneinfo import ZoneInfo

from publisher.entries.entry import Content, EntryDate
from publisher.entries.files import slugify
from publisher.entries.importers.block import Block
from publisher.entries.importers.body import write_body
from publisher.entries.importers.capitals import calm
from publisher.entries.importers.dates import FoundDate, find_dates
from publisher.entries.importers.facts import Facts, find_facts, find_level
from publisher.entries.importers.lexicon import CALL
from publisher.entries.importers.structure import Piece, Structure
from publisher.entries.importers.telling import tell_kind
from publisher.entries.vocabulary import Vocabulary

LONG = 5


def draft(
    piece: Piece, page: Structure, all_text: str, vocabulary: Vocabulary, today: Day
) -> tuple[Content, tuple[str, ...]]:
    """The content of one piece, its slug not yet made unique, and its flags."""
    flags: list[str] = []
    title, body_blocks = _title(piece, page, all_text, flags)
    date = piece.date or page.date
    own = _own_date(piece, title, today)
    nearest = own or date
    near = nearest.date.first_day if nearest else today
    facts = find_facts(title, body_blocks, near, vocabulary.zone)
    dated = facts.starts is not None
    deadline = facts.deadline if facts.deadline and not facts.book_by else None
    told = tell_kind(
        piece,
        page.title,
        dated=dated,
        deadline=str(_day(deadline)) if deadline else "",
        bears_day=own is not None,
    )
    if told.guess:
        flags.append(f"kind guessed: {told.kind}, {told.guess}")
    bears = _date(own, date, deadline if told.kind == "deadline" else None, flags)
    flags += [note for note in facts.notes if facts.starts or facts.book_by or facts.deadline]
    for_, except_ = _people(piece, facts, vocabulary, flags)
    if facts.member_price or facts.price:
        flags += (
            []
            if _PLAIN_PRICE.match(facts.member_price or "Free")
            else ["member price is words: " + facts.member_price]
        )
    _flag_links(body_blocks, flags)
    _flag_length(body_blocks, flags)
    content = Content(
        slug=slugify(f"{bears} {title}" if bears else title) or "entry",
        title=title,
        kind=told.kind,
        date=bears,
        body=write_body(body_blocks, piece.columns),
        for_=for_,
        except_=except_,
        starts=_utc(facts.starts),
        ends=_utc(deadline) if told.kind == "deadline" and facts.starts is None else _utc(_end(facts)),
        book_by=_utc(facts.book_by or (facts.deadline if told.kind != "deadline" and dated else None)),
        place=facts.place,
        price=facts.price,
        member_price=facts.member_price,
        level=facts.level if told.kind == "training" or find_level(title, "") else "",
        link=_link(piece, body_blocks),
    )
    return content, tuple(dict.fromkeys(flags))


_PLAIN_PRICE = re.compile(r"^(?:free|£[\d.,]+)", re.IGNORECASE)


def _end(facts: Facts) -> Day | datetime | None:
    if facts.starts is None or facts.ends is None:
        return None
    return None if _day(facts.ends) < _day(facts.starts) else facts.ends


def _day(moment: Day | datetime) -> Day:
    return moment.date() if isinstance(moment, datetime) else moment


def _utc(moment: Day | datetime | None) -> Day | datetime | None:
    return moment.astimezone(ZoneInfo("UTC")) if isinstance(moment, datetime) else moment


def _title(piece: Piece, page: Structure, all_text: str, flags: list[str]) -> tuple[str, list[Block]]:
    body = list(piece.body)
    title = piece.title
    if "untitled" in piece.notes:
        name = title or page.title
        if not name and body:
            first = body[0].text.split()
            name = " ".join(first[:8]) + ("…" if len(first) > 8 else "")
        elif title and page.title and title not in page.title:
            name = f"{page.title}, {title}" if len(page.title) < 80 else title
        flags.append(f"untitled: no title was found, '{name}' was put there")
        title = name
    if len(title) > 300:
        body = ([replace(piece.opened_by, form="paragraph")] if piece.opened_by else []) + body
        title = title[:120].rsplit(" ", 1)[0] + "…"
        flags.append("title shortened: the whole is in the text")
    calmed = calm(title, all_text)
    if calmed != title:
        flags.append("title was in capitals")
    if not body:
        flags.append("no text: there is only a title")
    return calmed, body


def _own_date(piece: Piece, title: str, today: Day) -> FoundDate | None:
    """A date that the title ends with, to the day, or begins with before a dash: the piece's own."""
    for found in find_dates(title, today):
        at_end = found.end >= len(title.rstrip(" ).")) and found.date.day is not None
        if at_end and not found.guessed:
            return found
    if piece.body and "untitled" not in piece.notes:
        first = piece.body[0].text
        said = find_dates(first, today)
        posted = re.match(
            r"^(?:(?:posted|published|date|dated|updated|last updated)(?: on)?\s*:?\s*)?",
            first,
            re.IGNORECASE,
        )
        if (
            said
            and posted
            and posted[0]
            and said[0].start == posted.end()
            and said[0].end >= len(first) - 2
            and "post" in posted[0].lower() + " publish updated dated"[:0]
        ):
            return said[0]
    return None


def _date(
    own: FoundDate | None, above: FoundDate | None, deadline: Day | datetime | None, flags: list[str]
) -> EntryDate | None:
    if own or above:
        found = own or above
        assert found is not None
        if found.guessed:
            flags.append(f"date guessed: {found.date}, {found.guessed}")
        return found.date
    if deadline:
        day = _day(deadline)
        flags.append("dated by its deadline: it bears no other date")
        return EntryDate(day.year, day.month, day.day)
    flags.append("undated: no date was found for it")
    return None


def _people(
    piece: Piece, facts: Facts, vocabulary: Vocabulary, flags: list[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    section = piece.section.strip().rstrip(":").casefold()
    for_ = tuple(
        key
        for key, audience in vocabulary.audiences.items()
        if section in (key.casefold(), audience.title.casefold(), f"for {audience.title.casefold()}")
    )
    except_ = []
    for who in facts.except_:
        key = _audience(who, vocabulary)
        if key is None:
            flags.append(f"except is text: '{who}' names no audience, so it keeps nobody out")
        except_.append(key or who)
    if not for_:
        flags.append("no audience: it reaches everyone")
    return for_, tuple(dict.fromkeys(except_))


def _audience(who: str, vocabulary: Vocabulary) -> str | None:
    said = re.sub(
        r"\s+(?:professionals|staff|workers|colleagues|practitioners|organisations|groups|sector)$",
        "",
        who.casefold(),
    )
    for key, audience in vocabulary.audiences.items():
        names = {key.casefold(), audience.title.casefold()}
        names |= {re.sub(r"\s+sector$", "", name) for name in names}
        if said in names:
            return key
    return None


def _link(piece: Piece, blocks: Sequence[Block]) -> str:
    """The one web address of the piece, or the one its last call leads to."""
    links = [link for block in piece.blocks for link in block.links if link.url.startswith("http")]
    if len({link.url for link in links}) == 1:
        return links[0].url
    for block in reversed(blocks):
        if CALL.match(block.text):
            for link in block.links:
                if link.url.startswith("http"):
                    return link.url
    return ""


_CALLS = re.compile(
    r"\b(?:click here|here|book a place|find out more|read more|download|register|sign up)\b\W*$",
    re.IGNORECASE,
)


def _flag_links(blocks: Sequence[Block], flags: list[str]) -> None:
    for block in blocks:
        sends = _CALLS.search(block.text) or (CALL.match(block.text) and len(block.text) < 90)
        if sends and not block.links and not re.search(r"@|\d{5}|www\.|https?:", block.text):
            said = block.text if len(block.text) < 60 else "… " + block.text[-40:]
            flags.append(f"link missing: '{said}' leads nowhere")


def _flag_length(blocks: Sequence[Block], flags: list[str]) -> None:
    calls = [n for n, block in enumerate(blocks) if CALL.match(block.text)]
    if (
        calls
        and len(blocks) - calls[0] - 1 >= 3
        and any(len(b.text) > 80 for b in blocks[calls[0] + 1 :])
        and len(blocks) > LONG
    ):
        flags.append("perhaps several entries: text goes on after its own call to read more")
