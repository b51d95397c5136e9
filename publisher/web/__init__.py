"""The site: archive pages, feeds, leaving, and the outbox while no mail leaves."""

from publisher.web.app import create

__all__ = ["create"]
