"""The clauses of a draft: where a comment belongs, what a department answers for, what 会签 binds.

A clause is one 第×条 where the draft has them, else the smallest numbered block (一、 or （一）).
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass

_ARTICLE = re.compile(
    r"^\s*(第[一二三四五六七八九十百千零〇\d]{1,7}条(?:之[一二三四五六七八九十])?)"
)
_CHAPTER = re.compile(r"^\s*第[一二三四五六七八九十百零〇\d]{1,5}[章节编]")
_LEVEL1 = re.compile(r"^\s*([一二三四五六七八九十百]{1,4}、)")
_LEVEL2 = re.compile(r"^\s*([（(][一二三四五六七八九十百]{1,4}[）)])")


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause: paragraphs first…last (0-based, inclusive) of the body; text is all of them."""

    id: str
    label: str
    first: int
    last: int
    text: str
    hash: str

    @property
    def bookmark(self) -> str:
        """The hidden bookmark that carries the clause through Word."""
        return f"_ht_{self.id}"


def find_clauses(paragraphs: Sequence[str]) -> tuple[Clause, ...]:
    """Cut the body's paragraphs (with their automatic numbers) into clauses, none left out."""
    articles = sum(bool(_ARTICLE.match(text)) for text in paragraphs) >= 2
    starts: list[tuple[int, str]] = []
    level1 = ""
    for index, text in enumerate(paragraphs):
        label = ""
        if articles:
            label = _article_label(text)
        elif match := _LEVEL1.match(text):
            level1 = label = match[1].rstrip("、") + "、"
        elif match := _LEVEL2.match(text):
            label = level1 + match[1].replace("(", "（").replace(")", "）")
        if label:
            starts.append((index, label))
    if not starts or starts[0][0] > 0:
        starts.insert(0, (0, "标题和开头"))
    ends = [start for start, _ in starts[1:]] + [len(paragraphs)]
    clauses = []
    seen: dict[str, int] = {}
    for number, ((first, label), end) in enumerate(zip(starts, ends, strict=True), 1):
        seen[label] = seen.get(label, 0) + 1
        if seen[label] > 1:
            label = f"{label}（第{seen[label]}处）"
        text = "\n".join(paragraphs[first:end])
        clauses.append(
            Clause(f"c{number:03d}", label, first, max(first, end - 1), text, digest(text))
        )
    return tuple(clauses)


def _article_label(text: str) -> str:
    if match := _ARTICLE.match(text):
        return match[1]
    if _CHAPTER.match(text) and len(text) <= 40:
        return "".join(text.split())[:12]
    return ""


def digest(text: str) -> str:
    """The hash of a clause's text; spaces at the ends of paragraphs do not count."""
    plain = "\n".join(line.strip() for line in text.split("\n"))
    return hashlib.sha256(plain.encode("utf-8")).hexdigest()[:16]


def clause_at(clauses: Sequence[Clause], paragraph: int) -> Clause:
    """The clause in which a paragraph of the body lies (the last one beyond the end)."""
    for clause in clauses:
        if clause.first <= paragraph <= clause.last:
            return clause
    return clauses[-1]


def place_of(
    clauses: Sequence[Clause], paragraph: int, cells: Collection[int] = frozenset()
) -> str:
    """``第三条第2款`` or ``二、（一）第3段``: a place as people quote it.

    cells: the paragraphs that lie in tables; they are no 款 and are called 表格.
    """
    clause = clause_at(clauses, paragraph)
    if paragraph in cells:
        return f"{clause.label}的表格"
    offset = sum(n not in cells for n in range(clause.first, paragraph))
    if offset == 0:
        return clause.label
    if _ARTICLE.match(clause.label):
        return f"{clause.label}第{offset + 1}款"
    return f"{clause.label}第{offset + 1}段"


def find_label(clauses: Sequence[Clause], words: str) -> Clause | None:
    """The clause that someone means by ``第三条``, ``第3条第二款``, ``二（一）`` or ``c004``."""
    wanted = _plain(_numbered(words, clauses))
    if not wanted:
        return None
    for clause in clauses:
        if wanted in (clause.id, _plain(clause.label)):
            return clause
    best = [clause for clause in clauses if wanted.startswith(_plain(clause.label))]
    return max(best, key=lambda clause: len(clause.label), default=None)


def _numbered(words: str, clauses: Sequence[Clause]) -> str:
    """A bare number as people fill it in: ``5`` means 第五条, or 五、 without articles."""
    match = re.fullmatch(r"\s*(\d{1,3}|[一二三四五六七八九十百]{1,5})[条、.．]?\s*", words)
    if match is None:
        return words
    number = chinese_number(int(match[1])) if match[1].isdigit() else match[1]
    articles = any(_ARTICLE.match(clause.label) for clause in clauses)
    return f"第{number}条" if articles else f"{number}、"


def _plain(label: str) -> str:
    text = re.sub(r"[\s、（）()。.，,“”\"]", "", label)
    return re.sub(r"第(\d+)条", lambda m: f"第{chinese_number(int(m[1]))}条", text)


def chinese_number(value: int) -> str:
    """1…999 in Chinese numerals, as articles are numbered."""
    digits = "零一二三四五六七八九"
    if value < 10:
        return digits[value]
    if value < 20:
        return "十" + (digits[value % 10] if value % 10 else "")
    if value < 100:
        return digits[value // 10] + "十" + (digits[value % 10] if value % 10 else "")
    rest = value % 100
    tail = "" if not rest else ("零" + digits[rest] if rest < 10 else _tens(rest))
    return digits[value // 100] + "百" + tail


def _tens(value: int) -> str:
    return ("一" if value < 20 else "") + chinese_number(value)


def clauses_json(clauses: Sequence[Clause]) -> str:
    """The content of ``base/rN.clauses.json``: id, bookmark, place, text hash of every clause."""
    rows = [{**asdict(clause), "bookmark": clause.bookmark} for clause in clauses]
    for row in rows:
        row["text"] = str(row["text"])[:40]
    return json.dumps(rows, ensure_ascii=False, indent=1)
