"""`publisher demo`: play the sample year into the outbox, say what happened, serve the result."""

import hashlib
import json
import shutil
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress

from publisher import bootstrap
from publisher.cli.demo_summary import summary
from publisher.cli.options import command
from publisher.cli.play import play
from publisher.cli.serving import listen, log_to_terminal
from publisher.cli.year import plan
from publisher.delivery.message.letterhead import letterhead
from publisher.delivery.transports.outbox import Outbox
from publisher.errors import refuse
from publisher.settings import Settings, read_settings

app = command()

REAL_DATABASE = "publisher.db"
DATABASE = "demo.db"
STAMP = "demo.json"
CODE = Path(__file__).parents[1]


@app.command()
def demo(
    once: Annotated[bool, typer.Option("--once", help="Stop after publishing; do not serve.")] = False,
) -> None:
    """Play the sample year on a pretend clock, everything to the outbox; then serve it, without a clock.

    Keeps to var/demo.db and var/outbox, and never touches the database of a real site.
    """
    settings = _of_the_sample(read_settings())
    stamp, ends = settings.var / STAMP, None
    fingerprint = _fingerprint(settings.site)
    if stamp.exists():
        kept = json.loads(stamp.read_text(encoding="utf-8"))
        ends = datetime.fromisoformat(kept["ends"]) if kept["fingerprint"] == fingerprint else None
    if ends is None:
        ends = _play_anew(settings)
        stamp.write_text(json.dumps({"fingerprint": fingerprint, "ends": ends.isoformat()}), encoding="utf-8")
    else:
        typer.echo("The sample year was played before, and nothing has changed since: nothing is sent twice.")
    engine, schedule = bootstrap.open_database(settings), bootstrap.open_schedule(settings)
    typer.echo(summary(engine, schedule, bootstrap.base_url(settings, schedule), settings.outbox, ends))
    if not once:
        typer.echo("\nServing, with the clock standing still at that moment.")
        log_to_terminal(settings)
        listen(bootstrap.web_app(settings, now=lambda: ends), settings)


def _of_the_sample(settings: Settings) -> Settings:
    if settings.database_url or (settings.var / REAL_DATABASE).exists():
        raise refuse(
            "this is where a real site keeps its database",
            where="PUBLISHER_DATABASE_URL" if settings.database_url else str(settings.var / REAL_DATABASE),
            mend="name another folder in PUBLISHER_VAR for the demo",
        )
    changes = {
        "database_url": f"sqlite:///{settings.var / DATABASE}",
        "base_url": f"http://{settings.host}:{settings.port}",
    }
    return settings.model_copy(update=changes)


def _fingerprint(site: Path) -> str:
    """Of everything that the year comes from: the sample's files and our own code and templates."""
    seen = hashlib.sha256()
    files = [site / "schedule.yaml", site / "people.csv"]
    files += [*(site / "entries").glob("*.md"), *(site / "issues").glob("*.md")]
    files += [*CODE.rglob("*.py"), *(site / "templates").rglob("*.*")]
    for path in sorted(files):
        seen.update(f"{path.name}\n".encode() + path.read_bytes())
    return seen.hexdigest()


def _play_anew(settings: Settings) -> datetime:
    for part in settings.var.glob(f"{DATABASE}*"):
        part.unlink()
    shutil.rmtree(settings.outbox, ignore_errors=True)
    schedule = bootstrap.open_schedule(settings)
    year = plan(settings.site, schedule)
    engine = bootstrap.open_database(settings)
    press = bootstrap.open_press(settings, schedule, engine, year.begins)
    outbox = Outbox(settings.outbox)
    typer.echo(f"Playing the sample year, {year.begins:%-d %B %Y} to {year.ends:%-d %B %Y} …")
    with Progress(transient=True) as bar:
        task = bar.add_task("", total=len(year.acts))
        play(
            engine,
            press,
            outbox,
            letterhead(schedule, press.links),
            year,
            settings.site / "people.csv",
            progress=lambda moment: bar.update(task, advance=1, description=f"{moment:%-d %B %Y}"),
        )
    outbox.close()
    engine.dispose()
    return year.ends
