"""What a refusal means that is ours to mend, in words for the office: one table of codes."""

from publisher.delivery.feedback.report import Kind
from publisher.delivery.feedback.status import ENHANCED, kind_of

# RFC 3463, 7372 and 7505; 5.7.27 to 5.7.32 as Gmail uses them, 5.7.5xx and 5.7.6xx as Microsoft does.
MEANINGS = {
    "1.7": "the sender's address is not one that the receiving server accepts",
    "1.8": "the domain of the sender's address does not exist, or takes no mail",
    "2.3": "the message is larger than this mailbox takes",
    "3.4": "the message is larger than the receiving server takes",
    "7.1": "the receiving server does not want mail from this sender or relay",
    "7.20": "the message carries no DKIM signature that holds",
    "7.21": "the message carries no DKIM signature that this server accepts",
    "7.22": "the DKIM signature is not of the domain in From",
    "7.23": "SPF failed: the relay is not among the servers that may send for our domain",
    "7.24": "our SPF record cannot be evaluated: it has a mistake, or asks for too much",
    "7.25": "the relay's address has no name that leads back to it (PTR record)",
    "7.26": "the message is not authenticated: neither SPF nor DKIM passes for our domain",
    "7.27": "SPF does not pass for our domain",
    "7.28": "too much mail at once, or too much that readers called spam, came from us",
    "7.29": "the relay did not use an encrypted connection (TLS)",
    "7.30": "DKIM does not pass for our domain",
    "7.32": "the domain in From is neither the one that SPF passed for nor the one that signed",
    "7.509": "DMARC fails for our domain, and our own record asks to refuse such mail",
    "7.511": "the receiving service has blocked the relay",
    "7.515": "SPF, DKIM and DMARC must all pass for our domain: this service asks it of large senders",
    "7.606": "the relay's address is on the receiving service's block list",
}
SUBJECTS = {
    "6": "the receiving server objects to the message's own form",
    "7": "refused for reasons of security, authentication or reputation",
}


def meaning(said: str) -> str:
    """What `said` (a reply, a diagnostic, a status) means in words, if it is ours to mend; else empty."""
    found = ENHANCED.search(said)
    if found is None or kind_of(f"5.{found[2]}.{found[3]}") is not Kind.POLICY:
        return ""
    return MEANINGS.get(f"{found[2]}.{found[3]}") or SUBJECTS.get(found[2], "")
