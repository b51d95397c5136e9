"""Whatever people and outages do, every entry comes in exactly one issue of each publication that takes it."""

import shutil
from datetime import timedelta
from pathlib import Path
from tempfile import mkdtemp

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule
from sqlalchemy import Connection, select

from publisher.entries import stamps, versions
from publisher.entries.reading import all_entries, by_slug
from publisher.errors import Refused
from publisher.issues import moving
from publisher.issues.approval import approve, submit
from publisher.issues.drafts import draft
from publisher.issues.due import due, takes
from publisher.issues.issue import open_issues
from publisher.runs import slots, steering
from publisher.runs.ahead import next_moment
from publisher.runs.decision import Decision
from publisher.runs.run import all_runs
from publisher.schedule import Publication
from publisher.store.tables import issue, issue_entry
from tests.support import databases, sites
from tests.support.newsroom import Newsroom, newsroom

PUBLICATIONS = """
publications:
  messages:
    title: Key messages
    form: edited
    takes: {kinds: [key-message]}
    when: {monthly: first working day, at: "09:30"}
    approvals: 1
    late: ask
  reports:
    title: Reports
    form: edited
    takes: {kinds: [report, key-message]}
    when: {weekly: monday, at: "01:30"}
    approvals: 0
    late: send
  weekly:
    title: The week
    form: digest
    when: {weekly: thursday, at: "08:30"}
    late: fold
    hold: {at_least: 2, at_most_weeks: 2}
  sundays:
    title: Sundays
    form: digest
    takes: {kinds: [update]}
    when: {weekly: sunday, at: "01:15"}
    late: send
  careful:
    title: Careful
    form: digest
    takes: {topics: [neglect]}
    when: {weekly: friday, at: "12:00"}
    late: ask
"""
SCHEDULE = sites.SCHEDULE.split("publications:")[0] + PUBLICATIONS.removeprefix("\n")
KINDS = st.sampled_from(["key-message", "update", "report"])
TOPICS = st.sampled_from([(), ("neglect",), ("online",)])
KEYS = st.sampled_from(["messages", "reports", "weekly", "sundays", "careful"])
HOURS = st.sampled_from([0.2, 1, 5, 24, 24, 49, 100, 24 * 6, 24 * 16, 24 * 40])
# Begins before the spring change of 2026, so that plays go over it.
BEGINS = "2026-03-20 10:00"


