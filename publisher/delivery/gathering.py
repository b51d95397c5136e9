"""A page's moment of waiting for more letters, so that they share one flush to disk."""

SHARE, MOMENT = 0.4, 0.003


class Gathering:
    """Waits until SHARE of the letters under way have joined the page, and MOMENT seconds at most."""

    def __init__(self) -> None:
        self._since = 0.0
        self.waits = False

    def goes_on(self, ready: int, under_way: int, clock: float) -> bool:
        """Whether to wait on, `ready` of the letters under way being on the page; clock: in seconds."""
        some = 0 < ready < under_way * SHARE
        self._since = (self._since or clock) if some else 0.0
        self.waits = some and clock - self._since < MOMENT
        if not self.waits:
            self._since = 0.0
        return self.waits

    def seconds(self, otherwise: float) -> float:
        """How long nothing needs to be looked at: a moment while it waits."""
        return MOMENT if self.waits else otherwise
