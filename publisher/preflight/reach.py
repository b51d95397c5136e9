"""Who an issue reaches: an entry for nobody, an issue for nobody."""

from collections.abc import Iterator

from publisher.issues.due import is_for
from publisher.issues.finding import Finding
from publisher.preflight.case import Case, of_entry, of_issue


def unreachable(case: Case) -> Iterator[Finding]:
    """An entry that its own *except* keeps from every audience, or that no present reader would get."""
    shown = {version.id for composition in case.compositions for version in composition.versions}
    audiences = case.publication.for_ or tuple(case.schedule.audiences)
    for version in case.issue.entries:
        if audiences and not any(is_for(version.content, audience) for audience in audiences):
            yield of_entry(
                version, "is for no audience of this publication", "look at its for and except", "for_nobody"
            )
        elif case.choices_held and version.id not in shown:
            yield of_entry(
                version,
                "reaches none of the present readers",
                "look at its audiences and topics",
                "reaches_nobody",
            )


def no_readers(case: Case) -> Iterator[Finding]:
    """Nobody subscribes: it would stand on the site and reach no inbox."""
    if not case.choices_held:
        yield of_issue(
            case, "nobody subscribes to this publication", "import subscribers first", "no_readers"
        )


def unknown_excepts(case: Case) -> Iterator[Finding]:
    """An *except* that names no declared audience is only text: it keeps nobody out."""
    for version in case.issue.entries:
        for name in version.content.except_:
            if name not in case.schedule.audiences:
                yield of_entry(
                    version,
                    f"is except ‘{name}’, which is no declared audience, so nobody is kept out",
                    "name an audience, or say it in the text",
                    "except_is_text",
                )
