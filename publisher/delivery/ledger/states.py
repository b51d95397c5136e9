"""The states of a delivery and every way from one to another. Pure: nothing here touches a database.

queued, deferred   owed, to be tried when `next_due` has come
leased             a worker holds it under its token; certainly not sent
in_flight          intent is durable; the final dot may have gone out
uncertain          the dot may have gone out and no reply is known
parked             as uncertain, but a person must decide
accepted, rejected, suppressed, expired, poisoned, cancelled   the end
"""

from typing import Literal

State = Literal[
    "queued",
    "leased",
    "in_flight",
    "uncertain",
    "deferred",
    "parked",
    "accepted",
    "rejected",
    "suppressed",
    "expired",
    "poisoned",
    "cancelled",
]

DUE = ("queued", "deferred")
HELD = ("leased", "in_flight")
DOUBT = ("uncertain", "parked")
TERMINAL = ("accepted", "rejected", "suppressed", "expired", "poisoned", "cancelled")
RESENDABLE = ("rejected", "expired", "poisoned")

# What may follow what, by whom. `resend-failed` alone leaves a terminal state.
NEXT: dict[State, dict[State, str]] = {
    "queued": {
        "leased": "claim",
        "suppressed": "claim",
        "expired": "claim",
        "cancelled": "cancel, or reaper where the run was cancelled",
        "accepted": "a late 250",
    },
    "deferred": {
        "leased": "claim",
        "suppressed": "claim",
        "expired": "claim",
        "cancelled": "cancel, or reaper where the run was cancelled",
        "accepted": "a late 250",
    },
    "leased": {
        "in_flight": "intent",
        "queued": "worker gives it back, or reaper",
        "deferred": "worker: 4xx",
        "rejected": "worker: 5xx",
        "suppressed": "intent refused",
        "expired": "worker",
        "poisoned": "worker, or reaper at the third death",
        "cancelled": "intent refused",
        "accepted": "a late 250",
    },
    "in_flight": {
        "accepted": "worker: 250",
        "rejected": "worker: 5xx at the dot",
        "deferred": "worker: 4xx at the dot",
        "uncertain": "worker: no reply; reaper: lease over",
        "queued": "worker: the dot certainly did not go out",
        "parked": "no reply, second time or by policy",
    },
    "uncertain": {
        "accepted": "a late 250 or other evidence",
        "queued": "grace over, or a late refusal",
        "parked": "second uncertainty, policy, or the run was cancelled",
    },
    "parked": {"queued": "person", "accepted": "person or evidence", "cancelled": "person"},
    "accepted": {},
    "rejected": {"queued": "resend-failed"},
    "suppressed": {},
    "expired": {"queued": "resend-failed"},
    "poisoned": {"queued": "resend-failed"},
    "cancelled": {},
}


def sources(target: State) -> tuple[State, ...]:
    """Every state that may become `target`."""
    return tuple(state for state, following in NEXT.items() if target in following)


def quoted(states: tuple[str, ...]) -> str:
    """The states as an SQL list. They are constants of this file, never input."""
    return ", ".join(f"'{state}'" for state in states)
