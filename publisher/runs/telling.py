"""Telling the office: a letter to each of the organisation's editors, through the ledger, once."""

import hashlib
import logging
from datetime import datetime

from sqlalchemy import Connection

from publisher.delivery.service import owe
from publisher.errors import Refused
from publisher.issues.press import Press
from publisher.issues.render import service_mail
from publisher.runs.letters import Letter

log = logging.getLogger(__name__)


def tell(conn: Connection, press: Press, letter: Letter, *, now: datetime) -> int:
    """Owe the letter to every editor who was not sent this key yet; to how many it is owed now."""
    try:
        html, text = service_mail(
            press.templates,
            press.schedule.organisation,
            letter.subject,
            letter.paragraphs,
            commands=letter.commands,
            link=press.links.page(),
        )
    except Refused as refused:
        # The office must hear of trouble even when the trouble is in this very template.
        log.warning("a letter to the office goes without its template: %s", refused)
        html, text = "", plain(letter, press)
    owed = 0
    for editor in press.schedule.organisation.editors:
        key = hashlib.sha256(f"{letter.key}\n{editor.casefold()}".encode()).hexdigest()[:32]
        owed += owe(conn, f"{letter.kind} {key}", letter.kind, editor, letter.subject, html, text, now=now)
    return owed


def plain(letter: Letter, press: Press) -> str:
    """The letter's words without any template."""
    lines = [
        *letter.paragraphs,
        *(f"    {command}" for command in letter.commands),
        press.links.page(),
        press.schedule.organisation.safety_notice,
    ]
    return "\n\n".join(lines) + "\n"
