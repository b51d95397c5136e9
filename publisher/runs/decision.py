"""What a person decides about a slot or a run: who, why and when."""

from dataclasses import dataclass
from datetime import datetime

from publisher.errors import refuse


@dataclass(frozen=True)
class Decision:
    """by: a name. reason: a few words on one line, may be empty. now: when it was taken, UTC."""

    by: str
    reason: str
    now: datetime

    @property
    def words(self) -> str:
        """'Tom: a strike'. Raises Refused when no reason was given."""
        self.must_say_why()
        return f"{self.by}: {self.reason}"

    def must_say_why(self) -> None:
        """Raises Refused when no reason was given."""
        if not self.reason:
            raise refuse(
                "no reason is given", where="--reason", mend="say why in a few words", code="no_reason"
            )
