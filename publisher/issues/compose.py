"""SQL: which entries each distinct choice gets: one query for the choices, one composition per content."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from publisher.entries.entry import Content, Version
from publisher.issues.due import is_for
from publisher.store.tables import choice, subscription
from subscribers.choices import Choice


@dataclass(frozen=True)
class Composition:
    """The same content for everybody whose choice comes to it: at least one version, in the issue's order.

    key: SHA-256 of what makes it distinct (version ids in order, language, format).
    """

    key: str
    versions: tuple[Version, ...]
    language: str
    format: str
    choice_ids: tuple[int, ...]


def reaches(content: Content, choice: Choice) -> bool:
    """Whether an entry is for somebody with this choice.

    Some chosen audience is meant (a choice without audiences is met only by *for* everybody), and a topic
    is shared, or one side names none.
    """
    audiences = choice.audiences
    meant = any(is_for(content, audience) for audience in audiences) if audiences else not content.for_
    wanted = not choice.topics or not content.topics or bool(choice.topics & set(content.topics))
    return meant and wanted


def distinct_choices(conn: Connection, publication: str) -> list[Choice]:
    """Every choice that some active subscription to the publication has."""
    held = (
        select(subscription.c.choice_id)
        .where(subscription.c.publication == publication, subscription.c.state == "active")
        .group_by(subscription.c.choice_id)
    )
    return [
        Choice(row.id, frozenset(row.audiences), frozenset(row.topics), row.language, row.format)
        for row in conn.execute(select(choice).where(choice.c.id.in_(held)).order_by(choice.c.id))
    ]


def readers(conn: Connection, publication: str, choice_ids: Iterable[int]) -> int:
    """How many active subscriptions to the publication have one of these choices."""
    found = select(func.count()).where(
        subscription.c.publication == publication,
        subscription.c.state == "active",
        subscription.c.choice_id.in_(sorted(choice_ids)),
    )
    return conn.execute(found).scalar_one()


def compose(versions: Sequence[Version], choices: Sequence[Choice]) -> list[Composition]:
    """One composition per distinct content; a choice that nothing reaches is in none, so it gets no mail."""
    groups: dict[tuple[tuple[int, ...], str, str], list[int]] = {}
    for one in choices:
        ids = tuple(version.id for version in versions if reaches(version.content, one))
        if ids:
            groups.setdefault((ids, one.language, one.format), []).append(one.id)
    by_id = {version.id: version for version in versions}
    return [
        Composition(
            key=_key(ids, language, format_),
            versions=tuple(by_id[version_id] for version_id in ids),
            language=language,
            format=format_,
            choice_ids=tuple(sorted(choice_ids)),
        )
        for (ids, language, format_), choice_ids in groups.items()
    ]


def _key(version_ids: tuple[int, ...], language: str, format_: str) -> str:
    return hashlib.sha256(json.dumps([version_ids, language, format_]).encode()).hexdigest()
