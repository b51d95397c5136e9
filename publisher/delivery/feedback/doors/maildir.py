"""A Maildir polled by the clock: what is heard moves from new/ to cur/, for a person to look at."""

from pathlib import Path

from publisher.delivery.feedback.doors import Hear
from publisher.delivery.feedback.reading import MOST_BYTES
from publisher.errors import refuse

MOST_AT_ONCE = 1000


def poll_maildir(folder: Path, hear: Hear) -> int:
    """Hand every new message to `hear`, oldest first, at most 1000; returns how many were heard.

    Raises Refused when `folder` is no Maildir.
    """
    new, seen = folder / "new", folder / "cur"
    if not new.is_dir() or not seen.is_dir():
        raise refuse(
            f"{folder} is no Maildir: it has no new/ and cur/",
            where="PUBLISHER_BOUNCE_URL",
            mend="give the folder that holds new, cur and tmp",
        )
    waiting = sorted(
        (path for path in new.iterdir() if path.is_file()), key=lambda path: path.stat().st_mtime
    )
    for path in waiting[:MOST_AT_ONCE]:
        with path.open("rb") as message:
            hear(message.read(MOST_BYTES), "")
        path.rename(seen / f"{path.name}:2,S")
    return len(waiting[:MOST_AT_ONCE])
