"""What the DNS says of a sender, told in words: every record right, missing, wrong, or unanswered."""

import base64
from collections.abc import Sequence

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from publisher.delivery.dkim import Signer, rsa_signer
from publisher.delivery.setup.asking import Ask, NoAnswer
from publisher.delivery.setup.dmarc import organisation
from publisher.delivery.setup.remark import Remark
from publisher.delivery.setup.sender import look_up
from tests.publisher.delivery.test_dkim import pem

HERE = "westmere.example.org"
SIGNER = rsa_signer(HERE, "pub2026", pem(rsa.generate_private_key(65537, 2048)))
KEY = base64.b64encode(SIGNER.public_key).decode()
RELAY = "8.8.4.4"  # any address of the public kind; nobody is asked
Zone = dict[tuple[str, str], list[str]]

RIGHT: Zone = {
    (HERE, "TXT"): ["something=else", "v=spf1 include:relay.example.com -all"],
    ("relay.example.com", "TXT"): ["v=spf1 ip4:192.0.2.0/24 ~all"],
    (HERE, "MX"): ["10 mx.westmere.example.org."],
    (f"pub2026._domainkey.{HERE}", "TXT"): [f"v=DKIM1; k=rsa; p={KEY}"],
    (f"_dmarc.{HERE}", "TXT"): [f"v=DMARC1; p=reject; rua=mailto:dmarc@{HERE}"],
    ("4.4.8.8.in-addr.arpa.", "PTR"): ["relay.example.com."],
    ("relay.example.com", "A"): [RELAY],
    (f"_mta-sts.{HERE}", "TXT"): ["v=STSv1; id=20260901"],
    (f"_smtp._tls.{HERE}", "TXT"): [f"v=TLSRPTv1; rua=mailto:tls@{HERE}"],
}


def asking(zone: Zone) -> Ask:
    return lambda name, kind: zone.get((name, kind), [])


def seen(
    changed: Zone, *, signers: Sequence[Signer] = (SIGNER,), sender: str = HERE, returning: str = HERE
) -> list[Remark]:
    return look_up(
        asking({**RIGHT, **changed}), sender=sender, returning=returning, signers=signers, relays=[RELAY]
    )


def test_a_sender_with_everything_in_order_hears_only_good_things() -> None:
    remarks = seen({})
    assert {remark.verdict for remark in remarks} == {"good"}
    assert {remark.about for remark in remarks} == {"SPF", "DKIM", "DMARC", "MX", "PTR", "MTA-STS", "TLS-RPT"}


TXT_HERE, DKIM_AT, DMARC_AT = (HERE, "TXT"), (f"pub2026._domainkey.{HERE}", "TXT"), (f"_dmarc.{HERE}", "TXT")


