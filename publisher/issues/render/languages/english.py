"""British English."""

from publisher.entries import words
from publisher.entries.dates import MONTHS
from publisher.entries.kinds import KINDS
from publisher.issues.render.languages.language import Language

ENGLISH = Language(
    tag="en-GB",
    direction="ltr",
    months=MONTHS,
    kinds={kind.key: kind.plural for kind in KINDS.values()},
    facts=words.facts,
    number="no. {number}",
    and_="and",
    in_this_issue="In this issue",
    introduction="Introduction",
    everyone="For everyone",
    audiences="For {audiences}",
    not_for="not for {audiences}",
    correction="Corrected: {note}",
    read_on="Read on {host}",
    read_here="Read this on our website",
    book="Book a place",
    enclosure="Open the {sort}",
    more="and {number} more",
    about="About this mail",
    sent_to="It was sent to {address}, which is on the list for {publication}.",
    chosen="Your choice: {choice}.",
    chosen_variously="It holds what is for the audiences and topics that you chose.",
    all_topics="{audiences}; all topics",
    on_topics="{audiences}; {topics}",
    no_audience="what is for everyone",
    change="Change what you get",
    leave="Leave this list",
    web="Read this issue on the web",
    feed="Follow as a feed",
    privacy="How we use your address",
    shortened_one="This mail would be too long for some mail programs: its last entry is shown by its title. "
    "The title leads to the whole text.",
    shortened="This mail would be too long for some mail programs: its last {number} entries are shown by "
    "their titles. Each title leads to the whole text.",
    omitted="{number} more are in this issue on the web.",
)
