"""Measures rendered pages in millimetres: ink on the page image, characters in the PDF."""

from __future__ import annotations

import io
from dataclasses import dataclass

import pdfplumber
from PIL import Image, ImageChops

DPI = 300
MM = 25.4 / DPI
STAND_INS = {
    "方正小标宋简体": "Noto Serif CJK SC",
    "仿宋_GB2312": "Noto Serif CJK SC",
    "楷体_GB2312": "AR PL UKai CN",
    "黑体": "Noto Sans CJK SC",
    "宋体": "Noto Serif CJK SC",
}


@dataclass
class Ruled:
    """A horizontal line on the page, mm from the paper's top left corner."""

    top: float
    bottom: float
    left: float
    right: float

    @property
    def width(self) -> float:
        return self.right - self.left


class Page:
    """One rendered page."""

    def __init__(self, page) -> None:
        self.page = page
        self.width = float(page.width) / 72 * 25.4
        self.height = float(page.height) / 72 * 25.4
        picture = page.to_image(resolution=DPI).original.convert("RGB")
        red, green, _blue = picture.split()
        dark = green.point(lambda v: 255 if v < 140 else 0)
        bright = red.point(lambda v: 255 if v > 150 else 0)
        self.red = ImageChops.multiply(dark, bright)
        self.black = ImageChops.multiply(dark, ImageChops.invert(bright))

    def ink(self, color: str = "black", *, top=0.0, bottom=None, left=0.0, right=None) -> Ruled:
        """The box of the ink of one colour inside a region (mm)."""
        mask: Image.Image = getattr(self, color)
        box = (
            round(left / MM), round(top / MM),
            round((right or self.width) / MM), round((bottom or self.height) / MM),
        )  # fmt: skip
        found = mask.crop(box).getbbox()
        assert found, f"no {color} ink between {top} and {bottom} mm"
        x0, y0, x1, y1 = found
        return Ruled((box[1] + y0) * MM, (box[1] + y1) * MM, (box[0] + x0) * MM, (box[0] + x1) * MM)

    def rules(self, color: str = "black", least: float = 120) -> list[Ruled]:
        """Horizontal lines longer than ``least`` mm, from the top down."""
        mask: Image.Image = getattr(self, color)
        width, height = mask.size
        data = mask.tobytes()
        found: list[Ruled] = []
        for y in range(height):
            row = data[y * width : (y + 1) * width]
            if row.count(255) * MM < least:
                continue
            left, right = row.find(255) * MM, (row.rfind(255) + 1) * MM
            if found and abs(found[-1].bottom - y * MM) < 1.5 * MM:
                found[-1].bottom = (y + 1) * MM
            else:
                found.append(Ruled(y * MM, (y + 1) * MM, left, right))
        return found

    def lines(self, size: float = 16) -> list[tuple[float, str]]:
        """(top in mm, text) of the lines set in ``size`` pt."""
        rows: dict[int, list] = {}
        for char in self.page.chars:
            if abs(char["size"] - size) < 0.3 and char["text"].strip():
                rows.setdefault(round(char["bottom"]), []).append(char)
        return [
            (row[0]["bottom"] / 72 * 25.4, "".join(c["text"] for c in sorted(row, key=_x)))
            for _, row in sorted(rows.items())
        ]

    def find(self, text: str) -> Ruled:
        """The box of ``text`` by its characters (mm)."""
        chars = self.page.chars
        joined = "".join(char["text"] for char in chars)
        start = joined.find(text)
        assert start >= 0, f"{text} not on the page: {joined[:200]}"
        part = chars[start : start + len(text)]
        scale = 25.4 / 72
        return Ruled(
            min(c["top"] for c in part) * scale, max(c["bottom"] for c in part) * scale,
            min(c["x0"] for c in part) * scale, max(c["x1"] for c in part) * scale,
        )  # fmt: skip


def _x(char) -> float:
    return char["x0"]


def pages_of(made) -> list[Page]:
    """The pages of a Draft as LibreOffice lays them out."""
    from pipeline.word.render import render_pdf

    pdf = pdfplumber.open(io.BytesIO(render_pdf(made.to_bytes(), stand_ins=STAND_INS)))
    return [Page(page) for page in pdf.pages]
