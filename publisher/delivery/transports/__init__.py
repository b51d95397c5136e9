"""Transports: ways to hand a message to the world."""
