"""Preflight: what is looked at before an issue may go, a small file each."""

from publisher.preflight.checks import check

__all__ = ["check"]
