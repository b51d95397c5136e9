"""Every table of the service, people's included; importing this fills the one MetaData."""

from publisher.store.tables.delivery import attempt, delivery, event, lane, service_mail
from publisher.store.tables.entries import entry, entry_version
from publisher.store.tables.issues import (
    approval,
    edition,
    edition_choice,
    issue,
    issue_entry,
    not_before,
    set_aside,
)
from publisher.store.tables.runs import instance, run, run_event, standing
from subscribers.tables import (
    choice,
    consent,
    metadata,
    subscriber,
    subscription,
    suppression,
    suppression_key,
)

__all__ = [
    "approval",
    "attempt",
    "choice",
    "consent",
    "delivery",
    "edition",
    "edition_choice",
    "entry",
    "entry_version",
    "event",
    "instance",
    "issue",
    "issue_entry",
    "lane",
    "metadata",
    "not_before",
    "run",
    "run_event",
    "service_mail",
    "set_aside",
    "standing",
    "subscriber",
    "subscription",
    "suppression",
    "suppression_key",
]
