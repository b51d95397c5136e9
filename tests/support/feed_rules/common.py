"""Rules that Atom and RSS share: addresses, tag URIs, titles, HTML inside."""

import re
from collections.abc import Iterator
from html.entities import name2codepoint
from html.parser import HTMLParser
from urllib.parse import urlsplit

from lxml import etree

TAG = re.compile(
    r"tag:([a-z0-9\-._]+?@)?[a-z0-9.\-]+?,\d{4}(-\d{2}(-\d{2})?)?:[0-9a-zA-Z;/?:@&=+$.\-_!~*'()%,]*\Z"
)
URI = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[0-9A-Za-z;/?:@&=+$.\-_!~*'()%,#\[\]]+\Z")
MEDIA = re.compile(r"[^\s()<>,;:\\\"/\[\]?=]+/[^\s()<>,;:\\\"/\[\]?=]+\Z")
FORBIDDEN = {"script", "style", "iframe", "object", "embed", "form", "input", "meta", "link", "base", "frame"}
ATTRIBUTES = {"href", "title", "src", "alt", "width", "height", "start", "rel", "lang", "dir", "align"}


def parse(body: bytes) -> etree._Element:
    """Well-formed, in UTF-8, saying so, without a doctype."""
    assert body.startswith(b"<?xml version='1.0' encoding='UTF-8'?>")
    assert b"<!DOCTYPE" not in body
    body.decode("utf-8")
    return etree.fromstring(body, etree.XMLParser(resolve_entities=False))


def only(parent: etree._Element, name: str) -> tuple[str, list[str]]:
    """The text of the one child `name`, and what is wrong if there is not exactly one with text."""
    found = parent.findall(name)
    if len(found) != 1 or not (found[0].text or "").strip():
        return "", [f"{parent.tag!r} has {len(found)} of {name}, or an empty one"]
    text = found[0].text or ""
    return text, [] if text == text.strip() else [f"white space around {name}"]


def uri_wrongs(value: str, what: str, *, web: bool = True) -> Iterator[str]:
    if not URI.match(value):
        yield f"{what} is no absolute URI: {value!r}"
    elif web and (urlsplit(value).scheme not in ("http", "https") or not urlsplit(value).hostname):
        yield f"{what} is no web address: {value!r}"


def id_wrongs(value: str) -> Iterator[str]:
    if not TAG.match(value):
        yield f"no tag URI: {value!r}"


def plain_wrongs(value: str, what: str) -> Iterator[str]:
    """A text that is not meant as HTML must not look like it."""
    if re.search(r"</?[A-Za-z]", value):
        yield f"{what} holds markup: {value!r}"
    for name in re.findall(r"&(#?\w+);", value):
        if name in name2codepoint or name == "apos" or name.startswith("#"):
            yield f"{what} holds the entity &{name};: {value!r}"


def html_wrongs(value: str, what: str) -> list[str]:
    """Safe, absolute, balanced."""
    reader = _Reader(what)
    reader.feed(value)
    reader.close()
    if reader.open:
        reader.wrongs.append(f"{what} leaves {reader.open} open")
    return reader.wrongs


class _Reader(HTMLParser):
    def __init__(self, what: str) -> None:
        super().__init__()
        self.what, self.wrongs, self.open = what, list[str](), list[str]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in FORBIDDEN:
            self.wrongs.append(f"{self.what} holds <{tag}>")
        for name, value in attrs:
            if name not in ATTRIBUTES:
                self.wrongs.append(f"{self.what} holds the attribute {name}")
            if name in ("href", "src") and not re.match(r"(https?|mailto|tel):", value or ""):
                self.wrongs.append(f"{self.what} refers to {value!r}")
        if tag not in ("br", "hr", "img"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrongs.append(f"{self.what} closes <{tag}> that is not open")
