"""A Word document becomes blocks, by way of HTML. Runs confined; nothing it points to is fetched."""

import re
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO

import mammoth
from lxml import etree

from publisher.entries.importers.archive import read_archive
from publisher.entries.importers.block import Block, Place
from publisher.entries.importers.html import read_html
from publisher.errors import refuse

STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='Subtitle'] => p:fresh
p[style-name^='Heading 7'] => h6:fresh
p[style-name^='Heading 8'] => h6:fresh
p[style-name^='Heading 9'] => h6:fresh
"""
DOCUMENT = "word/document.xml"
_DTD = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_EDGES = re.compile(r"^word/(header|footer)\d*\.xml$")


def read_word(data: bytes, name: str) -> list[Block]:
    """The blocks of a .docx; lines are numbered by its paragraphs. Its headers and footers come last.

    Raises Refused for what is no Word document, is beyond the archive limits, or has a DTD.
    """
    parts = read_archive(data, name)
    if DOCUMENT not in parts:
        raise refuse(
            "it is no Word document: its text is missing",
            where=name,
            mend="open it in Word and save it as .docx",
            code="not_docx",
        )
    for part, content in parts.items():
        if part.endswith((".xml", ".rels")) and (_DTD.search(content) or _hidden_dtd(content)):
            raise refuse(
                "it declares a document type or entities, which Word never does",
                where=f"{name}, {part[:80]}",
                mend="open it in Word and save it again",
                code="xml_dtd_forbidden",
            )
    result = mammoth.convert_to_html(
        BytesIO(data),
        style_map=STYLES,
        convert_image=mammoth.images.img_element(_named),
        external_file_access=False,
    )
    blocks = read_html(result.value.encode(), name)
    numbered = [replace(block, lines=((n, block.lines[0][1]),)) for n, block in enumerate(blocks, 1)]
    numbered += list(_edges(parts, len(numbered)))
    if any(part.endswith("vbaProject.bin") for part in parts):
        numbered.append(Block(((len(numbered) + 1, "macros"),), "", form="image"))
    return numbered


def _hidden_dtd(content: bytes) -> bool:
    """A DTD in UTF-16, which a search for ASCII does not see."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in content[:8]:
        return bool(_DTD.search(content.replace(b"\0", b"")))
    return False


def _named(image: mammoth.documents.Image) -> dict[str, str]:
    return {"src": "", "alt": image.alt_text or "picture"}


def _edges(parts: dict[str, bytes], last: int) -> Iterator[Block]:
    """What stands in running headers and footers, each line once."""
    seen: set[str] = set()
    parser = etree.XMLParser(no_network=True, resolve_entities=False, load_dtd=False)
    for part in sorted(parts):
        edge = _EDGES.match(part)
        if not edge:
            continue
        place: Place = "header" if edge[1] == "header" else "footer"
        for paragraph in etree.fromstring(parts[part], parser).iter(f"{_W}p"):
            text = " ".join(
                "".join(node.text or " " for node in paragraph.iter(f"{_W}t", f"{_W}tab")).split()
            )
            if text and text not in seen:
                seen.add(text)
                last += 1
                yield Block(((last, text),), text, place=place)
