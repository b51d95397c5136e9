"""A parser of reports that does what a report tells it: for the child that reads reports."""

import os

from publisher.delivery.feedback.apart import report_confined


def parse(raw: bytes, came_to: str, list_domain: str) -> bytes:
    """Spins, hoards, crashes or stumbles where the report says so; else reads it as always."""
    while b"please spin" in raw:
        pass
    if b"please hoard" in raw:
        return bytes(2_000_000_000)
    if b"please crash" in raw:
        os.abort()
    if b"please stumble" in raw:
        raise RecursionError
    if b"please babble" in raw:
        print("and nobody hears it")
    return report_confined(raw, came_to, list_domain)
