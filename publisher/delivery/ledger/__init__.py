"""The ledger: every delivery's state, and the few acts that may change it."""
