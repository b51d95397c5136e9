"""The truth sink: an SMTP server that logs every final dot durably before it answers, and misbehaves by script."""

import asyncio
import hashlib
import json
import os
import random
import re
import socket
import ssl
import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, NoReturn

Action = Literal[
    "reply",
    "drop",
    "reset",
    "stall",
    "garbage",
    "twice",
    "half-drop",
    "half-reset",
    "then-drop",
    "then-reset",
]
ALWAYS = ("PIPELINING", "DSN", "ENHANCEDSTATUSCODES", "SMTPUTF8")
OK = {"banner": "220 sink.example.org", "mail": "250 2.1.0 Ok", "rcpt": "250 2.1.5 Ok", "data": "354 Go on"}
OK |= {"dot": "250 2.0.0 Taken", "quit": "221 2.0.0 Bye", "rset": "250 2.0.0 Ok", "starttls": "220 Ready"}
OK |= {"auth": "235 2.7.0 Welcome", "ehlo": "250 ", "unlogged": ""}


@dataclass
class Trick:
    """What to do instead of answering well.

    step: connect, banner, ehlo, starttls, auth, mail, rcpt, data, body (half of it read), undotted (all of it
    read, and no dot), unlogged (the dot read, nothing logged), dot (logged), quit. action — reply: `text`; drop:
    FIN; reset: RST; stall: for `delay` seconds, then well; garbage: `text` raw; twice: the good reply, twice;
    half-…: half of the good reply, then FIN or RST; then-…: the good reply, then FIN or RST.
    nth: only the nth time the step is met (from 1); recipient: only for it; chance: with this probability;
    times: at most so often.
    """

    step: str
    action: Action = "reply"
    text: str = ""
    nth: int = 0
    recipient: str = ""
    chance: float = 1.0
    delay: float = 0.0
    times: int = 1_000_000


@dataclass
class Truth:
    """One final dot that the sink saw."""

    connection: int
    message_id: str
    recipient: str
    sender: str
    body: str
    replied: bool
    bare: bool
    high: bool
    accepted: bool = True


class _Gone(Exception):
    pass


class _Disrupt(Exception):
    pass


@dataclass
class Sink:
    """`with Sink(folder, tricks) as sink:` runs it in a thread on a free port of loopback."""

    folder: Path
    tricks: Sequence[Trick] = ()
    extensions: Sequence[str] = ALWAYS
    tls: ssl.SSLContext | None = None
    implicit: bool = False
    most: int = 1_000
    seed: int = 0
    port: int = 0
    met: Counter[str] = field(default_factory=Counter)
    log: list[Truth] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    connections: int = 0
    open_now: int = 0

    def __enter__(self) -> "Sink":
        self._chance = random.Random(self.seed)
        self._file = (self.folder / "truth.jsonl").open("a", encoding="utf-8")
        self._loop = asyncio.new_event_loop()
        started = threading.Event()
        self._thread = threading.Thread(target=self._main, args=(started,), daemon=True)
        self._thread.start()
        started.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._file.close()

    def _main(self, started: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)
        context = self.tls if self.implicit else None
        server = self._loop.run_until_complete(
            asyncio.start_server(self._serve, "127.0.0.1", self.port, ssl=context, limit=2**24, backlog=1024)
        )
        self.port = server.sockets[0].getsockname()[1]
        started.set()
        self._loop.run_forever()
        server.close()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*asyncio.all_tasks(self._loop), return_exceptions=True))
        self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        self._loop.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self.open_now += 1
        talk = _Talk(self, reader, writer, self.connections)
        try:
            if self.open_now > self.most:
                writer.write(b"421 4.7.0 Too many connections\r\n")
                await writer.drain()
            else:
                await talk.run()
        except (_Gone, OSError, asyncio.IncompleteReadError, asyncio.CancelledError, EOFError):
            pass
        finally:
            self.open_now -= 1
            writer.close()

    def trick(self, step: str, recipient: str) -> Trick | None:
        """The trick to play now, if any."""
        self.met[step] += 1
        for trick in self.tricks:
            if trick.step != step or trick.times <= 0 or (trick.recipient and trick.recipient != recipient):
                continue
            if trick.nth and self.met[step] != trick.nth:
                continue
            if trick.chance < 1 and self._chance.random() >= trick.chance:
                continue
            trick.times -= 1
            return trick
        return None

    def record(self, truth: Truth) -> None:
        """On disk before anybody is told."""
        self._file.write(json.dumps(truth.__dict__) + "\n")
        self._file.flush()
        os.fsync(self._file.fileno())
        self.log.append(truth)


