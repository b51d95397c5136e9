"""SQL: what people do to coming slots: hold, skip, move, with a name and a reason; and the list of them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, update

from publisher.errors import refuse
from publisher.runs.decision import Decision
from publisher.runs.events import note
from publisher.runs.planning import coming, insert_slot, slot_named
from publisher.runs.run import WAITING, Run, all_runs, of_slot, read, step
from publisher.schedule import Organisation, Publication, Slot, firings
from publisher.store.tables import run as runs
from subscribers.nearest import nearest


@dataclass(frozen=True)
class Coming:
    """A slot as it will be: its name, when it fires (UTC), what moved it and why, its state and reason."""

    publication: str
    slot: str
    fires_at: datetime
    moved_why: str
    state: str
    reason: str
    run_id: int | None


@dataclass(frozen=True)
class Named:
    """A slot as people name it, 2026-09-03T08:30: of which publication, by whose calendar."""

    publication: Publication
    organisation: Organisation
    name: str


def listed(
    conn: Connection, publication: Publication, organisation: Organisation, *, now: datetime, until: datetime
) -> list[Coming]:
    """The slots that fire in (now, until], and whatever waits, in the order they fire."""
    rows = {run.slot: run for run in all_runs(conn, publication=publication.key)}
    found = [
        Coming(publication.key, slot.nominal, slot.fires_at, slot.moved_why, "planned", "", None)
        for slot in firings(publication, organisation, now, until)
        if slot.nominal not in rows
    ]
    for run in rows.values():
        if run.state in WAITING or (run.state == "skipped" and now < run.fires_at <= until):
            found.append(
                Coming(run.publication, run.slot, run.fires_at, run.moved_why, run.state, run.reason, run.id)
            )
    return sorted(found, key=lambda one: (one.fires_at, one.slot))


def hold(conn: Connection, named: Named, decision: Decision) -> Run:
    """Hold a slot until somebody resumes it. Raises Refused for a slot that is none or has gone."""
    run = row(conn, named, now=decision.now)
    return _put(conn, run, "held", ("planned", "held"), decision, waits_for="person")


def skip(conn: Connection, named: Named, decision: Decision) -> Run:
    """Leave a slot out; what is due stays due for the next one. Raises Refused as `hold` does."""
    run = row(conn, named, now=decision.now)
    return _put(conn, run, "skipped", WAITING, decision, closed_at=decision.now)


def move(conn: Connection, named: Named, to: datetime, decision: Decision) -> Run:
    """Let a slot fire at another moment to come (`to`, aware). Raises Refused as `hold` does."""
    if to <= decision.now:
        raise refuse(
            "a slot can only be moved to a moment that is still to come", where="--to", code="in_the_past"
        )
    run = row(conn, named, now=decision.now)
    moved = conn.execute(
        update(runs)
        .where(runs.c.id == run.id, runs.c.state.in_(WAITING))
        .values(fires_at=to, moved_why=f"moved by {decision.words}", state="planned", waits_for="", reason="")
    )
    _must(moved.rowcount == 1, run)
    note(conn, run.id, "moved", by=decision.by, reason=decision.reason, now=decision.now)
    return _again(conn, run)


def row(conn: Connection, named: Named, *, now: datetime) -> Run:
    """The row of a slot, made if it has none. Raises Refused for a slot that is none or has passed."""
    key = named.publication.key
    present = of_slot(conn, key, named.name)
    if present is not None:
        return present
    made = insert_slot(conn, _slot(named, now), now=now)
    return made or _must_be(of_slot(conn, key, named.name))


def _slot(named: Named, now: datetime) -> Slot:
    publication, organisation, name = named.publication, named.organisation, named.name
    known = [slot.nominal for slot in coming(publication, organisation, now=now)[:20]]
    try:
        near = datetime.fromisoformat(name).replace(tzinfo=organisation.zone)
    except ValueError:
        near = now
    slot = slot_named(publication, organisation, name, near=near)
    if slot is None:
        raise refuse(
            f"'{name}' is no slot of {publication.key}", mend=nearest(name, known), code="unknown_slot"
        )
    if slot.fires_at <= now - timedelta(days=7):
        raise refuse(f"the slot {name} of {publication.key} has passed", code="slot_passed")
    return slot


def _put(conn: Connection, run: Run, state: str, of: Collection[str], decision: Decision, **more: Any) -> Run:
    by, now = decision.by, decision.now
    _must(step(conn, run, state, of=of, by=by, reason=decision.words, now=now, **more), run)
    return _again(conn, run)


def _must(done: bool, run: Run) -> None:
    if not done:
        raise refuse(f"the run of {run.slot} is {run.state} already", code="wrong_state")


def _must_be(run: Run | None) -> Run:
    if run is None:
        raise LookupError("a slot's row vanished inside its own transaction")
    return run


def _again(conn: Connection, run: Run) -> Run:
    return _must_be(read(conn, run.id))
