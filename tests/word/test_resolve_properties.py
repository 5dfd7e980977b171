"""Random documents with random nested changes: accepting and rejecting obey their laws."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from word_files import docx

from pipeline.word.document import read_document
from pipeline.word.marks import marked_parts
from pipeline.word.package import Package, open_package
from pipeline.word.resolve import accept_revisions, reject_revisions
from pipeline.word.revisions import list_revisions

AUTHORS = ("甲", "乙", "")
WITHIN = {
    "": ("ins", "del", "moveFrom", "moveTo"),
    "ins": ("del",),
    "del": (),
    "moveFrom": ("ins", "del"),
    "moveTo": ("ins", "del"),
}
SLOW = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])


class _Numbers:
    def __init__(self) -> None:
        self.last = 0

    def by(self, author: str) -> str:
        self.last += 1
        signed = f' w:author="{author}"' if author else ""
        return f'w:id="{self.last}"{signed} w:date="2026-01-0{1 + self.last % 3}T08:00:00Z"'


texts = st.text("天地玄黄宇宙", min_size=1, max_size=3)
authors = st.sampled_from(AUTHORS)


@st.composite
def inlines(draw, numbers: _Numbers, depth: int = 0, inside: str = "") -> str:
    """Runs, marks around them, marks inside marks, fields, formulas, links, controls."""
    choice = draw(st.integers(0, 9 if depth < 3 else 2))
    if choice <= 2:
        return _run(draw, numbers, inside)
    inner = "".join(draw(st.lists(inlines(numbers, depth + 1, inside), min_size=1, max_size=3)))
    if choice <= 6:
        # As the standard allows: nothing in a deletion, deletions in insertions, both in moves.
        kind = draw(st.sampled_from(["", *WITHIN[inside]]))
        if not kind:
            return inner
        inner = "".join(draw(st.lists(inlines(numbers, depth + 1, kind), min_size=1, max_size=3)))
        return f"<w:{kind} {numbers.by(draw(authors))}>{inner}</w:{kind}>"
    if choice == 7:
        return f'<w:hyperlink w:anchor="x">{inner}</w:hyperlink>'
    if choice == 8:
        return f"<w:sdt><w:sdtPr/><w:sdtContent>{inner}</w:sdtContent></w:sdt>"
    number = numbers.last = numbers.last + 1
    start = f'<w:bookmarkStart w:id="{number}" w:name="b{number}"/>'
    return f'{start}{inner}<w:bookmarkEnd w:id="{number}"/>'


def _run(draw, numbers: _Numbers, inside: str) -> str:
    properties = ""
    if draw(st.integers(0, 4)) == 0:
        change = f"<w:rPrChange {numbers.by(draw(authors))}><w:rPr><w:i/></w:rPr></w:rPrChange>"
        properties = f"<w:rPr><w:b/>{change}</w:rPr>"
    tag = "delText" if inside == "del" else "t"
    if draw(st.integers(0, 9)) == 0:
        mark = draw(st.sampled_from(["", f"<w:{draw(st.sampled_from(['ins', 'del']))} {{}}/>"]))
        mark = mark.format(numbers.by(draw(authors)))
        return f"<m:oMath><m:r>{mark}<m:t>x</m:t></m:r></m:oMath>"
    return f"<w:r>{properties}<w:{tag}>{draw(texts)}</w:{tag}></w:r>"


@st.composite
def paragraphs(draw, numbers: _Numbers) -> str:
    content = "".join(draw(st.lists(inlines(numbers), max_size=3)))
    marks = "".join(
        f"<w:{kind} {numbers.by(draw(authors))}/>"
        for kind in draw(st.sampled_from([(), (), ("ins",), ("del",), ("ins", "del"), ("moveTo",)]))
    )
    change = ""
    if draw(st.integers(0, 4)) == 0:
        old = '<w:pPr><w:jc w:val="right"/></w:pPr>'
        change = f"<w:pPrChange {numbers.by(draw(authors))}>{old}</w:pPrChange>"
    look = draw(st.sampled_from(["", '<w:jc w:val="center"/>']))
    inner = f"{look}{f'<w:rPr>{marks}</w:rPr>' if marks else ''}{change}"
    return f"<w:p>{f'<w:pPr>{inner}</w:pPr>' if inner else ''}{content}</w:p>"


@st.composite
def tables(draw, numbers: _Numbers, depth: int) -> str:
    columns = draw(st.integers(1, 2))
    rows = ""
    for _ in range(draw(st.integers(1, 3))):
        mark = draw(st.sampled_from(["", "", "ins", "del"]))
        properties = f"<w:trPr><w:{mark} {numbers.by(draw(authors))}/></w:trPr>" if mark else ""
        cells = ""
        for _ in range(columns):
            own = draw(st.sampled_from(["", "", "", "cellIns", "cellDel"]))
            inner = f"<w:{own} {numbers.by(draw(authors))}/>" if own else ""
            blocks = draw(blocks_of(numbers, depth + 1))
            cells += f"<w:tc><w:tcPr>{inner}</w:tcPr>{blocks}<w:p/></w:tc>"
        rows += f"<w:tr>{properties}{cells}</w:tr>"
    grid = '<w:gridCol w:w="2000"/>' * columns
    return f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"


@st.composite
def blocks_of(draw, numbers: _Numbers, depth: int = 0) -> str:
    found = ""
    for _ in range(draw(st.integers(1, 4 if depth == 0 else 2))):
        choice = draw(st.integers(0, 7))
        if choice <= 5 or depth >= 2:
            found += draw(paragraphs(numbers))
        elif choice == 6:
            found += draw(tables(numbers, depth))
        else:
            inner = draw(blocks_of(numbers, depth + 1))
            found += f"<w:sdt><w:sdtPr/><w:sdtContent>{inner}</w:sdtContent></w:sdt>"
    return found


@st.composite
def bodies(draw) -> str:
    return draw(blocks_of(_Numbers())) + "<w:p/>"


def shown(package: Package, body: str) -> list[tuple[str, str]] | str:
    """What a file reads and how its paragraphs look; empty paragraphs left out.

    With a table only the text: a paragraph mark beside a table that another author may yet take
    away has nothing to join with.
    """
    if "<w:tbl>" in body:
        return read_document(package).body.text.replace("\n", "")
    found = []
    for paragraph in read_document(package).body.paragraphs:
        properties = paragraph.properties
        look = properties.find("{*}jc") if properties is not None else None
        if paragraph.text:
            found.append((paragraph.text, "" if look is None else next(iter(look.attrib.values()))))
    return found


@SLOW
@given(bodies())
def test_all_at_once_is_what_a_reading_says_and_twice_is_once(body):
    package = open_package(docx(body))
    for settle, view in ((accept_revisions, "final"), (reject_revisions, "original")):
        result = open_package(settle(package).to_bytes())
        read = read_document(package, view=view)
        assert [p.text for p in read_document(result).body.paragraphs] == [
            p.text for p in read.body.paragraphs
        ]
        assert not marked_parts(result) and not list_revisions(result)
        assert settle(result).to_bytes() == result.to_bytes()
        xml = result.part("word/document.xml").decode()
        assert xml.count("<w:bookmarkStart") == xml.count("<w:bookmarkEnd")
        assert "delText" not in xml


@SLOW
@given(bodies(), st.permutations(AUTHORS))
def test_author_by_author_in_any_order_is_all_at_once(body, order):
    package = open_package(docx(body))
    for settle in (accept_revisions, reject_revisions):
        step = package
        for author in order:
            step = settle(step, authors={author})
            assert author not in {change.author for change in list_revisions(step)}
        assert shown(step, body) == shown(settle(package), body)


@SLOW
@given(bodies(), st.sampled_from(AUTHORS))
def test_what_one_author_did_does_not_depend_on_the_others(body, author):
    package = open_package(docx(body))
    rest = {name for name in AUTHORS if name != author}
    one = reject_revisions(accept_revisions(package, authors={author}), authors=rest)
    two = accept_revisions(reject_revisions(package, authors=rest), authors={author})
    assert shown(one, body) == shown(two, body)


@settings(SLOW, max_examples=12)
@given(bodies(), st.randoms(use_true_random=False))
def test_one_by_one_in_any_order_is_all_at_once(body, source):
    package = open_package(docx(body))
    for settle in (accept_revisions, reject_revisions):
        step = package
        while changes := list_revisions(step):
            step = settle(step, only=[source.choice(changes)])
        assert shown(step, body) == shown(settle(package), body)
