"""Whether the database can be used; nothing is made where there is none yet."""

import os
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from publisher.cli.mishaps import fault_of
from publisher.errors import Refused
from publisher.settings import Settings
from publisher.store.engine import open_engine
from publisher.store.instance import MARK
from publisher.store.soundness import must_be_readable, must_be_whole
from subscribers.faults import Fault


def look_at_database(settings: Settings) -> list[Fault]:
    """What keeps this user from the database or, where none was made yet, from making it; damage too."""
    place = settings.database.removeprefix("sqlite:///")
    if place != settings.database and not Path(place).exists():
        return _room_for(Path(place).absolute().parent)
    try:
        must_be_readable(settings.database, settings.var / MARK)
        engine = open_engine(settings.database)
        engine.connect().close()
        must_be_whole(engine)
        engine.dispose()
    except Refused as refused:
        return list(refused.faults)
    except (OSError, DBAPIError) as error:
        fault = fault_of(error)
        return (
            [fault] if fault else [Fault(f"the database cannot be used ({error})", "PUBLISHER_DATABASE_URL")]
        )
    return []


def _room_for(folder: Path) -> list[Fault]:
    while not folder.exists():
        folder = folder.parent
    if not folder.is_dir():
        return [Fault(f"{folder} is a file, where a folder for the database is needed", "", "name another")]
    if not os.access(folder, os.W_OK | os.X_OK):
        return [Fault(f"{folder} may not be written by this user", "", "give the user the right to it")]
    return []
