"""The keys of a publication in schedule.yaml: names, types, defaults and what each means."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from publisher.schedule import timing
from publisher.schedule.when_shape import WhenShape, at_once
from publisher.schedule.words import Line, Shape, one_of, one_or_more, whole_number


class TakesShape(Shape):
    """What a publication takes: an entry must be of a kind and of a topic named here."""

    kinds: Annotated[list[Line], BeforeValidator(one_or_more)] = Field(
        default_factory=list, description="Kinds of entry; left out: all."
    )
    topics: Annotated[list[Line], BeforeValidator(one_or_more)] = Field(
        default_factory=list, description="Topics; left out: all."
    )


class HoldShape(Shape):
    """Hold a run back until it is worth a mail."""

    at_least: Annotated[int, whole_number(1, 1000)] = Field(description="Entries that must be due.")
    at_most_weeks: Annotated[int, whole_number(1, 52)] = Field(
        4, description="Weeks after which it goes with what there is."
    )


class BrakeShape(Shape):
    """Of alerts."""

    grace: timing.Duration = Field("10 min", validate_default=True, description="Time to call an alert back.")
    per_day: Annotated[int, whole_number(1, 1000)] = Field(
        3, description="Alerts a day; a further one asks a person."
    )


class PublicationShape(Shape):
    """What goes out together."""

    title: Line | None = Field(None, description="Its name, as readers see it; left out: the key in words.")
    describes: Line = Field("", description="What readers get, in one sentence.")
    form: Annotated[Literal["edited", "digest", "alert"], one_of("edited", "digest", "alert")] = Field(
        description="edited (put together and approved by people), digest (by itself) or alert (at once, "
        "with a brake)."
    )
    takes: TakesShape = Field(TakesShape(), description="Which entries it takes; left out: all.")
    for_: Annotated[list[Line], BeforeValidator(one_or_more)] = Field(
        default_factory=list, alias="for", description="Audiences it is for; left out: all."
    )
    when: Annotated[WhenShape | None, BeforeValidator(at_once)] = Field(
        description="at once (alerts only), or a mapping with a rule and a time."
    )
    late: Annotated[Literal["send", "ask", "fold", "drop"], one_of("send", "ask", "fold", "drop")] | None = (
        Field(
            None,
            description="What becomes of a late run: send (one run now for all missed slots), fold (the next "
            "slot takes it), ask (it waits for a person) or drop (site and feeds only); left out: send for "
            "digests, else ask.",
        )
    )
    late_after: timing.Duration = Field(
        "1 hour", validate_default=True, description="From when a run counts as late."
    )
    hold: HoldShape | None = Field(None, description="Wait until enough is due; not for alerts.")
    approvals: Annotated[int, whole_number(0, 9)] | None = Field(
        None, description="Approvals by people other than the submitter; left out: 1, and 0 for digests."
    )
    brake: BrakeShape | None = Field(None, description="Brake of an alert; left out: its defaults.")
    since: timing.Moment | None = Field(
        None,
        description="Entries released before this local date or time are never due; left out: the first run.",
    )
    uncertain: Annotated[Literal["resend", "park"], one_of("resend", "park")] = Field(
        "resend",
        description="What becomes of a message that may or may not have gone: resend (once, with the same "
        "id) or park (rather miss than repeat).",
    )
