"""A publisher with the revisions of FOLDER: `python -m tests.support.newer FOLDER AT ARGUMENTS`.

FOLDER: this version's own, or those of a version to come, made by `revisions`. AT: when to begin, so that
several begin at one moment; in seconds of the epoch.
"""

import importlib
import shutil
import sys
import time
from pathlib import Path

from publisher.cli import main
from publisher.store import migrate

NEXT = "9999"
REVISION = f'''"""A revision of a version to come."""

import sqlalchemy as sa
from alembic import op

revision = "{NEXT}"
down_revision = "{{head}}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("delivery", sa.Column("remark", sa.Text()))
    op.create_table("remark", sa.Column("id", sa.Integer(), primary_key=True))
    op.create_index("ix_delivery_remark", "delivery", ["remark"])
    {{more}}
'''


def revisions(folder: Path, head: str, more: str = "pass") -> Path:
    """This version's revisions and one more, in `folder`. more: what it does at its end."""
    made = folder / "migrations"
    shutil.copytree(migrate.MIGRATIONS, made, ignore=shutil.ignore_patterns("__pycache__"))
    (made / "versions" / f"{NEXT}_to_come.py").write_text(
        REVISION.format(head=head, more=more), encoding="utf-8"
    )
    return made


if __name__ == "__main__":
    migrate.MIGRATIONS = Path(sys.argv[1])
    importlib.import_module("publisher.cli.runs")
    time.sleep(max(0.0, float(sys.argv[2]) - time.time()))
    main(sys.argv[3:])
