"""Ports for servers that must be told their number before they start."""

import random
import socket

FIRST, LAST = 10_000, 32_000
"""Below the range from which the kernel takes the near ends of outgoing connections."""

_kept: list[int] = []  # descriptors


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on, and that no other caller on this machine is given.

    Two servers told the same number do not always notice: both may listen, and each gets half of the
    callers. So the number is kept for the life of this process by holding its UDP twin, which only one can.
    """
    for port in random.sample(range(FIRST, LAST), 200):
        token = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            token.bind(("127.0.0.1", port))
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", port))
        except OSError:
            token.close()
            continue
        _kept.append(token.detach())
        return port
    raise RuntimeError("none of 200 ports could be had")
