"""The owner of transactions: here runs open and close, and what is then owed becomes jobs of workers."""

from publisher.jobs.hearing import hear_back, tell_unread
from publisher.jobs.opening import close, fire, open_one

__all__ = ["close", "fire", "hear_back", "open_one", "tell_unread"]
