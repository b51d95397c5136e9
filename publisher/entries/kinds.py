"""The kinds of entry: one table; a new kind is one line here."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """key: as in front matter; title, plural: as readers see it; urgent: may be sent at once as an alert."""

    key: str
    title: str
    plural: str
    urgent: bool = False


KINDS: dict[str, Kind] = {
    kind.key: kind
    for kind in (
        Kind("key-message", "Key message", "Key messages"),
        Kind("update", "Update", "Updates"),
        Kind("training", "Training", "Training"),
        Kind("deadline", "Deadline", "Deadlines"),
        Kind("resource", "Resource", "Resources"),
        Kind("report", "Report", "Reports"),
        Kind("alert", "Alert", "Alerts", urgent=True),
    )
}
