"""Small Word documents, made as Word makes them: the parts that a reader needs, and no more."""

import zipfile
from collections.abc import Sequence
from io import BytesIO
from xml.sax.saxutils import escape

TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)
LINKS = (
    '<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    "{}</Relationships>"
)
STYLES = (
    '<?xml version="1.0" encoding="UTF-8"?><w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    '<w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Heading2"><w:name w:val="heading 2"/></w:style></w:styles>'
)
NUMBERING = (
    '<?xml version="1.0" encoding="UTF-8"?><w:numbering xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
)
OPENING = (
    '<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><w:body>'
)


def run(text: str, *, bold: bool = False, link: str = "") -> str:
    """A stretch of text; link: the id of its relationship."""
    look = "<w:rPr><w:b/></w:rPr>" if bold else ""
    made = f'<w:r>{look}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'
    return f'<w:hyperlink r:id="{link}">{made}</w:hyperlink>' if link else made


def paragraph(*runs: str, style: str = "", bullet: bool = False) -> str:
    """A paragraph of runs; plain strings count as one run."""
    inner = "".join(one if one.startswith("<w:") else run(one) for one in runs)
    look = f'<w:pStyle w:val="{style}"/>' if style else ""
    look += '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>' if bullet else ""
    return f"<w:p><w:pPr>{look}</w:pPr>{inner}</w:p>"


def table(*rows: Sequence[str]) -> str:
    """A table of text cells."""
    made = "".join(
        "<w:tr>" + "".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) + "</w:tr>" for row in rows
    )
    return f"<w:tbl>{made}</w:tbl>"


def word(*parts: str, links: dict[str, str] | None = None, more: dict[str, str] | None = None) -> bytes:
    """A .docx of `parts`; links: id → address; more: further parts by name."""
    relations = "".join(
        f'<Relationship Id="{key}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink" '
        f'Target="{escape(address)}" TargetMode="External"/>'
        for key, address in (links or {}).items()
    )
    relations += (
        '<Relationship Id="rIdS" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/>'
        '<Relationship Id="rIdN" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/numbering" Target="numbering.xml"/>'
    )
    files = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": RELATIONS,
        "word/_rels/document.xml.rels": LINKS.format(relations),
        "word/document.xml": OPENING + "".join(parts) + "</w:body></w:document>",
        "word/styles.xml": STYLES,
        "word/numbering.xml": NUMBERING,
        **(more or {}),
    }
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


def newsletter() -> bytes:
    """An umbrella body's newsletter as somebody typed it in Word: headings half styled, half bold."""
    return word(
        paragraph("Moorland Children’s Alliance", style="Title"),
        paragraph(run("Newsletter No. 7, May 2026", bold=True)),
        paragraph("Updates", style="Heading1"),
        paragraph(run("Respite breaks", bold=True)),
        paragraph("Families who foster can now ask for two weekends a year. ", run("Read the rules", link="r1"), "."),
        paragraph(run("School nurses – new team", bold=True)),
        paragraph("The school nurses’ team has moved to the health centre. Their number has not changed."),
        paragraph("Training", style="Heading1"),
        table(
            ("Title", "When", "Where", "Cost"),
            ("Safer recruitment", "Tuesday 9 June 2026, 9.30am to 1pm", "Online", "£25; members £15"),
            ("Trauma and the teenage brain, Level 2", "Thursday 2 July 2026, 10am–4pm", "Moor House", "£60"),
        ),
        paragraph("Vacancies", style="Heading1"),
        paragraph(run("Trustee: ", bold=True), "We look for two trustees with an eye for money. Apply by 12 June 2026."),
        paragraph(run("Play leader: ", bold=True), "Twelve hours a week in the school holidays. Closing date 29 May 2026."),
        paragraph("Deadlines", style="Heading1"),
        paragraph(run("Annual return", bold=True)),
        paragraph("Please send your annual return by 30 June 2026:"),
        paragraph("numbers of children", bullet=True),
        paragraph("names of two safeguarding leads", bullet=True),
        links={"r1": "https://moorland.example.org/respite"},
        more={
            "word/footer1.xml": '<w:ftr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
            + paragraph("Moorland Children’s Alliance · 1 High Street")
            + "</w:ftr>"
        },
    )  # fmt: skip
