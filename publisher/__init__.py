"""Dated entries in; edited issues, audience digests and feeds out; and proof of what was sent to whom."""
