"""The one exception for everything a person can cause; `cli` and `web` turn it into sentences."""

from collections.abc import Sequence

from subscribers.faults import Fault


class Refused(Exception):
    """Something was asked that cannot be done; nothing was changed.

    Carries one or more faults, each a sentence saying what, where and how to mend it.
    """

    def __init__(self, *faults: Fault) -> None:
        self.faults: Sequence[Fault] = faults
        super().__init__("\n".join(str(fault) for fault in faults))


def refuse(what: str, *, where: str = "", mend: str = "", code: str = "refused") -> Refused:
    """One fault as an exception, to be raised by the caller."""
    return Refused(Fault(what, where, mend, code))
