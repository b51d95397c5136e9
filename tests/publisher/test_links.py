"""Addresses never change, and nobody can make a token but us."""

import string

from hypothesis import given
from hypothesis import strategies as st

from publisher.links import PURPOSES, Links

KEYS = (b"first-" + b"k" * 32, b"second-" + b"k" * 32)
LINKS = Links("https://westmere.example.org/", "westmere.example.org,2026-09-01", KEYS)
ALPHABET = string.ascii_lowercase + "234567"

numbers = st.integers(min_value=0, max_value=2**47)
purposes = st.sampled_from(sorted(PURPOSES))


@given(numbers, purposes)
def test_a_token_names_its_number_for_its_purpose_only(number: int, purpose: str) -> None:
    token = LINKS.sign(purpose, number)
    assert len(token) <= 40
    assert LINKS.verify(purpose, token) == number
    assert LINKS.verify(purpose, token.upper()) == number
    assert all(LINKS.verify(other, token) is None for other in PURPOSES if other != purpose)


@given(numbers, st.data())
def test_a_token_changed_anywhere_is_nobodys(number: int, data: st.DataObject) -> None:
    token = LINKS.sign("leave", number)
    place = data.draw(st.integers(0, len(token) - 1))
    letter = data.draw(st.sampled_from(ALPHABET).filter(lambda other: other != token[place]))
    assert LINKS.verify("leave", token[:place] + letter + token[place + 1 :]) is None


@given(st.text(max_size=60))
def test_no_text_at_all_breaks_the_check(text: str) -> None:
    assert LINKS.verify("leave", text) is None


def test_an_older_key_still_verifies_and_a_stranger_s_does_not() -> None:
    older = Links(LINKS.base_url, LINKS.tag_authority, KEYS[1:])
    stranger = Links(LINKS.base_url, LINKS.tag_authority, (b"z" * 40,))
    assert LINKS.verify("leave", older.sign("leave", 7)) == 7
    assert LINKS.verify("leave", stranger.sign("leave", 7)) is None


def test_addresses_are_absolute_and_say_what_they_are() -> None:
    assert LINKS.page() == "https://westmere.example.org/"
    assert LINKS.issue("key-messages", 4) == "https://westmere.example.org/publication/key-messages/4"
    assert LINKS.feed("audience/health", "atom") == "https://westmere.example.org/feeds/audience/health.atom"
    assert LINKS.tag("entry/online-harm") == "tag:westmere.example.org,2026-09-01:entry/online-harm"


def test_a_token_has_one_spelling_also_where_its_last_letter_has_bits_to_spare() -> None:
    token = LINKS.sign("leave", 2**33)
    genuine = [letter for letter in ALPHABET if LINKS.verify("leave", token[:-1] + letter) is not None]
    assert genuine == [token[-1]]
