"""What a check found in an issue before it goes."""

from dataclasses import dataclass

from subscribers.faults import Fault


@dataclass(frozen=True)
class Finding:
    """One thing an editor should know; `stops`: the issue cannot be submitted while it stands."""

    fault: Fault
    stops: bool = False

    def __str__(self) -> str:
        return f"{'Must be mended' if self.stops else 'Please look'}: {self.fault}"
