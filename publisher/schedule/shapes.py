"""The keys of schedule.yaml as pydantic models: names, types, defaults and what each means."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from publisher.schedule import words
from publisher.schedule.words import Key, Line, one_of, one_or_more, whole_number, wrong

Part = Literal["england-and-wales", "scotland", "northern-ireland", "none"]
PARTS = one_of("england-and-wales", "scotland", "northern-ireland", "none")
RULES = ("quarterly", "monthly", "weekly", "daily", "cron")


class Shape(BaseModel):
    """A mapping whose every key is declared."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, arbitrary_types_allowed=True, populate_by_name=False
    )


class OrganisationShape(Shape):
    """Who publishes."""

    name: Line = Field(description="The organisation's name, as readers know it.")
    sender: words.Address = Field(description="Address that mails come from.")
    reply_to: words.Address | None = Field(
        None, description="Address that answers go to; left out: the sender."
    )
    editors: Annotated[list[words.Address], BeforeValidator(one_or_more)] = Field(
        default_factory=list, description="Addresses told by service mail of work that waits."
    )
    base_url: words.BaseAddress = Field(description="Address of the site; PUBLISHER_BASE_URL overrides it.")
    time_zone: words.Zone = Field(
        "Europe/London", validate_default=True, description="Zone of every local time."
    )
    colour: words.Colour = Field(
        "#1d4f5c", validate_default=True, description="The one deep colour; at least 4.5:1 on white."
    )
    colour_dark: words.DarkColour | None = Field(
        None, description="Its tint for the dark ground, at least 4.5:1 there; left out: derived."
    )
    safety_notice: Line = Field(description="One or more sentences that stand on everything sent or shown.")
    postal_address: Line = Field(description="Postal address at the end of every mail.")
    bank_holidays: Annotated[Part, PARTS] = Field(
        "england-and-wales",
        description="Whose bank holidays move runs: england-and-wales, scotland, northern-ireland or none.",
    )
    archive_year_starts: words.Month = Field(
        "april", validate_default=True, description="Month in which a year of the archive begins."
    )
    language: words.Language = Field(
        "en-GB", description="Language of the site's words, a tag such as en-GB."
    )
    privacy_url: words.WebAddress | None = Field(None, description="Address of the privacy notice.")
    list_domain: words.Domain | None = Field(
        None, description="Domain of list identifiers (List-ID); left out: the sender's."
    )


class AudienceShape(Shape):
    """Who a reader is."""

    title: Line = Field(description="The audience's name, always shown with its colour mark.")
    describes: Line = Field("", description="Whom it covers, in a few words.")
    colour: words.Colour = Field(
        "#444444", validate_default=True, description="Colour of its mark; at least 4.5:1 on white."
    )
    colour_dark: words.DarkColour | None = Field(
        None, description="The mark's colour on the dark ground; left out: derived."
    )


class TakesShape(Shape):
    """What a publication takes: an entry must be of a kind and of a topic named here."""

    kinds: Annotated[list[Line], BeforeValidator(one_or_more)] = Field(
        default_factory=list, description="Kinds of entry; left out: all."
    )
    topics: Annotated[list[Line], BeforeValidator(one_or_more)] = Field(
        default_factory=list, description="Topics; left out: all."
    )


class QuarterlyShape(Shape):
    """Some months of the year."""

    months: Annotated[list[words.Month], BeforeValidator(one_or_more)] = Field(
        [3, 6, 9, 12], description="Months, as numbers or names."
    )
    on: words.DayOfMonth = Field(
        description="Day of the month: first working day (first, second, third, fourth or last), "
        "first monday, last day, or a number from 1 to 31; 29 to 31 mean the last day of a shorter month."
    )