class _Talk:
    def __init__(
        self, sink: Sink, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, number: int
    ) -> None:
        self.sink, self.reader, self.writer, self.number = sink, reader, writer, number
        self.sender = self.recipient = ""
        self.secure = sink.implicit

    async def run(self) -> None:
        await self.answer("connect", "")
        await self.answer("banner")
        while True:
            line = (await self.reader.readuntil(b"\r\n")).decode("utf-8", "surrogateescape").rstrip("\r\n")
            self.sink.lines.append(("" if self.secure else "clear ") + line)
            verb = line.split(" ")[0].upper()
            if verb in ("EHLO", "HELO"):
                await self.answer("ehlo", self._offers(verb))
            elif verb == "STARTTLS":
                await self._start_tls()
            elif verb == "AUTH":
                await self.answer("auth")
            elif verb == "MAIL":
                self.sender = line.partition("<")[2].partition(">")[0]
                await self.answer("mail")
            elif verb == "RCPT":
                self.recipient = line.partition("<")[2].partition(">")[0]
                await self.answer("rcpt")
            elif verb == "DATA":
                await self._data()
            elif verb == "QUIT":
                await self.answer("quit")
                raise _Gone
            elif verb == "RSET":
                await self.answer("rset")
            else:
                await self.answer("other", "502 5.5.2 What?")

    def _offers(self, verb: str) -> str:
        offered = list(self.sink.extensions)
        if self.sink.tls and not self.secure:
            offered.append("STARTTLS")
        if verb == "HELO" or not offered:
            return "250 sink.example.org"
        if self.secure or not self.sink.tls:
            offered.append("AUTH PLAIN LOGIN")
        rest = [f"250-{word}" for word in offered[:-1]] + [f"250 {offered[-1]}"]
        return "\r\n".join(["250-sink.example.org", *rest])

    async def _start_tls(self) -> None:
        await self.answer("starttls")
        await self.writer.start_tls(self.sink.tls)  # type: ignore[arg-type] # the stubs ask for no None
        self.secure = True

    async def _data(self) -> None:
        said = await self.answer("data")
        if not said.startswith("354"):
            return
        first = await self.reader.readexactly(3)
        if first == b".\r\n":
            await self.answer("lone", "554 5.5.1 No valid recipients")
            return
        if any(trick.step == "body" for trick in self.sink.tricks):
            first += await self.reader.readexactly(200)
            await self.answer("body", "")
        if any(trick.step == "undotted" for trick in self.sink.tricks):
            first += await self.reader.readuntil(b"--\r\n")
            await self.answer("undotted", "")
            data = first + await self.reader.readexactly(3)
        else:
            data = first + await self.reader.readuntil(b"\r\n.\r\n")
        data = data[:-3]
        await self.answer("unlogged", "")
        trick = self.sink.trick("dot", self.recipient)
        accepted = trick is None or trick.action != "reply"
        found = re.search(rb"(?mi)^Message-ID: *<([^>]+)>", data)
        truth = Truth(
            self.number,
            found.group(1).decode() if found else "",
            self.recipient,
            self.sender,
            hashlib.sha256(data).hexdigest(),
            trick is None or trick.action in ("reply", "stall", "twice"),
            bool(re.search(rb"(?<!\r)\n|\r(?!\n)", data)),
            max(data) > 127,
            accepted,
        )
        self.sink.record(truth)
        (self.sink.folder / "last.eml").write_bytes(data)
        await self.play(trick, OK["dot"])

    async def answer(self, step: str, good: str | None = None) -> str:
        return await self.play(self.sink.trick(step, self.recipient), OK[step] if good is None else good)

    async def play(self, trick: Trick | None, good: str) -> str:
        action = trick.action if trick else ""
        if action in ("drop", "reset"):
            self._cut(reset=action == "reset")
        said = good
        if trick is not None:
            await asyncio.sleep(trick.delay)
            said = {"reply": trick.text, "garbage": trick.text, "twice": f"{good}\r\n{good}"}.get(
                action, good
            )
        if not said:
            return said
        octets = said.encode("latin-1") + b"\r\n"
        self.writer.write(octets[: len(octets) // 2] if action.startswith("half") else octets)
        await self.writer.drain()
        if action.startswith(("half", "then")):
            self._cut(reset=action.endswith("reset"))
        if said.startswith("421"):
            raise _Gone
        return said

    def _cut(self, *, reset: bool) -> NoReturn:
        if reset:
            raw = self.writer.get_extra_info("socket")
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            self.writer.transport.abort()
        raise _Gone
