"""The safety notice is on everything."""

from collections.abc import Iterator

from publisher.issues.finding import Finding
from publisher.preflight.case import Case, of_issue


def notice(case: Case) -> Iterator[Finding]:
    """A site without a safety notice may not send; a mail that lost it is refused where it is rendered."""
    if not case.schedule.organisation.safety_notice.strip():
        yield of_issue(
            case, "the site has no safety notice", "write organisation.safety_notice", "no_notice", stops=True
        )