class WhenShape(Shape):
    """When it goes: exactly one rule of the first five, and the time of day."""

    quarterly: QuarterlyShape | None = Field(None, description="In some months of the year.")
    monthly: words.DayOfMonth | None = Field(
        None, description="On a day of each month, written as for quarterly.on."
    )
    weekly: words.Weekdays | None = Field(None, description="On a day, or a list of days, of each week.")
    daily: Annotated[Literal["every day", "working days"], one_of("every day", "working days")] | None = (
        Field(None, description="every day, or working days: then weekends and bank holidays have no slot.")
    )
    cron: words.CronLine | None = Field(
        None,
        description="A cron line of five fields in local time, days of the week by name: 30 8 * * mon-fri.",
    )
    at: words.Clock | None = Field(None, description="Time of day, 09:30; not with cron.")
    closed_days: (
        Annotated[Literal["later", "earlier", "ignore"], one_of("later", "earlier", "ignore")] | None
    ) = Field(
        None,
        description="Where a run goes that falls on a closed day: later or earlier (the next or the previous "
        "working day), or ignore. Left out: later, and ignore with daily or cron. Bank holidays are closed; "
        "weekends too where the rule is a number or the last day. Working days are counted without bank "
        "holidays unless it is ignore.",
    )

    @model_validator(mode="after")
    def _one_rule(self) -> "WhenShape":
        given = [rule for rule in RULES if getattr(self, rule) is not None]
        if len(given) != 1:
            found = f"{' and '.join(given)} stand together" if given else "it names no rule"
            raise wrong(found, f"use exactly one of {', '.join(RULES)}, or write 'when: at once'")
        if self.cron is None and self.at is None:
            raise wrong("'at' is missing", 'give the time of day, as in at: "09:30"')
        if self.cron is not None and self.at is not None:
            raise wrong("'at' stands beside 'cron'", "leave it out: the cron line has the time")
        if self.daily and self.closed_days in ("later", "earlier"):
            raise wrong(
                f"closed_days: {self.closed_days} would send two daily runs on one day",
                "leave it out, or write 'daily: working days'",
            )
        return self


class HoldShape(Shape):
    """Hold a run back until it is worth a mail."""

    at_least: Annotated[int, whole_number(1, 1000)] = Field(description="Entries that must be due.")
    at_most_weeks: Annotated[int, whole_number(1, 52)] = Field(
        4, description="Weeks after which it goes with what there is."
    )


class BrakeShape(Shape):
    """Of alerts."""

    grace: words.Duration = Field("10 min", validate_default=True, description="Time to call an alert back.")
    per_day: Annotated[int, whole_number(1, 1000)] = Field(
        3, description="Alerts a day; a further one asks a person."
    )


def _at_once(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if value.strip() != "at once":
        raise wrong(
            f"'{value}' is not known here",
            "write 'at once', or a rule such as {weekly: thursday, at: \"08:30\"}",
        )
    return None


class PublicationShape(Shape):
    """What goes out together."""

    title: Line | None = Field(None, description="Its name, as readers see it; left out: the key in words.")
    describes: Line = Field("", description="What readers get, in one sentence.")
    form: Annotated[Literal["edited", "digest", "alert"], one_of("edited", "digest", "alert")] = Field(
        description="edited (put together and approved by people), digest (by itself) or alert (at once, with a brake)."
    )
    takes: TakesShape = Field(TakesShape(), description="Which entries it takes; left out: all.")
    for_: Annotated[list[Line], BeforeValidator(one_or_more)] = Field(
        default_factory=list, alias="for", description="Audiences it is for; left out: all."
    )
    when: Annotated[WhenShape | None, BeforeValidator(_at_once)] = Field(
        description="at once (alerts only), or a mapping with a rule and a time."
    )
    late: Annotated[Literal["send", "ask", "fold", "drop"], one_of("send", "ask", "fold", "drop")] | None = (
        Field(
            None,
            description="What becomes of a late run: send (one run now for all missed slots), fold (the next slot takes "
            "it), ask (it waits for a person) or drop (site and feeds only). Left out: send for digests, else ask.",
        )
    )
    late_after: words.Duration = Field(
        "1 hour", validate_default=True, description="From when a run counts as late."
    )
    hold: HoldShape | None = Field(None, description="Wait until enough is due; not for alerts.")
    approvals: Annotated[int, whole_number(0, 9)] | None = Field(
        None, description="Approvals by people other than the submitter; left out: 1, and 0 for digests."
    )
    brake: BrakeShape | None = Field(None, description="Brake of an alert; left out: its defaults.")
    since: words.Moment | None = Field(
        None,
        description="Entries released before this local date or time are never due; left out: the first run.",
    )
    uncertain: Annotated[Literal["resend", "park"], one_of("resend", "park")] = Field(
        "resend",
        description="What becomes of a message that may or may not have gone: resend (once, with the same "
        "id) or park (rather miss than repeat).",
    )


class ScheduleShape(Shape):
    """The whole file."""

    organisation: OrganisationShape = Field(description="Who publishes.")
    audiences: dict[Key, AudienceShape] = Field(description="Who readers are, by key.")
    topics: dict[Key, Line] = Field(default_factory=dict, description="Topics: key and name.")
    publications: dict[Key, PublicationShape] = Field(description="What goes out, by key.")