class Year(RuleBasedStateMachine):
    """People and outages, in any order."""

    @initialize()
    def begin(self) -> None:
        self.folder = Path(mkdtemp(prefix="publisher-year-"))
        self.database = databases.sqlite(self.folder)
        self.room: Newsroom = newsroom(self.database.__enter__(), self.folder, now=BEGINS, schedule=SCHEDULE)
        self.count = 0

    def teardown(self) -> None:
        if not hasattr(self, "room"):
            return
        try:
            self._come_to_rest()
            self._check()
        finally:
            self.database.__exit__(None, None, None)
            shutil.rmtree(self.folder)

    @rule(
        kind=KINDS,
        topics=TOPICS,
        embargo=st.sampled_from([None, None, 3, 30, 200]),
        expires=st.sampled_from([None, None, 24 * 9]),
    )
    def write(self, kind: str, topics: tuple[str, ...], embargo: int | None, expires: int | None) -> None:
        self.count += 1
        now = self.room.now
        given = {
            "release": now + timedelta(hours=embargo) if embargo else None,
            "expires": now + timedelta(hours=expires) if expires else None,
        }
        content = sites.content(f"entry-{self.count}", kind=kind, topics=topics, **given)
        with self.room.engine.begin() as conn:
            versions.save(conn, content, "", now=now)
            stamps.release(conn, content.slug, now)

    @precondition(lambda self: self.count)
    @rule(data=st.data(), note=st.sampled_from(["", "A date was wrong."]))
    def change(self, data: st.DataObject, note: str) -> None:
        slug = self._slug(data)
        with self.room.engine.begin() as conn:
            version = by_slug(conn, slug)
            assert version is not None
            if version.withdrawn_at is None:
                text = f"Changed at {self.room.now}, {version.number}."
                content = sites.content(
                    slug, kind=version.content.kind, topics=version.content.topics, body=text
                )
                versions.save(conn, content, "", now=self.room.now, correction_note=note)

    @precondition(lambda self: self.count > 3)
    @rule(data=st.data())
    def withdraw(self, data: st.DataObject) -> None:
        with self.room.engine.begin() as conn:
            stamps.withdraw(conn, self._slug(data), "It was wrong.", self.room.now)

    @rule(hours=HOURS)
    def time_passes(self, hours: float) -> None:
        self.room.later(hours=hours)

    @rule(key=st.sampled_from(["messages", "reports"]), who=st.sampled_from(["Amina", "Tom"]))
    def draft_and_submit(self, key: str, who: str) -> None:
        publication = self.room.publication(key)
        with self.room.engine.begin() as conn:
            issue = draft(conn, publication, now=self.room.now)
            if issue is not None and issue.entries and issue.state in ("draft", "called-back"):
                submit(conn, issue, [], publication, by=who, now=self.room.now)

    @rule(who=st.sampled_from(["Amina", "Tom"]))
    def approve(self, who: str) -> None:
        with self.room.engine.begin() as conn:
            for issue in open_issues(conn):
                try:
                    approve(conn, issue, self.room.publication(issue.publication), by=who, now=self.room.now)
                except Refused:
                    continue

    @rule(data=st.data())
    def move_on(self, data: st.DataObject) -> None:
        with self.room.engine.begin() as conn:
            for issue in open_issues(conn):
                if issue.entries:
                    slug = data.draw(st.sampled_from([version.content.slug for version in issue.entries]))
                    moving.move_on(conn, issue, slug, by="Amina", now=self.room.now)
                    return

    @rule(key=KEYS, act=st.sampled_from(["hold", "skip", "move"]))
    def steer_the_next_slot(self, key: str, act: str) -> None:
        publication, now = self.room.publication(key), self.room.now
        organisation = self.room.press.schedule.organisation
        with self.room.engine.begin() as conn:
            coming = [
                run for run in all_runs(conn, publication=key, states=("planned",)) if run.fires_at > now
            ]
            for run in coming[:1]:
                named, decision = (
                    slots.Named(publication, organisation, run.slot),
                    Decision("Tom", "fog", now),
                )
                if act == "move":
                    to = run.fires_at + timedelta(hours=30)
                    slots.move(conn, named, to, decision)
                else:
                    verb = slots.hold if act == "hold" else slots.skip
                    verb(conn, named, decision)

    @rule(verdict=st.sampled_from(["send", "fold"]))
    def answer(self, verdict: steering.Answer) -> None:
        self._answer(verdict)

    def _answer(self, verdict: steering.Answer) -> None:
        with self.room.engine.begin() as conn:
            for run in all_runs(conn, states=("asking",)):
                try:
                    steering.answer(
                        conn,
                        self.room.publication(run.publication),
                        run,
                        verdict,
                        by="Tom",
                        now=self.room.now,
                    )
                except Refused:
                    continue

    def _slug(self, data: st.DataObject) -> str:
        return f"entry-{data.draw(st.integers(1, self.count))}"

    def _come_to_rest(self) -> None:
        ends = self.room.now + timedelta(days=90)
        while self.room.now < ends:
            self.draft_and_submit("messages", "Amina")
            self.draft_and_submit("reports", "Amina")
            self.approve("Tom")
            self.approve("Amina")
            self._answer("send")
            with self.room.engine.begin() as conn:
                moment = next_moment(conn, self.room.press, now=self.room.now)
            assert moment is not None
            self.room.go_to(moment)

    def _check(self) -> None:
        with self.room.engine.begin() as conn:
            gone = [
                (row.publication, row.entry_id, row.correction)
                for row in conn.execute(select(issue_entry).join(issue).where(issue.c.state == "frozen"))
            ]
            assert len(gone) == len(set(gone))
            for publication in self.room.press.schedule.publications.values():
                left = [version.content.slug for version in due(conn, publication, at=self.room.now)]
                drafted = [v.content.slug for i in open_issues(conn, publication.key) for v in i.entries]
                assert not left, f"{publication.key} never took {left}: {_last(conn, publication)}"
                assert not drafted, f"{publication.key} still drafts {drafted}: {_last(conn, publication)}"
                for version in all_entries(conn):
                    lives = version.withdrawn_at is None and version.expires_at is None
                    if lives and version.released_at and takes(publication, version.content):
                        key = (publication.key, version.entry_id, version.correction)
                        assert key in gone, f"{version.content.slug} is in no issue of {publication.key}"


def _last(conn: Connection, publication: Publication) -> list[str]:
    runs = all_runs(conn, publication=publication.key)
    return [f"{run.slot} {run.state} {run.reason}" for run in runs[-6:]]


HEALTH = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]

TestSomeYears = Year.TestCase
TestSomeYears.settings = settings(
    max_examples=4,
    stateful_step_count=25,
    deadline=None,
    # Shrinking a year takes minutes: the long campaign below does it.
    phases=[Phase.generate],
    suppress_health_check=HEALTH,
)


@pytest.mark.slow
class TestManyYears(Year.TestCase):  # type: ignore[misc,valid-type] # hypothesis makes the class
    """The same, for long."""

    settings = settings(max_examples=30, stateful_step_count=40, deadline=None, suppress_health_check=HEALTH)
