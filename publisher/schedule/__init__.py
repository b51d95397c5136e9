"""What goes out, to whom and when: schedule.yaml as nouns, and the slots that follow from it."""

from publisher.schedule.organisation import Organisation
from publisher.schedule.publication import Brake, Hold, Publication
from publisher.schedule.reading import read_schedule
from publisher.schedule.schedule import Schedule
from publisher.schedule.slots import Slot, firings, slots
from publisher.schedule.when import When

__all__ = [
    "Brake",
    "Hold",
    "Organisation",
    "Publication",
    "Schedule",
    "Slot",
    "When",
    "firings",
    "read_schedule",
    "slots",
]
