"""People come in with the evidence of their consent, and nobody is brought back."""

import io
import tracemalloc

import pytest
from sqlalchemy import Engine, func, select, update

from subscribers.importing import import_csv
from subscribers.leaving import leave
from subscribers.people import find, living, show
from subscribers.suppression import suppress
from subscribers.tables import consent, subscriber, subscription
from tests.subscribers.people_csv import GOOD, KNOWN, NOW, sheet, take_in


def test_a_head_teacher_comes_in_with_her_evidence(engine: Engine) -> None:
    with engine.begin() as conn:
        report = take_in(
            conn, sheet({"address": "Ann@Example.org", "name": "Ann", "publications": "weekly; alerts"})
        )
        person = show(conn, "ann@example.org")
    assert (report.people, report.added, report.bad) == (1, 2, 0)
    assert person is not None
    assert person.address == "Ann@example.org"
    assert [each.publication for each in person.subscriptions] == ["weekly", "alerts"]
    proof = person.subscriptions[0].consents[0]
    assert (proof.basis, proof.source, proof.wording) == ("consent", "Sign-up page", GOOD["consent_wording"])
    assert proof.consented_at.isoformat() == "2025-03-01T00:00:00+00:00"


def test_the_same_file_twice_changes_nothing(engine: Engine) -> None:
    data = sheet(*({"address": f"p{n}@example.org"} for n in range(30)), {"address": "P1@EXAMPLE.org"})
    with engine.begin() as conn:
        first = take_in(conn, data)
        before = [
            conn.scalar(select(func.count()).select_from(table))
            for table in (subscriber, subscription, consent)
        ]
        second = take_in(conn, data)
        after = [
            conn.scalar(select(func.count()).select_from(table))
            for table in (subscriber, subscription, consent)
        ]
    assert (first.people, first.added, first.unchanged) == (30, 30, 1)
    assert (second.people, second.added, second.unchanged) == (0, 0, 31)
    assert before == after == [30, 30, 30]


@pytest.mark.parametrize("reason", ["left", "complained", "bounced", "by-office"])
def test_nobody_who_left_is_brought_back_by_an_import(engine: Engine, reason: str) -> None:
    data = sheet({"address": "ann@example.org"}, {"address": "bob@example.org"})
    with engine.begin() as conn:
        take_in(conn, data)
        ann = find(conn, "ann@example.org")
        assert ann is not None
        leave(conn, living(conn, ann)["weekly"], reason=reason, now=NOW)
        report = take_in(conn, data)
        assert living(conn, ann) == {}
    assert (report.left, report.unchanged, report.added) == (1, 1, 0)
    assert report.left_rows[0].code == "was_unsubscribed_on"
    assert "line 2" in str(report.left_rows[0])
    assert str(report.left_rows[0]).endswith("on 1 September 2026.")


def test_an_ended_subscription_is_not_opened_again_even_without_a_suppression(engine: Engine) -> None:
    data = sheet({"address": "ann@example.org"})
    with engine.begin() as conn:
        take_in(conn, data)
        conn.execute(update(subscription).values(state="ended", ended_reason="left", ended_at=NOW))
        report = take_in(conn, data)
        assert conn.scalar(select(func.count()).select_from(subscription)) == 1
    assert (report.left, report.added, report.unchanged) == (1, 0, 0)


def test_who_must_not_be_written_to_at_all_is_not_even_kept(engine: Engine) -> None:
    with engine.begin() as conn:
        suppress(conn, "ann@example.org", "", "erased", NOW)
        report = take_in(conn, sheet({"address": "ann@example.org", "publications": "weekly;alerts"}))
        assert find(conn, "ann@example.org") is None
    assert (report.left, report.people) == (2, 0)


def test_who_chose_for_themselves_keeps_the_choice(engine: Engine) -> None:
    with engine.begin() as conn:
        take_in(conn, sheet({"address": "ann@example.org"}))
        report = take_in(conn, sheet({"address": "ann@example.org", "audiences": "health"}))
        person = show(conn, "ann@example.org")
    assert person is not None
    assert person.subscriptions[0].audiences == ("education",)
    assert (report.kept, report.added) == (1, 0)
    assert "another choice" in str(report.kept_rows[0])


FAULTS = [
    ({"address": "no address"}, "bad_address", "address"),
    ({"address": "ann@example.org\r\nBcc: x@example.com"}, "bad_address", "address"),
    ({"publications": "weekley"}, "unknown_publication", "Did you mean 'weekly'?"),
    ({"audiences": "educaton"}, "unknown_audience", "Did you mean 'education'?"),
    ({"topics": "on line"}, "unknown_topic", "Did you mean 'online'?"),
    ({"publications": ""}, "missing", "no publication is named"),
    ({"audiences": ""}, "missing", "no audience is named"),
    ({"format": "pdf"}, "unknown_format", "html, text"),
    ({"language": "English!"}, "bad_language", "English!"),
    ({"basis": "they asked"}, "unknown_basis", "consent, public-task"),
    ({"basis": ""}, "unknown_basis", "no basis is given"),
    ({"source": ""}, "no_evidence", "source"),
    ({"consent_wording": " "}, "no_evidence", "consent wording"),
    ({"consented_at": ""}, "bad_date", "not said when"),
    ({"consented_at": "01/03/2025"}, "bad_date", "Write 2025-03-01 if the day stands first"),
    ({"consented_at": "31/31/2025"}, "bad_date", "31/31/2025"),
    ({"consented_at": "2027-01-01"}, "bad_date", "still to come"),
    ({"name": "Ann\x07"}, "control_character", "name"),
    ({"name": "A" * 5000}, "too_long", "5,000"),
]


@pytest.mark.parametrize(("wrong", "code", "words"), FAULTS)
def test_a_bad_row_says_what_where_and_how_to_mend_it(
    engine: Engine, wrong: dict[str, str], code: str, words: str
) -> None:
    with engine.begin() as conn:
        report = take_in(
            conn, sheet({"address": "good@example.org"}, {"address": "ann@example.org", **wrong})
        )
    assert (report.bad, report.added) == (1, 1)
    assert code in [fault.code for fault in report.bad_rows]
    said = " ".join(str(fault) for fault in report.bad_rows)
    assert "people.csv, line 3" in said
    assert words in said


@pytest.mark.slow
def test_a_bad_address_on_line_40001_spoils_no_other_row(engine: Engine) -> None:
    if engine.dialect.name != "sqlite":
        pytest.skip("size is tried on one kind of database")
    head, row = sheet({"address": "ADDRESS"}).splitlines()
    lines = [row.replace("ADDRESS", f"p{n}@example.org") for n in range(2, 41_002)]
    lines[40_001 - 2] = row.replace("ADDRESS", "p@@example.org")
    data = "\n".join([head, *lines]).encode()
    with engine.begin() as conn:
        report = import_csv(conn, io.BytesIO(data), KNOWN, now=NOW, name="people.csv")
        assert conn.scalar(select(func.count()).select_from(subscription)) == 40_999
    assert (report.rows, report.bad, report.added) == (41_000, 1, 40_999)
    assert report.bad_rows[0].where == "people.csv, line 40001, address"


@pytest.mark.slow
def test_memory_does_not_grow_with_the_number_of_people(engine: Engine) -> None:
    def peak(count: int) -> int:
        data = io.BytesIO(sheet(*({"address": f"p{n}of{count}@example.org"} for n in range(count))).encode())
        tracemalloc.start()
        with engine.begin() as conn:
            import_csv(conn, data, KNOWN, now=NOW, name="people.csv")
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    peak(2_000)
    assert peak(12_000) < 1.3 * peak(3_000)
