"""The mail's own words, by language: one table; a new language is one file and one line here."""

from publisher.issues.render.languages.english import ENGLISH
from publisher.issues.render.languages.language import Language
from publisher.issues.render.languages.welsh import WELSH

LANGUAGES: dict[str, Language] = {language.tag: language for language in (ENGLISH, WELSH)}

__all__ = ["LANGUAGES", "Language", "speak"]


def speak(tag: str, otherwise: str = "en-GB") -> Language:
    """The language for a BCP 47 tag, or the one that shares its first part, or `otherwise`, or English."""
    for wanted in (tag, otherwise):
        exact = LANGUAGES.get(wanted)
        near = [
            known for known in LANGUAGES.values() if known.tag.split("-")[0] == wanted.split("-")[0].lower()
        ]
        if exact or near:
            return exact or near[0]
    return ENGLISH
