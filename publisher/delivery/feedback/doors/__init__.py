"""The doors by which reports come in: a Maildir, an IMAP mailbox, LMTP. Each hands bytes to `hear`.

`hear(raw, came_to)` returns once the report is durable; when it raises, the door keeps the message and
offers it again later. A report offered twice is heard once.
"""

from collections.abc import Callable

Hear = Callable[[bytes, str], None]
