"""Checked shapes become nouns: defaults that hang on other keys are decided here."""

from datetime import UTC, time, timedelta
from zoneinfo import ZoneInfo

from publisher.schedule.colour import dark_tint
from publisher.schedule.organisation import Organisation
from publisher.schedule.publication import Brake, Form, Hold, Late, Publication
from publisher.schedule.publication_shape import PublicationShape
from publisher.schedule.rules import Cron, Daily, Monthly, Rule, Weekly
from publisher.schedule.shapes import OrganisationShape
from publisher.schedule.slots import instant
from publisher.schedule.when import ClosedDays, When
from publisher.schedule.when_shape import WhenShape

LATE: dict[Form, Late] = {"edited": "ask", "digest": "send", "alert": "ask"}
APPROVALS: dict[Form, int] = {"edited": 1, "digest": 0, "alert": 1}
BRAKE = Brake(grace=timedelta(minutes=10), per_day=3)
ALL_MONTHS = tuple(range(1, 13))


def organisation_of(shape: OrganisationShape) -> Organisation:
    """The organisation, with what was left out filled in."""
    return Organisation(
        name=shape.name,
        sender=shape.sender,
        reply_to=shape.reply_to or shape.sender,
        editors=tuple(shape.editors),
        base_url=shape.base_url,
        zone=shape.time_zone,
        colour=shape.colour,
        colour_dark=shape.colour_dark or dark_tint(shape.colour),
        safety_notice=shape.safety_notice,
        postal_address=shape.postal_address,
        bank_holidays=shape.bank_holidays,
        archive_year_starts=shape.archive_year_starts,
        language=shape.language,
        privacy_url=shape.privacy_url or "",
        list_domain=shape.list_domain or shape.sender.rpartition("@")[2],
    )


def publication_of(key: str, shape: PublicationShape, zone: ZoneInfo) -> Publication:
    """A publication, with what was left out filled in by its form."""
    brake = Brake(shape.brake.grace, shape.brake.per_day) if shape.brake else BRAKE
    return Publication(
        key=key,
        title=shape.title or key.replace("-", " ").capitalize(),
        describes=shape.describes,
        form=shape.form,
        kinds=tuple(shape.takes.kinds),
        topics=tuple(shape.takes.topics),
        for_=tuple(shape.for_),
        when=_when(shape.when),
        late=shape.late or LATE[shape.form],
        late_after=shape.late_after,
        hold=Hold(shape.hold.at_least, shape.hold.at_most_weeks) if shape.hold else None,
        approvals=APPROVALS[shape.form] if shape.approvals is None else shape.approvals,
        brake=brake if shape.form == "alert" else None,
        since=instant(shape.since, zone).astimezone(UTC) if shape.since else None,
        uncertain=shape.uncertain,
    )


def _when(shape: WhenShape | None) -> When:
    if shape is None:
        return When(None, "ignore")
    otherwise: ClosedDays = "ignore" if shape.daily or shape.cron else "later"
    return When(_rule(shape, shape.at or time()), shape.closed_days or otherwise)


def _rule(shape: WhenShape, at: time) -> Rule:
    if shape.quarterly:
        return Monthly(tuple(sorted(set(shape.quarterly.months))), shape.quarterly.on, at)
    if shape.monthly:
        return Monthly(ALL_MONTHS, shape.monthly, at)
    if shape.weekly:
        return Weekly(shape.weekly, at)
    if shape.daily:
        return Daily(shape.daily == "working days", at)
    return Cron(shape.cron or "")
