"""What people do to a run: answer, pause, resume, cancel, send failed ones again; with name and reason."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection

from publisher.delivery.ledger import steer
from publisher.errors import refuse
from publisher.issues.approval import call_back as call_issue_back
from publisher.issues.issue import Issue
from publisher.issues.press import Press
from publisher.runs.alerts import let_go
from publisher.runs.decision import Decision
from publisher.runs.opening import approved_issue, life_until
from publisher.runs.run import WAITING, Run, all_runs, read, step
from publisher.runs.settling import drop
from publisher.schedule import Publication

Answer = Literal["send", "fold", "drop"]
# What leads to a state, as people say it.
STEERED = {"sending": "resumed", "planned": "resumed"}


def known(conn: Connection, run_id: int) -> Run:
    """The run. Raises Refused when there is none of this number."""
    run = read(conn, run_id)
    if run is None:
        raise refuse(f"there is no run {run_id}", mend="see `publisher runs list`", code="unknown_run")
    return run


def answer(
    conn: Connection, publication: Publication, run: Run, verdict: Answer, *, by: str, now: datetime
) -> None:
    """Answer a run that asks (or was held): send it, leave what is due to the next slot, or drop it.

    Raises Refused when the run waits for nothing, or when it should send an issue that is not approved.
    """
    if run.state not in ("asking", "held"):
        raise refuse(f"run {run.id} is {run.state}, so there is nothing to answer", code="asks_nothing")
    if verdict == "drop":
        drop(conn, publication, run, by=by, reason=f"{by} decided so", now=now)
    elif verdict == "fold":
        decision = Decision(by, f"{by} left what is due to the next slot", now)
        _stepped(conn, run, "folded", WAITING, decision, closed_at=now)
    else:
        if publication.form != "digest" and approved_issue(conn, publication, run, now=now) is None:
            raise refuse(
                f"the issue of run {run.id} is not approved",
                mend=f"see `publisher issues show {publication.key}`",
                code="not_approved",
            )
        decision = Decision(by, f"{by} said to send it", now)
        _stepped(conn, run, "planned", WAITING, decision, waits_for="answered")


def pause(conn: Connection, run: Run, decision: Decision) -> None:
    """Stop sending; what is in flight ends by itself."""
    _stepped(conn, run, "paused", ("sending",), decision)


def resume(conn: Connection, run: Run, decision: Decision) -> None:
    """Go on with a paused run; a held one may fire at its moment again (at once, when that is past)."""
    if run.state == "held" and run.waits_for == "person":
        waits_for = "answered" if run.fires_at <= decision.now else ""
        _stepped(conn, run, "planned", ("held",), decision, waits_for=waits_for)
    else:
        _stepped(conn, run, "sending", ("paused",), decision)


def cancel(conn: Connection, run: Run, decision: Decision) -> int:
    """End a run; what no worker holds yet is not sent. How many deliveries that were."""
    open_, now = ("sending", "paused"), decision.now
    if run.state in WAITING and run.issue_id is not None:
        let_go(conn, run, by=decision.by, reason=decision.reason, now=now)
        return 0
    _stepped(conn, run, "cancelled", (*WAITING, *open_), decision, closed_at=now)
    return steer.cancel(conn, run.id, now=now) if run.state in open_ else 0


def resend_failed(
    conn: Connection, press: Press, publication: Publication, run: Run, decision: Decision
) -> int:
    """Owe what failed once more, on the same rows; how many.

    Raises Refused when nothing failed, or without a reason.
    """
    decision.must_say_why()
    if run.state not in ("sent with failures", "sending", "paused"):
        raise refuse(f"run {run.id} is {run.state}: nothing of it failed", code="nothing_failed")
    life = life_until(publication, press.schedule.organisation, now=decision.now)
    count = steer.resend_failed(conn, run.id, life_until=life, now=decision.now)
    if count and run.state == "sent with failures":
        _stepped(conn, run, "sending", ("sent with failures",), decision, closed_at=None)
    return count


def call_back(conn: Connection, issue: Issue, *, by: str, now: datetime) -> None:
    """Take an issue back before it goes; the run that an alert has already ends. Raises Refused once gone."""
    call_issue_back(conn, issue, by=by, now=now)
    for run in all_runs(conn, publication=issue.publication, states=WAITING):
        if run.issue_id == issue.id:
            let_go(conn, run, by=by, reason=f"{by} called the issue back", now=now)


def _stepped(
    conn: Connection,
    run: Run,
    state: str,
    of: Collection[str],
    decision: Decision,
    **more: Any,
) -> None:
    by, reason, now = decision.by, decision.reason, decision.now
    if not step(conn, run, state, of=of, by=by, reason=reason, now=now, **more):
        raise refuse(
            f"run {run.id} is {run.state}, so it cannot be {STEERED.get(state, state)}",
            mend=f"see `publisher runs show {run.id}`",
            code="wrong_state",
        )
