"""What counts as a web address in entries."""

from urllib.parse import urlsplit


def is_web_address(text: str) -> bool:
    """Whether `text` is an absolute http or https address, without white space or a password."""
    try:
        parts = urlsplit(text)
        host = parts.hostname if "@" not in parts.netloc else ""
    except ValueError:
        return False
    plain = not any(character.isspace() or character in '<>"\\`' for character in text)
    return plain and parts.scheme in ("http", "https") and bool(host)
