"""SQL: what the sample year came to, in a few lines with addresses to open."""

from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine, func, select

from publisher.entries.words import counted, day_words
from publisher.schedule import Schedule
from publisher.store.engine import reading
from publisher.store.tables import delivery, entry, run, service_mail, subscriber


def summary(engine: Engine, schedule: Schedule, base_url: str, outbox: Path, ends: datetime) -> str:
    """The lines that `publisher demo` ends with."""
    with reading(engine).connect() as conn:
        entries = conn.scalar(select(func.count()).where(entry.c.released_at.is_not(None)))
        readers = conn.scalar(select(func.count()).select_from(subscriber))
        letters = conn.scalar(select(func.count()).select_from(service_mail))
        sent = {
            row.publication: (row.runs, row.mails)
            for row in conn.execute(
                select(
                    run.c.publication,
                    func.count(func.distinct(run.c.id)).label("runs"),
                    func.count(delivery.c.id).label("mails"),
                )
                .join_from(run, delivery, delivery.c.run_id == run.c.id)
                .where(delivery.c.state == "accepted")
                .group_by(run.c.publication)
            )
        }
    last = ends.astimezone(schedule.organisation.zone)
    lines = [
        "",
        f"{schedule.organisation.name}: {entries} entries, {readers} readers; "
        f"the year ends on {day_words(last.date())} {last.year}.",
        "",
    ]
    width = max(len(publication.title) for publication in schedule.publications.values())
    for key, publication in schedule.publications.items():
        runs, mails = sent.get(key, (0, 0))
        times = counted(runs, "issue")
        lines.append(f"  {publication.title:<{width}}  {times:>10}  {mails:>5} mails")
    lines += [
        f"  {'Letters to the office':<{width}}  {'':>10}  {letters:>5} mails",
        "",
        f"  The site      {base_url}/",
        f"  An issue      {base_url}/publication/key-messages/4",
        f"  The feeds     {base_url}/feeds",
        f"  The outbox    {base_url}/outbox/   ({outbox})",
    ]
    return "\n".join(lines)
