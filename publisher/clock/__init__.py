"""The clock: wakes, releases, plans, fires and closes; the database decides what that comes to."""
