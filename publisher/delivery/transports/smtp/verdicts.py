"""The reply table: where a reply came and what it was → the letter's outcome, and the lane's lot. Pure."""

from typing import Literal, NamedTuple

from publisher.delivery.transports.smtp.replies import Reply
from publisher.delivery.transports.transport import Outcome

Step = Literal["MAIL", "RCPT", "DATA", "DOT", "RSET", "LONE", "QUIT"]
Lane = Literal["well", "same", "slow", "full", "ill", "stopped"]


class Verdict(NamedTuple):
    """lane — well: works; same: says nothing of it; slow: asks for less; full: a 421, it has enough
    connections; ill: a failure of the connection; stopped: refuses us altogether, a person must look."""

    outcome: Outcome
    lane: Lane


def judge(step: Step, reply: Reply) -> Verdict:
    """What a reply that is no success at `step` means, or what 250 to the dot means."""
    code, enhanced = str(reply.code), reply.enhanced
    text = reply.text[:500]
    if reply.code == 421:
        if step == "DOT":
            return Verdict(Outcome("deferred", code, text), "full")
        return Verdict(Outcome("queued", code, text, counted=False), "full")
    kind = reply.code // 100
    if kind == 4:
        return Verdict(Outcome("deferred", code, text), "slow" if enhanced[:3] == "4.7" else "same")
    if kind == 5 and step == "MAIL" and reply.code != 552:  # 552: this message is too large (RFC 1870 §6.1)
        # The sender is refused, not the reader: nobody's address is to blame.
        return Verdict(Outcome("queued", code, text, counted=False, wait=60.0), "stopped")
    if kind == 5:
        return Verdict(Outcome("rejected", code, text), "well" if step == "DOT" else "same")
    if kind == 2 and step == "DOT":
        return Verdict(Outcome("accepted", code, text), "well")
    return Verdict(Outcome("queued", code, f"out of turn at {step}: {text}", counted=False), "ill")


def lost(reason: str, *, dot_sent: bool) -> Outcome:
    """The connection broke, stalled or spoke garbage while a letter was on it."""
    if dot_sent:
        return Outcome("uncertain", "", reason)
    return Outcome("queued", "", reason, counted=False)
