"""How issues are shown at the terminal, and found by what a person typed."""

from datetime import timedelta

from sqlalchemy import Connection

from publisher.cli.saying import say
from publisher.cli.site import Site
from publisher.entries.words import counted
from publisher.errors import refuse
from publisher.issues import approval
from publisher.issues.finding import Finding
from publisher.issues.issue import Issue, by_number, open_issues
from publisher.preflight import check
from publisher.runs.slots import listed
from publisher.schedule import Publication

YEAR = timedelta(days=366)


def found_issue(conn: Connection, publication: Publication, number: int | None) -> Issue:
    """The issue of this number, or the one open. Raises Refused when there is none, or several."""
    if number is not None:
        issue = by_number(conn, publication.key, number)
        if issue is None:
            raise refuse(
                f"there is no no. {number} of {publication.key}",
                mend=f"see `publisher issues list {publication.key}`",
                code="unknown_issue",
            )
        return issue
    found = open_issues(conn, publication.key)
    if not found:
        raise refuse(
            f"no issue of {publication.key} is in the works",
            mend=f"draft one: `publisher issues draft {publication.key}`",
            code="no_open_issue",
        )
    if len(found) > 1:
        numbers = ", ".join(str(issue.number) for issue in found)
        raise refuse(
            f"several issues of {publication.key} are open: {numbers}", mend="say which: give its number"
        )
    return found[0]


def edited_publication(site: Site, key: str) -> Publication:
    """The publication, which people put together. Raises Refused for the other forms."""
    publication = site.publication(key)
    if publication.form != "edited":
        raise refuse(
            f"{key} is of the form {publication.form}, which the clock puts together",
            mend="see `publisher preview`",
            code="not_edited",
        )
    return publication


def state_words(site: Site, issue: Issue) -> str:
    """Where an issue stands, in words."""
    if issue.frozen_at is not None:
        return f"gone on {site.words(issue.frozen_at)}"
    by = f" by {issue.submitted_by}" if issue.submitted_by else ""
    return {"draft": "a draft", "called-back": "called back", "submitted": f"submitted{by}"}.get(
        issue.state, issue.state
    )


def show_issue(conn: Connection, site: Site, publication: Publication, issue: Issue) -> None:
    """Print an issue: its words, entries, approvals, and what preflight finds while it is open."""
    say(f"{publication.title}, no. {issue.number}: {state_words(site, issue)}")
    say(f"Subject: {issue.subject or '(by the publication and its number)'}")
    if issue.introduction:
        say(f"\n{issue.introduction}\n")
    say(f"{counted(len(issue.entries), 'entry')}:")
    for place, version in enumerate(issue.entries, 1):
        say(f"  {place:>2}. {version.content.title}  [{version.content.slug}]")
    for name in approval.approvers(conn, issue):
        say(f"Approved by {name}.")
    for name, why, when in approval.voided(conn, issue):
        say(f"{name}'s approval was voided on {site.words(when)}: {why}.")
    if issue.is_open:
        say_findings(check(conn, site.press, publication, issue, now=site.now))


def say_findings(findings: list[Finding]) -> None:
    """Print what preflight found."""
    for finding in findings:
        say(str(finding))


def next_step(conn: Connection, site: Site, publication: Publication, issue: Issue) -> str:
    """What has to happen before an issue goes, or when it goes."""
    if issue.state == "submitted":
        return f"Next, somebody else: publisher issues approve {publication.key} --as NAME"
    if publication.form == "alert":
        return "It goes when its grace is over."
    until = site.now + YEAR
    for slot in listed(conn, publication, site.schedule.organisation, now=site.now, until=until):
        if slot.state == "asking":
            return f"Its slot has passed, and the run asks: publisher runs show {slot.run_id}"
        if slot.fires_at <= site.now and slot.state != "skipped":
            return "Its slot has come: it goes when the clock looks next."
        if slot.state == "planned":
            return f"It goes on {site.words(slot.fires_at)}."
    return f"It goes when somebody says so: publisher publish {publication.key}"


def say_if_voided(before: str, issue: Issue) -> None:
    """Say that a change took an issue back, if it did."""
    if before in ("submitted", "approved") and issue.state == "draft":
        say(f"The issue was {before}; this change makes it a draft again, to be submitted and approved anew.")


def as_json(issue: Issue) -> dict[str, object]:
    """An issue for scripts."""
    return {
        "publication": issue.publication,
        "number": issue.number,
        "state": issue.state,
        "subject": issue.subject,
        "entries": [version.content.slug for version in issue.entries],
        "submitted_by": issue.submitted_by,
        "frozen_at": issue.frozen_at.isoformat() if issue.frozen_at else None,
    }
