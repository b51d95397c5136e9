"""The keys of schedule.yaml as pydantic models: names, types, defaults and what each means."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from publisher.schedule import addresses, timing
from publisher.schedule.publication_shape import PublicationShape
from publisher.schedule.words import Colour, DarkColour, Key, Language, Line, Shape, one_of, one_or_more

Part = Literal["england-and-wales", "scotland", "northern-ireland", "none"]
PARTS = one_of("england-and-wales", "scotland", "northern-ireland", "none")


class OrganisationShape(Shape):
    """Who publishes."""

    name: Line = Field(description="The organisation's name, as readers know it.")
    sender: addresses.Address = Field(description="Address that mails come from.")
    reply_to: addresses.Address | None = Field(
        None, description="Address that answers go to; left out: the sender."
    )
    editors: Annotated[list[addresses.Address], BeforeValidator(one_or_more)] = Field(
        default_factory=list, description="Addresses told by service mail of work that waits."
    )
    base_url: addresses.BaseAddress = Field(
        description="Address of the site; PUBLISHER_BASE_URL overrides it."
    )
    time_zone: addresses.Zone = Field(
        "Europe/London", validate_default=True, description="Zone of every local time."
    )
    colour: Colour = Field(
        "#1d4f5c", validate_default=True, description="The one deep colour; at least 4.5:1 on white."
    )
    colour_dark: DarkColour | None = Field(
        None, description="Its tint for the dark ground, at least 4.5:1 there; left out: derived."
    )
    safety_notice: Line = Field(description="One or more sentences that stand on everything sent or shown.")
    postal_address: Line = Field(description="Postal address at the end of every mail.")
    bank_holidays: Annotated[Part, PARTS] = Field(
        "england-and-wales",
        description="Whose bank holidays move runs: england-and-wales, scotland, northern-ireland or none.",
    )
    archive_year_starts: timing.Month = Field(
        "april", validate_default=True, description="Month in which a year of the archive begins."
    )
    language: Language = Field("en-GB", description="Language of the site's words, a tag such as en-GB.")
    privacy_url: addresses.WebAddress | None = Field(None, description="Address of the privacy notice.")
    list_domain: addresses.Domain | None = Field(
        None, description="Domain of list identifiers (List-ID); left out: the sender's."
    )


class AudienceShape(Shape):
    """Who a reader is."""

    title: Line = Field(description="The audience's name, always shown with its colour mark.")
    describes: Line = Field("", description="Whom it covers, in a few words.")
    colour: Colour = Field(
        "#444444", validate_default=True, description="Colour of its mark; at least 4.5:1 on white."
    )
    colour_dark: DarkColour | None = Field(
        None, description="The mark's colour on the dark ground; left out: derived."
    )


class ScheduleShape(Shape):
    """The whole file."""

    organisation: OrganisationShape = Field(description="Who publishes.")
    audiences: dict[Key, AudienceShape] = Field(description="Who readers are, by key.")
    topics: dict[Key, Line] = Field(default_factory=dict, description="Topics: key and name.")
    publications: dict[Key, PublicationShape] = Field(description="What goes out, by key.")
