"""What editors are told, in words: every service mail about issues and runs is written here."""

from collections.abc import Sequence
from dataclasses import dataclass

from publisher.entries.words import counted, length_words
from publisher.issues.approval import CLOCK
from publisher.issues.finding import Finding
from publisher.issues.issue import Issue
from publisher.runs.run import Run
from publisher.schedule import Publication


@dataclass(frozen=True)
class Letter:
    """A service mail to the office. `key` guards the effect: the same key is sent to an editor once.

    paragraphs: plain text; commands: lines to type, shown as they are.
    """

    kind: str
    key: str
    subject: str
    paragraphs: tuple[str, ...]
    commands: tuple[str, ...] = ()


def approval_wanted(
    publication: Publication, issue: Issue, when: str, findings: Sequence[Finding] = ()
) -> Letter:
    """An issue was submitted and waits for other names."""
    names = "one name" if publication.approvals == 1 else counted(publication.approvals, "name")
    return Letter(
        "approval-wanted",
        f"approval-wanted {issue.id} {issue.content_hash[:24]}",
        f"Approval wanted: {publication.title}, no. {issue.number}",
        (
            f"{'The clock' if issue.submitted_by == CLOCK else issue.submitted_by} has submitted "
            f"no. {issue.number} of {publication.title}, with {counted(len(issue.entries), 'entry')}: "
            f"{titles(issue)}.",
            f"It needs {names} other than the submitter's. {when}".strip(),
            *(str(finding) for finding in findings),
        ),
        (
            f"publisher issues show {publication.key}",
            f"publisher issues approve {publication.key} {issue.number} --as NAME",
        ),
    )


def approval_voided(publication: Publication, issue: Issue, changes: Sequence[str], stamp: str) -> Letter:
    """A change undid what was submitted or approved."""
    return Letter(
        "approval-voided",
        f"approval-voided {issue.id} {stamp}",
        f"Approval void: {publication.title}, no. {issue.number}",
        (
            f"No. {issue.number} of {publication.title} changed after it was {issue.state}, "
            f"so it is a draft again: {'; '.join(changes)}.",
            "Look at it, submit it and have it approved again.",
        ),
        (
            f"publisher issues show {publication.key}",
            f"publisher issues submit {publication.key} {issue.number} --as NAME",
        ),
    )


def must_be_mended(publication: Publication, issue: Issue, findings: Sequence[Finding], stamp: str) -> Letter:
    """An alert cannot go as it stands."""
    return Letter(
        "stopped",
        f"must-be-mended {issue.id} {stamp}",
        f"Not sent: {publication.title}, no. {issue.number}",
        (
            f"No. {issue.number} of {publication.title} ({titles(issue)}) cannot go as it stands.",
            *(str(finding.fault) for finding in findings if finding.stops),
        ),
        (f"publisher issues show {publication.key}",),
    )


def waits_at_its_slot(publication: Publication, run: Run, issue: Issue | None) -> Letter:
    """The slot has come and the issue is not approved."""
    if issue is None:
        what = "there is no issue to send"
    else:
        what = f"no. {issue.number} is {'not approved' if issue.state == 'submitted' else 'still a draft'}"
    return Letter(
        "run-waits",
        f"run-waits {run.id}",
        f"Waiting for approval: {publication.title}",
        (
            f"The slot of {publication.title} has come ({run.slot}), but {what}.",
            f"Approved within {length_words(publication.late_after)} it goes at once; "
            f"after that it counts as late, and the rule is “{publication.late}”.",
        ),
        (f"publisher issues show {publication.key}",),
    )


def asks(publication: Publication, run: Run) -> Letter:
    """A run waits for a person's word."""
    return Letter(
        "run-asks",
        f"run-asks {run.id} {run.waits_for}",
        f"Your decision: {publication.title}",
        (f"The run of {publication.title} for {run.slot} has not gone: {run.reason}.", "What should happen?"),
        answers(run),
    )


def answers(run: Run) -> tuple[str, ...]:
    """How to answer an asking run, a line each."""
    lines = [
        f"publisher runs answer {run.id} --send --as NAME    sends it now",
        f"publisher runs answer {run.id} --fold --as NAME    leaves what is due to the next slot",
        f"publisher runs answer {run.id} --drop --as NAME    site and feeds only: in no issue",
    ]
    return tuple(lines)


def stopped(publication: Publication, run: Run) -> Letter:
    """A run could not be opened: something must be repaired."""
    return Letter(
        "stopped",
        f"stopped {run.id} {run.reason}"[:150],
        f"Stopped: {publication.title}",
        (
            f"The run of {publication.title} for {run.slot} could not be made, and nothing was sent.",
            run.reason,
            "It is tried again by itself once this is mended.",
        ),
        ("publisher check", f"publisher runs show {run.id}"),
    )


def finished(publication: Publication, run: Run, number: int, books: str) -> Letter:
    """A run has ended, with its books."""
    return Letter(
        "run-finished",
        f"run-finished {run.id} {run.closed_at:%Y-%m-%dT%H:%M:%S}" if run.closed_at else f"finished {run.id}",
        f"{run.state[0].upper()}{run.state[1:]}: {publication.title}, no. {number}",
        (f"No. {number} of {publication.title} has gone out.", books),
        (f"publisher runs show {run.id}",),
    )


def parked(publication: Publication, run: Run, number: int, count: int) -> Letter:
    """Messages of a run wait for a person."""
    return Letter(
        "parked",
        f"parked {run.id} {count}",
        f"Parked: {publication.title}, no. {number}",
        (
            f"{counted(count, 'message')} of no. {number} of {publication.title} may "
            "or may not have been delivered, and will not be sent again by themselves.",
        ),
        (f"publisher runs show {run.id}",),
    )


def titles(issue: Issue) -> str:
    """The titles of an issue's first entries."""
    shown = [f"“{version.content.title}”" for version in issue.entries[:5]]
    rest = len(issue.entries) - len(shown)
    return ", ".join(shown) + (f" and {rest} more" if rest else "")
