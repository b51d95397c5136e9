"""The placeholders of a rendered edition: words that stand where each reader's own text is spliced in.

Plain URL-safe words, so that neither premailer nor an address can change them; lower case, as hosts and
mail systems may fold case.
"""

import re

LEAVE = "xslotleavetokenx"
"""The token of the reader's leaving address: BASE/leave/LEAVE."""

ADDRESS = "xslotaddressx"
"""The reader's address; HTML-escaped where it is spliced into HTML."""

_WORDS = re.compile(f"{LEAVE}|{ADDRESS}")


def disarmed(written: str) -> str:
    """What people wrote, with any placeholder broken by a hyphen: only a template may ask for a reader's own.

    Otherwise an entry taken in from elsewhere could put every reader's token into an address of its choice.
    """
    return _WORDS.sub(lambda word: f"x-{word[0][1:]}", written)
