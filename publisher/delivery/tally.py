"""What one call of `post` did."""

from dataclasses import astuple, dataclass


@dataclass
class Tally:
    """Letters by outcome; `withdrawn` were refused leave to go (their reader left, their run stopped).

    unrecorded: how many outcomes the ledger could not be told, as the database was away when we had to end.
    """

    accepted: int = 0
    rejected: int = 0
    deferred: int = 0
    uncertain: int = 0
    queued: int = 0
    poisoned: int = 0
    withdrawn: int = 0
    unrecorded: int = 0

    def add(self, outcome: str) -> None:
        """Count one more."""
        setattr(self, outcome, getattr(self, outcome) + 1)

    def __add__(self, other: "Tally") -> "Tally":
        """Both together."""
        return Tally(*(one + more for one, more in zip(astuple(self), astuple(other), strict=True)))

    @property
    def settled(self) -> int:
        """Letters that reached an end."""
        return self.accepted + self.rejected + self.poisoned

    @property
    def moved(self) -> bool:
        """Whether any letter got anywhere at all."""
        return self.settled + self.deferred + self.uncertain > 0
