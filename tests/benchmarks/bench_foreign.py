"""Fix every Word file of a folder as if it were a notice to be laid out, and see what is lost.

Run: python tests/benchmarks/bench_foreign.py FOLDER…
Each file that can be read is fixed tracked and plain, safe and all, by the standard's layout; then
fixed again. Pictures, fields, notes, formulas, controls and marks of others must all be there.
"""

from __future__ import annotations

import io
import sys
import time
import zipfile
from collections import Counter
from datetime import datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from lxml import etree  # noqa: E402

from pipeline.errors import HongtouError  # noqa: E402
from pipeline.lint.engine import Settings, lint, lint_document  # noqa: E402
from pipeline.lint.mending import AUTHOR, mended  # noqa: E402
from pipeline.lint.rules import load_rules  # noqa: E402
from pipeline.word.document import read_document  # noqa: E402
from pipeline.word.marks import ALL_MARKS  # noqa: E402
from pipeline.word.ooxml import AUTHOR as W_AUTHOR  # noqa: E402
from pipeline.word.ooxml import MATH, TXBX, W  # noqa: E402
from pipeline.word.package import open_package  # noqa: E402

WAYS = {
    "tracked, safe": {},
    "tracked, all": {"unsafe": True},
    "plain, all": {"unsafe": True, "tracked": False},
}
KEPT = (
    MATH + "oMath",
    *(W + name for name in (
        "drawing", "pict", "object", "footnoteReference", "endnoteReference", "instrText",
        "fldChar", "bookmarkStart", "bookmarkEnd", "commentRangeStart", "sdtPr", "hyperlink",
    )),
)  # fmt: skip


def census(data: bytes) -> Counter[tuple[str, ...]]:
    """What must survive: parts by name, objects by their XML, marks of others by kind and author.
    An object with a text box in it counts by its tag, since the text in it may be mended."""
    found: Counter[tuple[str, ...]] = Counter()
    with zipfile.ZipFile(io.BytesIO(open_package(data).to_bytes())) as source:
        for name in source.namelist():
            if name.endswith("/"):
                continue
            found["part", name] += 1
            if not name.endswith(".xml") or "omments" in name:
                continue
            try:
                root = etree.fromstring(source.read(name))
            except etree.XMLSyntaxError:  # a part no word processor reads either
                continue
            for item in root.iter(*KEPT, *ALL_MARKS):
                if item.tag in ALL_MARKS:
                    found["mark", item.tag, item.get(W_AUTHOR, "")] = 1
                elif item.tag == W + "hyperlink":
                    found[(item.tag, *sorted(item.attrib.values()))] += 1
                elif next(item.iter(TXBX), None) is not None:
                    found["box", item.tag] += 1
                else:
                    found["object", etree.tostring(item, method="c14n", with_tail=False).hex()] += 1
    return found


def main(folders: list[str]) -> None:
    rules = load_rules(())
    settings = Settings(genre="通知", layout="文件", profile="gbt9704-2012", ignore=("SPELL",))
    total: Counter[str] = Counter()
    started = time.perf_counter()
    for path in sorted(p for folder in folders for p in Path(folder).rglob("*.docx")):
        total["files"] += 1
        try:
            report = lint(path, rules=rules, settings=settings)
        except HongtouError:
            total["refused with a sentence"] += 1
            continue
        before = census(path.read_bytes())
        for way, options in WAYS.items():
            done = mended(report, rules, settings, now=datetime(2026, 1, 1), **options)
            total[f"{way}: edits made"] += done.made
            total[f"{way}: edits left"] += done.left
            lost = before - census(done.data)
            if lost:
                print(f"LOST {way} {path}: {list(lost)[:2]}"[:300])
                total[f"{way}: files that lost something"] += 1
            again = lint_document(read_document(open_package(done.data)), rules, settings, "")
            if mended(again, rules, settings, now=datetime(2026, 1, 1), **options).made:
                print(f"NOT SETTLED {way} {path}")
                total[f"{way}: files not settled"] += 1
    print(f"author of the marks: {AUTHOR}; {time.perf_counter() - started:.0f} s")
    for name, number in total.items():
        print(f"| {name} | {number} |")


if __name__ == "__main__":
    main(sys.argv[1:])
