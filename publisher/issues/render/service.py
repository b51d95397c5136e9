"""A service mail's two parts: to one person, about their own subscription or about work that waits."""

from collections.abc import Sequence

from publisher.issues.render.inlining import premailed
from publisher.issues.render.safeguards import guard_service
from publisher.schedule import Organisation
from publisher.templating import Templates


def service_mail(
    templates: Templates,
    organisation: Organisation,
    subject: str,
    paragraphs: Sequence[str],
    *,
    commands: Sequence[str] = (),
    link: str = "",
) -> tuple[str, str]:
    """HTML with its styles inlined, and plain text. paragraphs: plain text; commands: lines to type, kept.

    Raises Refused when a template fails or lost the safety notice.
    """
    given = {
        "organisation": organisation,
        "subject": " ".join(subject.split()),
        "paragraphs": paragraphs,
        "commands": commands,
        "link": link,
        "audiences": (),
    }
    html = premailed(templates.render("email/service.html", **given))
    text = templates.render("email/service.txt", **given)
    guard_service(html, text, organisation, "email/service")
    return html, text
