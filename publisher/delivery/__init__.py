"""Delivery: what is owed to whom, the messages, the transports that hand them over, and the books."""
