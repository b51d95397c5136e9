"""One person is one address, however it is spelt."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from subscribers.addresses import address_key, checked
from subscribers.choices import by_ids, choice_id
from subscribers.faults import Fault


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ann@Example.ORG", "ann@example.org"),
        (" ann@example.org ", "ann@example.org"),
        ("ann@bücher.example.org", "ANN@XN--BCHER-KVA.example.org"),
        ("José@example.org", "jose\u0301@example.org"),
        ("STRASSE@example.org", "straße@example.org"),
    ],
)
def test_spellings_of_one_address_have_one_key(one: str, other: str) -> None:
    assert address_key(one) == address_key(other)


@pytest.mark.parametrize(
    ("one", "other"), [("a.nn@example.org", "ann@example.org"), ("ann+x@example.org", "ann@example.org")]
)
def test_dots_and_tags_may_be_other_people(one: str, other: str) -> None:
    assert address_key(one) != address_key(other)


@given(st.text(max_size=60))
def test_any_text_has_a_key_and_the_key_is_its_own_key(text: str) -> None:
    key = address_key(text)
    assert address_key(key) == key
    assert isinstance(checked(text), str | Fault)


@given(st.emails())
def test_the_normal_spelling_is_the_same_person(address: str) -> None:
    normal = checked(address)
    if isinstance(normal, str):
        assert address_key(normal) == address_key(address)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "ann",
        "ann@",
        "@example.org",
        "a b@example.org",
        "ann@example",
        "ann@exa_mple.org",
        "ann@example.org\n.x",
        "ann@example.org, bob@example.org",
        "<ann@example.org>",
        "a" * 65 + "@example.org",
        "ann@" + "a." * 130 + "org",
    ],
)
def test_what_is_no_address_is_refused_in_a_sentence(address: str) -> None:
    found = checked(address)
    assert isinstance(found, Fault)
    assert found.code == "bad_address"
    assert "\n" not in str(found)


def test_a_choice_is_kept_once_whatever_the_order(engine: Engine) -> None:
    with engine.begin() as conn:
        first = choice_id(conn, ["health", "education"], ["online"], "en-GB", "html")
        assert choice_id(conn, ("education", "health", "health"), {"online"}, "en-GB", "html") == first
        assert choice_id(conn, ["education"], ["online"], "en-GB", "html") != first
        assert by_ids(conn, [first])[first].audiences == {"education", "health"}
        with pytest.raises(ValueError, match="html or text"):
            choice_id(conn, [], [], "en-GB", "pdf")
