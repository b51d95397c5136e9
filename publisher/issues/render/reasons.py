"""Why a reader gets a mail, in words that are true of everybody who gets the same edition."""

from collections.abc import Sequence

from publisher.issues.render.languages import Language
from publisher.issues.slots import ADDRESS
from publisher.schedule import Publication, Schedule
from subscribers.choices import Choice

MOST_NAMED = 3


def reason(
    publication: Publication, schedule: Schedule, choices: Sequence[Choice], language: Language
) -> str:
    """Two sentences with the address slot: which list, and which choice. Plain text, not escaped.

    One edition serves every choice that comes to the same content: up to three choices are named, beyond
    that it says so in general; without choices (a preview of none) only the list is named.
    """
    first = language.sent_to.format(address=ADDRESS, publication=publication.title)
    named = list(dict.fromkeys(_choice(choice, schedule, language) for choice in choices))
    if not named:
        return first
    if len(named) == 1:
        second = language.chosen.format(choice=named[0])
    elif len(named) <= MOST_NAMED:
        second = language.chosen_alike.format(
            choices=f" {language.or_} ".join(f"“{words}”" for words in named)
        )
    else:
        second = language.chosen_variously
    return f"{first} {second}"


def _choice(choice: Choice, schedule: Schedule, language: Language) -> str:
    names = [audience.title for key, audience in schedule.audiences.items() if key in choice.audiences]
    audiences = language.listed(names) or language.no_audience
    topics = [title for key, title in schedule.topics.items() if key in choice.topics]
    if not topics:
        return language.all_topics.format(audiences=audiences)
    return language.on_topics.format(audiences=audiences, topics=language.listed(topics))
