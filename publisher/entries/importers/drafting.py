"""A piece of a page becomes a draft: its fields, its Markdown, and what an editor must look at."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date as Day  # noqa: N812 - as in entry.py
from datetime import datetime
from zoneinfo import ZoneInfo

from publisher.entries.entry import Content
from publisher.entries.files import slugify
from publisher.entries.importers.block import Block
from publisher.entries.importers.body import row_lines, write_body
from publisher.entries.importers.capitals import calm
from publisher.entries.importers.dating import choose_date, own_date, stamped_date, without_day
from publisher.entries.importers.facts import Facts, find_facts
from publisher.entries.importers.lexicon import CALL, GREETING, of_events
from publisher.entries.importers.people import find_people
from publisher.entries.importers.prices import find_level
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
    title, body_blocks = without_day(title, body_blocks, today)
    date = piece.date or page.date
    own = own_date(piece, title, today)
    if own and ((date and own.date.first_day > date.date.last_day) or of_events(piece.section)):
        own = None  # a day ahead of the page's own is when something takes place
    own = stamped_date(piece, today) or own
    nearest = own or date
    near = nearest.date.first_day if nearest else today
    facts = find_facts(title, _told(body_blocks, piece), near, vocabulary.zone)
    if own and facts.starts == own.date.first_day:
        facts = replace(facts, starts=None, ends=None)
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
    bears = choose_date(own, date, deadline if told.kind == "deadline" else None, flags)
    flags += [note for note in facts.notes if facts.starts or facts.book_by or facts.deadline]
    for_, except_ = find_people(piece, facts, vocabulary, flags)
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


def _told(blocks: Sequence[Block], piece: Piece) -> list[Block]:
    """The blocks as facts are looked for in them: a table's row cell by cell."""
    found: list[Block] = []
    for block in blocks:
        cells = row_lines(block, piece.columns) if block.form == "row" and piece.columns else []
        found += [replace(block, text=line) for line in cells] or [block]
    return found


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
            told = [block for block in body if not GREETING.match(block.text)] or body
            first = told[0].text.split()
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
