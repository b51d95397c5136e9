"""Every public address of the service, its tag URIs, and the signed tokens of personal links."""

import base64
import hmac
from dataclasses import dataclass

PURPOSES = {"leave": b"l", "return": b"r", "confirm": b"c", "preferences": b"p"}
MAC_BYTES = 16


@dataclass(frozen=True)
class Links:
    """Makes absolute addresses under `base_url` and tokens under `keys` (the first signs, all verify).

    `tag_authority` is fixed at installation ("westmere.example.org,2026"), so that ids outlive moves.
    """

    base_url: str
    tag_authority: str
    keys: tuple[bytes, ...]

    def page(self, path: str = "") -> str:
        """The absolute address of a page: '' is the front page."""
        return f"{self.base_url.rstrip('/')}/{path.lstrip('/')}"

    def entry(self, slug: str) -> str:
        """An entry's own page."""
        return self.page(f"entry/{slug}")

    def correction(self, slug: str, number: int) -> str:
        """The page of an entry's correction, 1 being the first."""
        return self.page(f"entry/{slug}/correction-{number}")

    def publication(self, key: str) -> str:
        """The page of a publication, with its past issues."""
        return self.page(f"publication/{key}")

    def issue(self, publication: str, number: int) -> str:
        """The page of one issue; it never changes."""
        return self.page(f"publication/{publication}/{number}")

    def feed(self, scope: str, suffix: str) -> str:
        """A feed. scope: 'all', 'audience/KEY', 'kind/KEY', 'topic/KEY'; suffix: 'atom' or 'rss'."""
        return self.page(f"feeds/{scope}.{suffix}")

    def leave(self, token: str) -> str:
        """The page on which a subscription is left (RFC 8058 posts to it); token: signed for 'leave'."""
        return self.page(f"leave/{token}")

    def tag(self, path: str) -> str:
        """A tag URI (RFC 4151): entry/SLUG, entry/SLUG/correction-N, feed/SCOPE."""
        return f"tag:{self.tag_authority}:{path}"

    def sign(self, purpose: str, number: int) -> str:
        """A token of at most 40 lower-case base32 characters that names `number` for one purpose only."""
        body = number.to_bytes(max(4, (number.bit_length() + 7) // 8), "big")
        mac = hmac.digest(self.keys[0], PURPOSES[purpose] + body, "sha256")[:MAC_BYTES]
        return base64.b32encode(body + mac).decode("ascii").rstrip("=").lower()

    def verify(self, purpose: str, token: str) -> int | None:
        """The number a genuine token names, else None. Compares in constant time; case does not matter."""
        if not 0 < len(token) <= 40 or not token.isascii():
            return None
        try:
            raw = base64.b32decode(token.upper() + "=" * (-len(token) % 8))
        except ValueError:
            return None
        body, mac = raw[:-MAC_BYTES], raw[-MAC_BYTES:]
        genuine = [
            hmac.compare_digest(mac, hmac.digest(key, PURPOSES[purpose] + body, "sha256")[:MAC_BYTES])
            for key in self.keys
        ]
        number = int.from_bytes(body, "big")
        # Base32 has spare bits: only the one spelling that `sign` writes is genuine.
        canonical = base64.b32encode(raw).decode("ascii").rstrip("=").lower() == token.lower()
        return number if any(genuine) and canonical and len(body) >= 4 else None
