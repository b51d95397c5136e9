"""What `web`, `serve` and `demo` share: listening, and log lines."""

import errno
import json
import logging
import signal
import socket
from datetime import UTC, datetime

import typer
import uvicorn
from fastapi import FastAPI

from publisher.errors import refuse
from publisher.settings import Settings
from publisher.store.outage import away

PATIENCE = 10


def listen(application: FastAPI, settings: Settings) -> None:
    """Answer until SIGTERM or Ctrl-C; then finish what is under way, within ten seconds.

    Raises Refused when the address is taken or not ours.
    """
    listening = _socket(settings.host, settings.port)
    config = uvicorn.Config(
        application,
        # Our own log line knows how to leave tokens out; theirs does not.
        access_log=False,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=PATIENCE,
    )
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    typer.echo(f"Listening on http://{host}:{settings.port}/ (Ctrl-C ends)")
    # The server sends itself the signal that ended it once more when it has finished: by then it has
    # been heard, and the caller still has work to put away.
    before = {sign: signal.signal(sign, lambda *_: None) for sign in (signal.SIGTERM, signal.SIGINT)}
    try:
        uvicorn.Server(config).run(sockets=[listening])
    finally:
        for sign, handler in before.items():
            signal.signal(sign, handler)


def log_to_terminal(settings: Settings) -> None:
    """Our own lines, those of the web included, on standard error, as PUBLISHER_LOG says."""
    handler = logging.StreamHandler()
    handler.addFilter(outage_in_a_line)
    handler.setFormatter(
        JsonLines() if settings.log == "json" else logging.Formatter("%(asctime)s %(name)s %(message)s")
    )
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    for name in ("alembic", "apscheduler", "flufl.bounce", "mail.log", "procrastinate"):
        logging.getLogger(name).setLevel(logging.WARNING)


def outage_in_a_line(record: logging.LogRecord) -> bool:
    """A log filter: that the database server is away is a fact about the world, and needs no traceback."""
    reason = away(record.exc_info[1]) if record.exc_info and record.exc_info[1] else ""
    if reason:
        said = record.getMessage().partition("\n")[0].rstrip(": ")
        record.msg, record.args = f"{said}: the database does not answer ({reason})", ()
        record.exc_info = record.exc_text = None
    return True


class JsonLines(logging.Formatter):
    """One JSON object per line: at (UTC), level, from, said, and what went wrong if anything did."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "said": record.getMessage(),
        }
        if record.exc_info:
            line["wrong"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def _socket(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
            raise refuse(
                f"'{host}' is no address of this machine ({error.strerror})",
                where="PUBLISHER_HOST",
                mend="write 127.0.0.1 for this machine alone, or 0.0.0.0 for whoever can reach it",
                code="host",
            ) from error
        raise refuse(
            f"port {port} on {host} cannot be used ({error.strerror})",
            where="PUBLISHER_PORT",
            mend="end what uses it, or set another port",
            code="port_taken",
        ) from error
    return listening
