"""Parsers of foreign documents run in a child process with limits, so that none can stop the service.

The child gets bytes and gives bytes. It has no network, writes no file, starts no program, and ends when its
time, its memory or its output is used up. What it refuses comes back as the refusal it is. `confined` has a
child of its own for one document; a `Cell` keeps one for many small ones.
"""

from publisher.confine.cell import Cell
from publisher.confine.limits import DEFAULT, Limits, Parser
from publisher.confine.once import confined

__all__ = ["DEFAULT", "Cell", "Limits", "Parser", "confined"]
