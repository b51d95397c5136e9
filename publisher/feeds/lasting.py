"""Facts that stay true however much later they are read."""

import re
from datetime import date
from zoneinfo import ZoneInfo

from publisher.entries.entry import Content
from publisher.entries.words import facts

# A feed or an issue's page is read long after it was made: "in 9 days" would be untrue by then, and would
# make every feed new every day.
_COUNTDOWN = re.compile(r" \((?:today|tomorrow|in \d+ days?)\)$")


def lasting_facts(content: Content, day: date, zone: ZoneInfo) -> list[str]:
    """The entry's facts as of `day` (in `zone`), without counting down to anything."""
    return [_COUNTDOWN.sub("", fact) for fact in facts(content, day, zone)]
