"""Welsh: the proof that the mail's own words follow the reader's language."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from publisher.entries.entry import Content, EntryDate
from publisher.issues.render.languages.language import Language

MONTHS = (
    "Ionawr",
    "Chwefror",
    "Mawrth",
    "Ebrill",
    "Mai",
    "Mehefin",
    "Gorffennaf",
    "Awst",
    "Medi",
    "Hydref",
    "Tachwedd",
    "Rhagfyr",
)
DAYS = (
    "dydd Llun",
    "dydd Mawrth",
    "dydd Mercher",
    "dydd Iau",
    "dydd Gwener",
    "dydd Sadwrn",
    "dydd Sul",
)


def facts(content: Content, today: date, zone: ZoneInfo) -> list[str]:
    """The parts of an entry's line of facts: date, when, where, booking, price."""
    said: list[str] = []
    if content.starts is not None:
        said.append(_span(content, zone))
    elif content.date is not None:
        said.append(_dated(content.date))
    if content.place:
        said.append(content.place)
    if content.book_by is not None:
        said.append(_booking(_local_day(content.book_by, zone), today))
    if content.price:
        said.append(
            f"Pris: {content.price}" + (f" (aelodau: {content.member_price})" if content.member_price else "")
        )
    elif content.member_price:
        said.append(f"Aelodau: {content.member_price}")
    if content.level:
        said.append(f"Lefel: {content.level}")
    return said


def _dated(day: EntryDate) -> str:
    month = f"{MONTHS[day.month - 1]} {day.year}"
    return month if day.day is None else f"{day.day} {month}"


def _named(day: date) -> str:
    return f"{DAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]} {day.year}"


def _span(content: Content, zone: ZoneInfo) -> str:
    assert content.starts is not None  # noqa: S101 - the caller asked
    start, day = content.starts, _local_day(content.starts, zone)
    said = _named(day)
    if isinstance(start, datetime):
        said += f", {start.astimezone(zone):%H:%M}"
    if content.ends is None:
        return said
    last = _local_day(content.ends, zone)
    if isinstance(content.ends, datetime) and last == day:
        return f"{said}–{content.ends.astimezone(zone):%H:%M}"
    return said if last == day else f"{said} tan {_named(last)}"


def _booking(day: date, today: date) -> str:
    left = (day - today).days
    if left < 0:
        return f"Daeth y cyfnod archebu i ben {_named(day)}"
    near = {0: "heddiw", 1: "yfory"}.get(left, f"ymhen {left} diwrnod")
    return f"Archebu'n cau {_named(day)} ({near})"


def _local_day(moment: date | datetime, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date() if isinstance(moment, datetime) else moment


WELSH = Language(
    tag="cy",
    direction="ltr",
    months=MONTHS,
    kinds={
        "key-message": "Negeseuon allweddol",
        "update": "Diweddariadau",
        "training": "Hyfforddiant",
        "deadline": "Dyddiadau cau",
        "resource": "Adnoddau",
        "report": "Adroddiadau",
        "alert": "Rhybuddion",
    },
    facts=facts,
    number="rhif {number}",
    and_="a",
    in_this_issue="Yn y rhifyn hwn",
    introduction="Cyflwyniad",
    everyone="I bawb",
    audiences="I: {audiences}",
    not_for="nid i: {audiences}",
    correction="Cywirwyd: {note}",
    read_on="Darllen ar {host}",
    read_here="Darllen hyn ar ein gwefan",
    book="Archebu lle",
    enclosure="Agor y ffeil ({sort})",
    more="a {number} arall",
    about="Am y neges hon",
    sent_to="Anfonwyd hon at {address}, sydd ar restr {publication}.",
    chosen="Eich dewis: {choice}.",
    chosen_variously="Mae'n cynnwys yr hyn sydd i'r cynulleidfaoedd a'r pynciau a ddewisoch.",
    all_topics="{audiences}; pob pwnc",
    on_topics="{audiences}; {topics}",
    no_audience="yr hyn sydd i bawb",
    change="Newid yr hyn a gewch",
    leave="Gadael y rhestr hon",
    web="Darllen y rhifyn hwn ar y we",
    feed="Dilyn fel ffrwd",
    privacy="Sut rydym yn defnyddio eich cyfeiriad",
    shortened_one="Byddai'r neges hon yn rhy hir i rai rhaglenni e-bost: dim ond teitl yr eitem olaf sydd "
    "yma. Mae'r teitl yn arwain at y testun cyfan.",
    shortened="Byddai'r neges hon yn rhy hir i rai rhaglenni e-bost: dim ond teitlau'r {number} eitem olaf "
    "sydd yma. Mae pob teitl yn arwain at y testun cyfan.",
    omitted="Mae {number} arall yn y rhifyn hwn ar y we.",
)
