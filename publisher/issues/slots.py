"""The words that stand in a rendered edition where each reader's own text is spliced in.

Plain URL-safe words, so that neither premailer nor an address can change them; lower case, as hosts and
mail systems may fold case.
"""

LEAVE = "xslotleavetokenx"
"""The token of the reader's leaving address: BASE/leave/LEAVE."""

ADDRESS = "xslotaddressx"
"""The reader's address; HTML-escaped where it is spliced into HTML."""
