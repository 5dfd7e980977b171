# ruff: noqa: E501 - raw XML reads best on one line
"""Word files for the tests, built from raw XML so that every construct is exact."""

from __future__ import annotations

import io
import zipfile

W_NS = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml" mc:Ignorable="w14 w15"'
)
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml."
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
SECTION = (
    '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="2098" w:right="1474" '
    'w:bottom="1985" w:left="1588" w:header="851" w:footer="1400" w:gutter="0"/></w:sectPr>'
)
STYLES = (
    "<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii='Times New Roman' w:eastAsia='宋体' "
    "w:hAnsi='Times New Roman'/><w:sz w:val='21'/></w:rPr></w:rPrDefault></w:docDefaults>"
    "<w:style w:type='paragraph' w:default='1' w:styleId='a'><w:name w:val='Normal'/></w:style>"
    "<w:style w:type='paragraph' w:styleId='1'><w:name w:val='heading 1'/><w:basedOn w:val='a'/>"
    "<w:pPr><w:outlineLvl w:val='0'/></w:pPr><w:rPr><w:b/><w:sz w:val='32'/></w:rPr></w:style>"
    "<w:style w:type='character' w:styleId='strong'><w:name w:val='Strong'/>"
    "<w:rPr><w:b/></w:rPr></w:style>"
    "<w:style w:type='table' w:default='1' w:styleId='t'><w:name w:val='Normal Table'/></w:style>"
)
KINDS = {
    "styles": "styles+xml",
    "numbering": "numbering+xml",
    "settings": "settings+xml",
    "footnotes": "footnotes+xml",
    "endnotes": "endnotes+xml",
    "comments": "comments+xml",
    "header": "header+xml",
    "footer": "footer+xml",
}


def r(text: str, rpr: str = "") -> str:
    """One run."""
    properties = f"<w:rPr>{rpr}</w:rPr>" if rpr else ""
    return f'<w:r>{properties}<w:t xml:space="preserve">{text}</w:t></w:r>'


def p(*content: str, ppr: str = "") -> str:
    """One paragraph; plain text is put in a run."""
    inner = "".join(c if c.startswith("<") else (r(c) if c else "") for c in content)
    return f"<w:p>{f'<w:pPr>{ppr}</w:pPr>' if ppr else ''}{inner}</w:p>"


def ins(content: str, author: str = "甲", number: int = 1) -> str:
    """Tracked insertion."""
    return f'<w:ins w:id="{number}" w:author="{author}" w:date="2026-01-01T00:00:00Z">{content}</w:ins>'


def deleted(text: str, author: str = "甲", number: int = 2) -> str:
    """Tracked deletion of text."""
    return (
        f'<w:del w:id="{number}" w:author="{author}" w:date="2026-01-01T00:00:00Z"><w:r>'
        f'<w:delText xml:space="preserve">{text}</w:delText></w:r></w:del>'
    )


def mark(kind: str, author: str = "甲", number: int = 3) -> str:
    """Paragraph properties with a tracked mark (``ins`` or ``del``)."""
    return f'<w:rPr><w:{kind} w:id="{number}" w:author="{author}" w:date="2026-01-01T00:00:00Z"/></w:rPr>'


def field(code: str, result: str) -> str:
    """A complex field."""
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {code} </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        f'{r(result)}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def table(*rows: list[str], row_pr: dict[int, str] | None = None) -> str:
    """A table; each cell is text or the XML of its blocks."""
    out = "<w:tbl><w:tblPr/><w:tblGrid>" + '<w:gridCol w:w="2000"/>' * len(rows[0]) + "</w:tblGrid>"
    for index, row in enumerate(rows):
        pr = (row_pr or {}).get(index, "")
        out += f"<w:tr>{f'<w:trPr>{pr}</w:trPr>' if pr else ''}"
        for cell in row:
            out += f"<w:tc><w:tcPr/>{cell if cell.startswith('<') else p(cell)}</w:tc>"
        out += "</w:tr>"
    return out + "</w:tbl>"


def docx(*blocks: str, section: str = SECTION, parts: dict[str, str] | None = None) -> bytes:
    """A whole file. ``parts``: kind (styles, footnotes, header, comments …) → inner XML."""
    parts = {"styles": STYLES, **(parts or {})}
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
        'relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="png" ContentType="image/png"/>'
        f'<Override PartName="/word/document.xml" ContentType="{MAIN}document.main+xml"/>'
    )
    rels = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        files = {}
        for index, (kind, inner) in enumerate(parts.items(), 1):
            root = {"header": "hdr", "footer": "ftr"}.get(kind, kind)
            name = f"{kind}1.xml" if kind in ("header", "footer") else f"{kind}.xml"
            types += f'<Override PartName="/word/{name}" ContentType="{MAIN}{KINDS[kind]}"/>'
            rels += f'<Relationship Id="rId{index}" Type="{REL}{kind}" Target="{name}"/>'
            files[f"word/{name}"] = f"<w:{root} {W_NS}>{inner}</w:{root}>"
        for kind, index in ((k, i) for i, k in enumerate(parts, 1)):
            if kind in ("header", "footer"):
                reference = f'<w:{kind}Reference w:type="default" r:id="rId{index}"/>'
                section = section.replace("<w:sectPr>", "<w:sectPr>" + reference)
        target.writestr("[Content_Types].xml", types + "</Types>")
        target.writestr(
            "_rels/.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="rId1" Type="{REL}officeDocument" Target="word/document.xml"/>'
            "</Relationships>",
        )
        body = f"<w:document {W_NS}><w:body>{''.join(blocks)}{section}</w:body></w:document>"
        target.writestr("word/document.xml", body)
        target.writestr("word/_rels/document.xml.rels", rels + "</Relationships>")
        for name, content in files.items():
            target.writestr(name, content)
    return buffer.getvalue()
