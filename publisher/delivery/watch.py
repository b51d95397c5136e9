"""A watch on refusals by policy: when too many come, it is not the readers who are at fault."""

from collections import defaultdict, deque

from publisher.delivery.transports.transport import Outcome

WINDOW, TOO_MANY = 30, 10


class Watch:
    """Of the last letters of each run, how many were refused by policy (5.7.x)?"""

    def __init__(self) -> None:
        self._last: defaultdict[int, deque[bool]] = defaultdict(lambda: deque(maxlen=WINDOW))

    def alarmed(self, run_id: int, outcome: Outcome) -> str:
        """Take note of an outcome; the reason to pause its run, or '' while all is well."""
        last = self._last[run_id]
        refused = outcome.state == "rejected" and outcome.text.startswith("5.7.")
        last.append(refused)
        if not refused or sum(last) < TOO_MANY:
            return ""
        last.clear()
        return (
            f"{TOO_MANY} of the last {WINDOW} letters were refused by policy: {outcome.code} {outcome.text}"
        )