@pytest.mark.parametrize(
    ("changed", "about", "verdict", "said"),
    [
        ({TXT_HERE: []}, "SPF", "wrong", "has no SPF record"),
        ({TXT_HERE: ["v=spf1 -all", "v=spf1 a -all"]}, "SPF", "wrong", "2 SPF records, so none counts"),
        ({TXT_HERE: ["v=spf1 a +all"]}, "SPF", "wrong", "the whole world"),
        ({TXT_HERE: ["v=spf1 include:relay.example.com"]}, "SPF", "note", "refuses nobody"),
        ({TXT_HERE: ["v=spf1 " + "a:x.example.org " * 11 + "-all"]}, "SPF", "wrong", "11 times"),
        ({TXT_HERE: [f"v=spf1 include:{HERE} include:loop.example.org -all"],
          ("loop.example.org", "TXT"): ["v=spf1 include:loop.example.org -all"]}, "SPF", "good", "says who may send"),
        ({DKIM_AT: []}, "DKIM", "wrong", "our signatures count for nothing"),
        ({DKIM_AT: ["v=DKIM1; k=rsa; p=AAAA"]}, "DKIM", "wrong", "another key"),
        ({DKIM_AT: ["v=DKIM1; p=not base64!"]}, "DKIM", "wrong", "another key"),
        ({DKIM_AT: ["v=DKIM1; p="]}, "DKIM", "wrong", "withdrawn"),
        ({DKIM_AT: [f"v=DKIM1; p={KEY}", "v=DKIM1; p="]}, "DKIM", "wrong", "only one may be"),
        ({DKIM_AT: [f"v=DKIM1; t=y; p={KEY[:100]} {KEY[100:]}"]}, "DKIM", "note", "only being tested"),
        ({DMARC_AT: []}, "DMARC", "wrong", "has no DMARC record"),
        ({DMARC_AT: ["v=DMARC1; p=perhaps"]}, "DMARC", "wrong", "'perhaps'"),
        ({DMARC_AT: ["v=DMARC1; p=none; rua=mailto:a@example.org"]}, "DMARC", "note", "it only watches"),
        ({DMARC_AT: ["v=DMARC1; p=reject"]}, "DMARC", "note", "nobody receives the reports"),
        ({DMARC_AT: ["v=DMARC1; p=reject; pct=50"]}, "DMARC", "note", "pct, which RFC 9989 has done away with"),
        ({DMARC_AT: ["v=DMARC1; p=reject; t=y"]}, "DMARC", "note", "being tested"),
        ({DMARC_AT: [], ("_dmarc.example.org", "TXT"): ["v=DMARC1; p=reject; sp=none"]}, "DMARC", "good", "“none” (_dmarc.example.org)"),
        ({(HERE, "MX"): []}, "MX", "wrong", "takes no mail"),
        ({(HERE, "MX"): ["0 ."]}, "MX", "wrong", "takes no mail"),
        ({(HERE, "MX"): [], (HERE, "A"): ["192.0.2.7"]}, "MX", "note", "its own address"),
        ({("4.4.8.8.in-addr.arpa.", "PTR"): []}, "PTR", "wrong", "has no name"),
        ({("relay.example.com", "A"): ["192.0.2.8"]}, "PTR", "wrong", "leads elsewhere"),
        ({(f"_mta-sts.{HERE}", "TXT"): []}, "MTA-STS", "note", "does not insist"),
        ({(f"_smtp._tls.{HERE}", "TXT"): []}, "TLS-RPT", "note", "is not told"),
    ],
)  # fmt: skip
def test_what_is_amiss_is_said_with_how_to_mend_it(
    changed: Zone, about: str, verdict: str, said: str
) -> None:
    found = [one for one in seen(changed) if one.about == about and one.verdict == verdict]
    assert any(said in one.what for one in found), seen(changed)
    assert verdict != "wrong" or all(one.mend for one in found)


def test_a_missing_key_is_shown_as_it_must_be_published() -> None:
    [remark] = [one for one in seen({DKIM_AT: []}) if one.about == "DKIM"]
    assert remark.mend == f"publish a TXT record at pub2026._domainkey.{HERE}: v=DKIM1; k=rsa; p={KEY}"


def test_who_does_not_sign_is_told_what_the_relay_must_sign() -> None:
    [remark] = [one for one in seen({}, signers=()) if one.about == "DKIM"]
    assert remark.verdict == "note"
    assert "list-unsubscribe-post" in remark.mend


def test_a_signature_or_return_path_of_strangers_does_not_count() -> None:
    strange = seen({}, sender="other.example.com", returning=HERE)
    assert any("so DMARC does not count it" in one.what for one in strange)
    assert any("so SPF does not count" in one.what for one in strange)


def test_silence_of_the_dns_is_said_and_the_other_questions_are_still_asked() -> None:
    def silent(name: str, kind: str) -> list[str]:
        if name.startswith("_dmarc"):
            raise NoAnswer("the DNS gave no answer about it (Timeout)")
        return RIGHT.get((name, kind), [])

    remarks = look_up(silent, sender=HERE, returning=HERE, signers=(SIGNER,), relays=[RELAY])
    assert any(one.about == "DMARC" and "no answer" in one.what for one in remarks)
    assert any(one.about == "PTR" and one.verdict == "good" for one in remarks)


def test_the_organisation_is_found_by_walking_up_the_tree() -> None:
    walk = {
        ("_dmarc.council.gov.example", "TXT"): ["v=DMARC1; p=none"],
        ("_dmarc.gov.example", "TXT"): ["v=DMARC1; p=none; psd=y"],
        ("_dmarc.apart.example.com", "TXT"): ["v=DMARC1; p=none; psd=n"],
        ("_dmarc.example.com", "TXT"): ["v=DMARC1; p=none"],
    }
    ask = asking(walk)
    assert organisation(ask, "news.council.gov.example") == "council.gov.example"
    assert organisation(ask, "mail.apart.example.com") == "apart.example.com"
    assert organisation(ask, "mail.other.example.com") == "example.com"
    assert organisation(ask, "a.b.c.d.e.f.g.h.i.example.com") == "example.com"
    assert organisation(ask, "alone.example.net") == "alone.example.net"
