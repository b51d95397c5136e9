"""Fetching from addresses that strangers name: one look-up, public addresses only, small and in time."""

from publisher.outbound.fetching import Answer, fetch
from publisher.outbound.public import is_public

__all__ = ["Answer", "fetch", "is_public"]
