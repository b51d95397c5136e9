"""schedule.yaml becomes a Schedule, or sentences saying what is wrong with it."""

from pathlib import Path

from pydantic import ValidationError

from publisher.entries.vocabulary import Audience
from publisher.errors import Refused
from publisher.schedule.building import organisation_of, publication_of
from publisher.schedule.colour import dark_tint
from publisher.schedule.crossing import cross_check
from publisher.schedule.marked import Marked, read_marked
from publisher.schedule.schedule import Schedule
from publisher.schedule.shapes import ScheduleShape
from publisher.schedule.wrongs import faults_of


def read_schedule(path: Path) -> Schedule:
    """The schedule in a file.

    Raises Refused with every fault found: file, line, key, what was found and what is allowed.
    """
    document = read_marked(path)
    shape = _checked(document)
    if faults := cross_check(document, shape):
        raise Refused(*faults)
    return Schedule(
        path=path,
        organisation=organisation_of(shape.organisation),
        audiences={
            key: Audience(
                key, given.title, given.describes, given.colour, given.colour_dark or dark_tint(given.colour)
            )
            for key, given in shape.audiences.items()
        },
        topics=shape.topics,
        publications={
            key: publication_of(key, given, shape.organisation.time_zone)
            for key, given in shape.publications.items()
        },
    )


def _checked(document: Marked) -> ScheduleShape:
    try:
        return ScheduleShape.model_validate(document.content)
    except ValidationError as error:
        raise Refused(*faults_of(error, document, ScheduleShape)) from error
