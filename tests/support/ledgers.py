"""An opened run with readers, a letterhead and short times: what the ledger's tests and benches start from."""

# ruff: noqa: S608 - the one thing put into a statement is a constant of this file

from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, Engine, Table, insert, text

from publisher.delivery.address import address
from publisher.delivery.ledger.timing import Timing
from publisher.delivery.message.letterhead import Letterhead
from publisher.issues.placeholders import ADDRESS, LEAVE
from publisher.links import Links
from publisher.store.tables import choice, edition, edition_choice, issue, run

HTML = f"<!DOCTYPE html><p>Neglect: what we learnt.</p><p>To {ADDRESS}. " + (
    f'<a href="https://board.example.org/leave/{LEAVE}">Leave</a></p>'
)
TEXT = f"Neglect: what we learnt.\n\nTo {ADDRESS}. Leave: https://board.example.org/leave/{LEAVE}\n"
SHORT = Timing(
    lease=timedelta(seconds=3),
    renew=timedelta(seconds=1),
    reply=timedelta(seconds=2),
    grace=timedelta(seconds=1),
    first_retry=timedelta(seconds=1),
    longest_retry=timedelta(seconds=4),
    farewell=timedelta(seconds=3),
)


def letterhead() -> Letterhead:
    return Letterhead(
        name="Larkmoor Children's Board",
        sender="news@board.example.org",
        reply_to="office@board.example.org",
        list_domain="board.example.org",
        return_domain="bounces.example.org",
        language="en-GB",
        titles={"weekly": "The week", "messages": "Key messages"},
        forms={"weekly": "digest", "messages": "edited"},
        links=Links("https://board.example.org", "board.example.org,2026", (b"k" * 40,)),
    )


def readers(conn: Connection, count: int, *, publication: str = "weekly", choices: int = 1) -> None:
    """Subscribers reader1@example.org … with active subscriptions, spread over `choices` choices."""
    stamp = "2026-01-01 00:00:00.000000"
    start = conn.execute(text("SELECT COALESCE(MAX(id), 0) FROM subscriber")).scalar_one()
    for number in range(1, choices + 1) if not start else ():
        conn.execute(
            insert(choice).values(
                id=number,
                key=f"choice {number}",
                audiences=["health"],
                topics=[],
                language="en-GB",
                format="html",
            )
        )
    if not count:
        return
    series = (
        "WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < :count)"
        if conn.dialect.name == "sqlite"
        else "WITH s AS (SELECT generate_series(1, :count) AS n)"
    )
    parameters = {"count": count, "start": start, "at": stamp, "choices": choices, "publication": publication}
    conn.execute(
        text(f"""{series}
        INSERT INTO subscriber (id, address, address_key, name, created_at)
        SELECT :start + n, 'reader' || (:start + n) || '@example.org', 'reader' || (:start + n) || '@example.org', '', :at FROM s"""),
        parameters,
    )
    conn.execute(
        text(f"""{series}
        INSERT INTO subscription (subscriber_id, publication, choice_id, state, created_at, active_at)
        SELECT :start + n, :publication, 1 + (n % :choices), 'active', :at, :at FROM s"""),
        parameters,
    )


def _add(conn: Connection, table: Table, **values: object) -> int:
    made: int = conn.execute(insert(table).values(**values).returning(table.c.id)).scalar_one()
    return made


def open_run(
    conn: Connection,
    now: datetime,
    *,
    publication: str = "weekly",
    html: str = HTML,
    words: str = TEXT,
    choices: int = 1,
    life: timedelta = timedelta(hours=48),
    batch_size: int = 5_000,
) -> int:
    """A run that is sending, its issue frozen with one edition per choice, its deliveries made; its id."""
    number = conn.execute(text("SELECT COUNT(*) FROM issue")).scalar_one() + 1
    issue_id = _add(conn, issue, publication=publication, number=number, state="frozen", drafted_at=now)
    for choice_id in range(1, choices + 1):
        edition_id = _add(
            conn,
            edition,
            issue_id=issue_id,
            key=f"{choice_id}",
            version_ids=[],
            language="en-GB",
            format="html",
            subject=f"The week: neglect, and {choice_id} more",
            html=html,
            text=words,
        )
        conn.execute(
            insert(edition_choice).values(issue_id=issue_id, choice_id=choice_id, edition_id=edition_id)
        )
    run_id = _add(
        conn,
        run,
        publication=publication,
        slot=f"2026-09-01T09:{number:02d}",
        slot_at=now,
        fires_at=now,
        state="sending",
        issue_id=issue_id,
        opened_at=now,
        created_at=now,
    )
    head_count = address(
        conn,
        run_id=run_id,
        issue_id=issue_id,
        publication=publication,
        batch_size=batch_size,
        life_until=now + life,
        now=now,
    )
    conn.execute(text("UPDATE run SET head_count = :n WHERE id = :id"), {"n": head_count, "id": run_id})
    return run_id


def opened(engine: Engine, count: int, now: datetime | None = None, **given: object) -> int:
    """A database with `count` readers and one run for them all; the run's id."""
    with engine.begin() as conn:
        readers(conn, count, choices=int(str(given.get("choices", 1))))
        return open_run(conn, now or datetime.now(UTC), **given)  # type: ignore[arg-type] # what is given differs from call to call
