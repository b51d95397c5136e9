"""A whole small newsroom: a site, its readers, a pretend clock, and an outbox, for tests of runs and walks."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, insert, select

from publisher.clock.tick import Ticked, tick
from publisher.delivery.message.letterhead import letterhead
from publisher.delivery.post import post
from publisher.delivery.transports.outbox import Outbox
from publisher.entries.stamps import withdraw
from publisher.issues.approval import approve, submit
from publisher.issues.drafts import draft
from publisher.issues.issue import Issue, open_issues, published
from publisher.issues.press import Press
from publisher.runs.run import Run, all_runs
from publisher.runs.steering import Answer, answer, call_back
from publisher.schedule import Publication
from publisher.store.tables import service_mail, subscriber, subscription
from publisher.templating import open_templates
from subscribers.choices import choice_id
from tests.support import sites


def at(text: str) -> datetime:
    """A UTC moment: at("2026-09-01 08:30")."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@dataclass
class Newsroom:
    """Everything of one site. `now` is its pretend clock."""

    engine: Engine
    folder: Path
    press: Press
    now: datetime
    transport: Outbox = field(init=False)

    def __post_init__(self) -> None:
        self.transport = Outbox(self.folder / "outbox")

    def opened_again(self) -> Press:
        """The press with the site's templates read afresh."""
        return Press(self.press.schedule, open_templates(self.folder), self.press.links)

    def publication(self, key: str) -> Publication:
        return self.press.schedule.publications[key]

    def release(self, slug: str, **given: Any) -> None:
        """An entry saved and released now."""
        sites.publish(self.engine, sites.content(slug, **given), self.now)

    def reader(
        self, name: str, *publications: str, audiences: Sequence[str] = ("education",), **given: Any
    ) -> None:
        """A person with active subscriptions."""
        with self.engine.begin() as conn:
            chosen = choice_id(
                conn,
                audiences,
                given.get("topics", ()),
                given.get("language", "en-GB"),
                given.get("format", "html"),
            )
            address = f"{name}@example.org"
            person = conn.execute(
                insert(subscriber)
                .values(address=address, address_key=address, name=name.title(), created_at=self.now)
                .returning(subscriber.c.id)
            ).scalar_one()
            for key in publications:
                conn.execute(
                    insert(subscription).values(
                        subscriber_id=person,
                        publication=key,
                        choice_id=chosen,
                        state="active",
                        created_at=self.now,
                        active_at=self.now,
                    )
                )

    def go_to(self, moment: str | datetime) -> Ticked:
        """The clock stands at `moment` and looks once."""
        self.now = at(moment) if isinstance(moment, str) else moment
        return tick(self.engine, self.press, now=self.now)

    def later(self, **given: float) -> Ticked:
        return self.go_to(self.now + timedelta(**given))

    def post(self) -> list[EmailMessage]:
        """Post what is owed, let the clock close what ended; every message in the outbox so far."""
        post(
            self.engine,
            self.transport,
            letterhead(self.press.schedule, self.press.links),
            now=lambda: self.now,
        )
        tick(self.engine, self.press, now=self.now)
        return [
            message_from_bytes(path.read_bytes(), policy=policy.default)
            for path in sorted((self.folder / "outbox").glob("*.eml"))
        ]

    def approved(self, key: str, *, submitter: str = "Amina", names: Sequence[str] = ("Tom",)) -> Issue:
        """The publication's issue, drafted from what is due, submitted and approved."""
        with self.engine.begin() as conn:
            issue = draft(conn, self.publication(key), now=self.now)
            assert issue is not None
            submit(conn, issue, [], self.publication(key), by=submitter, now=self.now)
            for name in names:
                issue = open_issues(conn, key)[0]
                approve(conn, issue, self.publication(key), by=name, now=self.now)
            return open_issues(conn, key)[0]

    def answer(self, key: str, verdict: Answer, *, by: str = "Tom") -> None:
        """Answer the publication's asking run."""
        with self.engine.begin() as conn:
            [run] = all_runs(conn, publication=key, states=("asking",))
            answer(conn, self.publication(key), run, verdict, by=by, now=self.now)

    def call_back(self, key: str, *, by: str = "Tom") -> None:
        """Call back the publication's open issue."""
        with self.engine.begin() as conn:
            call_back(conn, open_issues(conn, key)[0], by=by, now=self.now)

    def withdraw(self, slug: str) -> None:
        with self.engine.begin() as conn:
            withdraw(conn, slug, "It was wrong.", self.now)

    def runs(self, key: str) -> list[Run]:
        with self.engine.connect() as conn:
            return all_runs(conn, publication=key)

    def states(self, key: str) -> list[str]:
        """The states of a publication's runs whose moment has come, in order."""
        return [run.state for run in self.runs(key) if run.fires_at <= self.now]

    def carried(self, key: str) -> list[list[str]]:
        """The slugs of each issue that went out, oldest first."""
        with self.engine.connect() as conn:
            return [
                [version.content.slug for version in issue.entries]
                for issue in reversed(published(conn, key))
            ]

    def told(self) -> list[str]:
        """Kinds of service mails owed so far, in order."""
        with self.engine.connect() as conn:
            return list(conn.execute(select(service_mail.c.kind).order_by(service_mail.c.id)).scalars())


def newsroom(engine: Engine, folder: Path, *, now: str, schedule: str = sites.SCHEDULE) -> Newsroom:
    """A newsroom whose clock stands at `now` (UTC) and has looked once."""
    press = Press(sites.schedule(folder, schedule), open_templates(folder), sites.links())
    room = Newsroom(engine, folder, press, at(now))
    tick(engine, press, now=room.now)
    return room
