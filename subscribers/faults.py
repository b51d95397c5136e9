"""What is wrong with an input, where, and how to mend it: the one shape of a refusal."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One thing wrong with something a person gave us.

    what: what was found, in a plain sentence part ("'educaton' is no audience").
    where: the place ("entries/x.md, line 4, for"); empty when there is none.
    mend: what to do about it ("did you mean 'education'?").
    code: a stable word for scripts ("unknown_audience").
    """

    what: str
    where: str = ""
    mend: str = ""
    code: str = "refused"

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        said = self.what.rstrip(".")
        remedy = f". {self.mend[0].upper()}{self.mend[1:].rstrip('.')}" if self.mend else ""
        return f"{place}{said}{remedy}{'' if remedy.endswith('?') else '.'}"
