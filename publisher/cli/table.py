"""The commands: name, module and one line each. Nothing else may be imported here."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Command:
    """Where a command lives and what it does, in one line."""

    module: str
    line: str


COMMANDS = {
    "demo": Command("publisher.cli.demo", "Play the sample year into the outbox, then serve the site."),
    "serve": Command("publisher.cli.serve", "Run web, clock and posting together."),
    "web": Command("publisher.cli.web", "Run the web server alone."),
    "clock": Command("publisher.cli.clock", "Run the clock alone: release entries, fire slots."),
    "check": Command("publisher.cli.check", "Check schedule, settings and templates."),
    "import": Command("publisher.cli.importing", "Take in entries from files, pages and feeds."),
    "entries": Command("publisher.cli.entries", "List, show, edit, release, withdraw and export entries."),
    "issues": Command("publisher.cli.issues", "Draft, edit, submit and approve issues."),
    "schedule": Command("publisher.cli.schedule", "List the coming slots; hold, skip or move one."),
    "publish": Command("publisher.cli.publish", "Publish one publication now."),
    "runs": Command("publisher.cli.runs", "List runs, show their books, steer them."),
    "post": Command("publisher.cli.post", "Send what is owed, then stop."),
    "preview": Command("publisher.cli.preview", "Show a publication as a reader would get it."),
    "rehearse": Command("publisher.cli.rehearse", "Play the schedule ahead on a pretend clock."),
    "explain": Command("publisher.cli.explain", "Say what one person gets, and why."),
    "subscribers": Command("publisher.cli.subscribers", "Import, export, show, end and erase subscribers."),
    "bounce": Command("publisher.cli.bounce", "Take in a report of what came back, on standard input."),
    "worker": Command("publisher.cli.worker", "Post batches, on any number of machines."),
    "backup": Command("publisher.cli.backup", "Write a copy of the database while it runs."),
    "restore": Command("publisher.cli.restore", "Bring a backup back, checked and locked."),
}
