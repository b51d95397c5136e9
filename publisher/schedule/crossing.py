"""What one key of schedule.yaml must know of another: declared audiences, kinds, and what suits a form."""

from collections.abc import Collection, Iterator

from publisher.entries.kinds import KINDS
from publisher.schedule.marked import At, Marked
from publisher.schedule.publication_shape import PublicationShape
from publisher.schedule.shapes import ScheduleShape
from subscribers.faults import Fault
from subscribers.nearest import nearest


def cross_check(document: Marked, shape: ScheduleShape) -> list[Fault]:
    """Every disagreement between keys, in the order of the file."""
    faults: list[tuple[int, Fault]] = []
    for key, publication in shape.publications.items():
        for path, what, mend in (*_words(publication, shape), *_form(publication)):
            here: At = ("publications", key, *path)
            faults.append((document.line(here), Fault(what, document.where(here), mend, "wrong_value")))
    for section in ("audiences", "publications"):
        if not getattr(shape, section):
            faults.append(
                (document.line((section,)), Fault("at least one belongs here", document.where((section,))))
            )
    return [fault for _, fault in sorted(faults, key=lambda pair: pair[0])]


Wrong = tuple[At, str, str]


def _words(publication: PublicationShape, shape: ScheduleShape) -> Iterator[Wrong]:
    yield from _unknown(publication.for_, shape.audiences, ("for",), "audience")
    yield from _unknown(publication.takes.kinds, KINDS, ("takes", "kinds"), "kind of entry")
    yield from _unknown(publication.takes.topics, shape.topics, ("takes", "topics"), "topic")


def _unknown(words: list[str], known: Collection[str], path: At, noun: str) -> Iterator[Wrong]:
    for index, word in enumerate(words):
        if word not in known:
            yield (*path, index), f"'{word}' is no {noun} declared here", nearest(word, known)
        elif word in words[:index]:
            yield (*path, index), f"'{word}' stands twice", "keep one"


def _form(publication: PublicationShape) -> Iterator[Wrong]:
    form = publication.form
    if form == "alert":
        yield from _alert(publication)
        return
    if publication.when is None:
        yield (
            ("when",),
            f"'at once' is for alerts; this is {_a(form)}",
            "give it a rule and a time, or 'form: alert'",
        )
    if publication.brake:
        yield ("brake",), f"a brake is for alerts; this is {_a(form)}", "leave it out"
    if form == "digest" and publication.approvals:
        yield (
            ("approvals",),
            "a digest goes by itself, so nobody approves it",
            "leave it out, or write 'form: edited'",
        )


def _alert(publication: PublicationShape) -> Iterator[Wrong]:
    urgent = [kind.key for kind in KINDS.values() if kind.urgent]
    allowed = f"kinds that may: {', '.join(urgent)}"
    if publication.when is not None:
        yield ("when",), "an alert has no rule: it goes at once", "write 'when: at once', or another form"
    if publication.hold:
        yield ("hold",), "an alert is never held", "leave it out"
    if publication.late == "fold":
        yield ("late",), "an alert has no next slot to fold into", "use ask, send or drop"
    if not publication.takes.kinds:
        yield ("takes",), "an alert must say which kinds it takes", allowed
    for index, kind in enumerate(publication.takes.kinds):
        if kind in KINDS and kind not in urgent:
            yield ("takes", "kinds", index), f"'{kind}' may not go at once", allowed


def _a(form: str) -> str:
    return "an edited issue" if form == "edited" else "a digest"
