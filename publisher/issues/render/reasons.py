"""Why a reader gets a mail, in words that are true of everybody who gets the same edition."""

from collections.abc import Sequence

from publisher.issues.placeholders import ADDRESS
from publisher.issues.render.languages import Language
from publisher.schedule import Publication, Schedule
from subscribers.choices import Choice


def reason(
    publication: Publication, schedule: Schedule, choices: Sequence[Choice], language: Language
) -> str:
    """Two sentences with the address's placeholder: which list, and which choice. Plain text, not escaped.

    One edition serves every choice that comes to the same content: where that is one choice it is named,
    where there are several it is said in general; without any (a preview of none) only the list is named.
    """
    first = language.sent_to.format(address=ADDRESS, publication=publication.title)
    named = list(dict.fromkeys(_choice(choice, schedule, language) for choice in choices))
    if not named:
        return first
    second = language.chosen.format(choice=named[0]) if len(named) == 1 else language.chosen_variously
    return f"{first} {second}"


def _choice(choice: Choice, schedule: Schedule, language: Language) -> str:
    names = [audience.title for key, audience in schedule.audiences.items() if key in choice.audiences]
    audiences = language.listed(names) or language.no_audience
    topics = [title for key, title in schedule.topics.items() if key in choice.topics]
    if not topics:
        return language.all_topics.format(audiences=audiences)
    return language.on_topics.format(audiences=audiences, topics=language.listed(topics))
