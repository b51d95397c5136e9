"""How far a run has come: its rate so far, what remains, and about how long that takes, in words. Pure."""

from datetime import datetime, timedelta

from publisher.delivery.books import Books
from publisher.entries.words import counted

SOONEST = timedelta(seconds=1)


def progress_words(kept: Books, opened_at: datetime, *, now: datetime) -> str:
    """'12,000 of 50,000 done, 400 a second; 38,000 remain, about 2 minutes; 15 wait for another try'.

    The rate is over the whole time since the run opened, so a pause lowers it; without any it is left out.
    """
    done, gone = kept.due - kept.waiting, max(now - opened_at, SOONEST).total_seconds()
    said = f"{done:,} of {kept.due:,} done"
    remaining = f"{kept.waiting:,} remain"
    if done > 0:
        rate = done / gone
        said += f", {rate:,.0f} a second" if rate >= 1 else f", {rate * 60:,.0f} a minute"
        remaining += f", about {_length(kept.waiting / rate)}"
    tries, doubts = kept.states.get("deferred", 0), kept.states.get("uncertain", 0)
    later = [f"{tries:,} wait for another try"] * bool(tries) + [f"{doubts:,} uncertain"] * bool(doubts)
    return "; ".join([said, remaining, *later])


def _length(seconds: float) -> str:
    if seconds < 90:
        return counted(max(1, round(seconds)), "second")
    if seconds < 5400:
        return counted(round(seconds / 60), "minute")
    return counted(round(seconds / 3600), "hour")
