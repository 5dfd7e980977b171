"""Properties of merging, over every kind of story: nothing is lost, nothing invented.

Replies are rendered from a changed model of the document, so their XML owes nothing to the writer
that is tested; every other one is then made a tracked file of its own.
"""

from __future__ import annotations

import random
import sys
from dataclasses import dataclass, replace
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent.parent / "word"))

from word_files import docx, p, r, table

from pipeline.review.merge import merge
from pipeline.review.merge_types import Decision, Reply
from pipeline.word.compare import compare
from pipeline.word.document import read_document
from pipeline.word.package import Package, open_package
from pipeline.word.resolve import accept_revisions, reject_revisions
from pipeline.word.revisions import list_revisions
from pipeline.word.writer import apply_edits

SUBJECTS = ["各区人民政府", "市属企业", "市林业局", "街道办事处", "档案部门", "评审专家组"]
MATTERS = [
    "古树名木保护",
    "口袋公园建设",
    "绿道联通工程",
    "苗木采购管理",
    "病虫害监测",
    "档案数字化",
]
ENDS = ["须在六月底前办结", "由牵头单位汇总", "每季度通报一次", "不得层层加码", "经费按原渠道列支"]
DEPARTMENTS = ("林业局", "财政局", "档案局")
BOX = (
    '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:inline><a:graphic>'
    "<a:graphicData><wps:wsp><wps:txbx><w:txbxContent>{}</w:txbxContent></wps:txbx></wps:wsp>"
    "</a:graphicData></a:graphic></wp:inline></w:drawing></mc:Choice></mc:AlternateContent></w:r>"
)


@dataclass(frozen=True)
class Model:
    """A document as plain data. blocks: texts, and grids for tables; others are single texts."""

    blocks: tuple[str | tuple[tuple[str, ...], ...], ...]
    note: str
    header: str
    box: str

    def render(self, noise: random.Random | None = None) -> bytes:
        """The file; ``noise`` cuts its runs and sprinkles what programs leave on saving."""

        def runs(text: str) -> str:
            if noise is None:
                return r(text) if text else ""
            out, at = "", 0
            while at < len(text):
                size = noise.randint(1, 7)
                run = r(text[at : at + size], "<w:lang w:eastAsia='zh-CN'/>" * noise.randint(0, 1))
                out += run.replace("<w:r>", f"<w:r w:rsidR='00{noise.randint(0, 10**6):06d}'>")
                out += "<w:proofErr w:type='spellStart'/>" * noise.randint(0, 1)
                at += size
            return out

        body = []
        for block in self.blocks:
            if isinstance(block, str):
                body.append(p(runs(block)))
            else:
                body.append(table(*[[p(runs(cell)) for cell in row] for row in block]))
        reference = "<w:r><w:footnoteReference w:id='2'/></w:r>"
        body.append(p(runs("文末"), reference, BOX.format(p(runs(self.box)))))
        parts = {
            "header": p(runs(self.header)),
            "footnotes": f"<w:footnote w:id='2'>{p(runs(self.note))}</w:footnote>",
        }
        return docx(*body, parts=parts)


def sentence(draw, index: int) -> str:
    words = (draw(st.sampled_from(words)) for words in (SUBJECTS, MATTERS, ENDS))
    return f"第{index}项，" + "".join(words) + "。"


@st.composite
def models(draw) -> Model:
    texts = [sentence(draw, n) for n in range(draw(st.integers(3, 6)))]
    columns = draw(st.integers(2, 3))
    rows = [tuple(f"{draw(st.sampled_from(MATTERS))}{n}{c}" for c in range(columns))
            for n in range(draw(st.integers(2, 4)))]  # fmt: skip
    blocks: list[object] = list(texts)
    blocks.insert(draw(st.integers(1, len(texts))), tuple(rows))
    return Model(tuple(blocks), *(sentence(draw, n) for n in (90, 91, 92)))  # type: ignore[arg-type]


def reworded(draw, text: str) -> str:
    """One clause of a text changed, gone or longer."""
    low = draw(st.integers(0, len(text) - 2))
    high = draw(st.integers(low, min(len(text) - 1, low + 6)))
    new = draw(st.sampled_from(["改为另行研究", "以外", "并抄送有关单位", ""]))
    return text[:low] + (new or ("" if high > low else "补")) + text[high:]


@st.composite
def shares(draw, model: Model):
    """Disjoint changes of a model, each dealt to one department: (department, change) pairs."""
    changes = []

    def deal(change) -> None:
        owner = draw(st.sampled_from(["", *DEPARTMENTS]))
        if owner:
            changes.append((owner, change))

    place = next(n for n, block in enumerate(model.blocks) if not isinstance(block, str))
    grid = model.blocks[place]
    for n, block in enumerate(model.blocks):
        if isinstance(block, str):
            kind = draw(st.sampled_from(["text", "text", "before", "table"]))
            if kind == "text":
                new = reworded(draw, block)
                deal(lambda m, n=n, new=new: m | {("block", n): new})
            elif kind == "before":
                new = sentence(draw, 50 + n)
                deal(lambda m, n=n, new=new: m | {("before", n): new})
            else:
                deal(lambda m, n=n: m | {("before", n): ((f"新表{n}", "甲"), ("乙", f"丙{n}"))})
    last = len(grid) - 1
    for row in range(len(grid)):
        for column in range(len(grid[0])):
            if draw(st.booleans()) and (row, column) != (0, 0):
                new = reworded(draw, grid[row][column] + "。")
                deal(lambda m, at=(row, column), new=new: m | {("cell", *at): new})
    kinds = draw(st.sampled_from([(), ("row",), ("column",), ("row", "column")]))
    if "row" in kinds:
        new_row = tuple(f"新增{c}" for c in range(len(grid[0])))
        deal(lambda m: m | {("row", last): new_row})
    if "column" in kinds:
        column = draw(st.integers(0, len(grid[0])))
        new_column = tuple(f"新列{n}" for n in range(len(grid)))
        deal(lambda m: m | {("column", column): new_column})
    for name in ("note", "header", "box"):
        new = reworded(draw, getattr(model, name))
        deal(lambda m, name=name, new=new: m | {("story", name): new})
    return changes


def changed(model: Model, changes) -> Model:
    """The model with changes made."""
    made: dict[tuple[object, ...], object] = {}
    for change in changes:
        made = change(made)
    blocks: list[object] = []
    for n, block in enumerate(model.blocks):
        if ("before", n) in made:
            blocks.append(made["before", n])
        if isinstance(block, str):
            blocks.append(made.get(("block", n), block))
            continue
        rows = [[made.get(("cell", i, j), cell) for j, cell in enumerate(row)]
                for i, row in enumerate(block)]  # fmt: skip
        rows += [list(cells) for key, cells in made.items() if key[0] == "row"]
        for key, cells in made.items():
            if key[0] == "column":
                # a row that is new as well has nothing to say there
                for row, cell in zip(rows, [*cells, ""], strict=False):
                    row.insert(key[1], cell)
        blocks.append(tuple(map(tuple, rows)))
    stories = {name: made[key] for key in made if key[0] == "story" for name in [key[1]]}
    return replace(model, blocks=tuple(blocks), **stories)


def texts(source: Package | bytes, view="final") -> dict[str, str]:
    return {s.name: s.text for s in read_document(source, view=view).stories}


def file_of(base: Package, model: Model, *, tracked: bool, seed: int) -> Package:
    """A reply: rendered from the model, or the base with its changes tracked."""
    rendered = model.render(random.Random(seed))
    if not tracked:
        return open_package(rendered)
    edits = [replace(edit, author="经办人") for edit in compare(base, rendered).edits]
    return apply_edits(base, edits)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.data())
def test_disjoint_changes_all_arrive_in_every_kind_of_story(data):
    model = data.draw(models())
    dealt = data.draw(shares(model))
    base = open_package(model.render())
    replies = []
    for number, department in enumerate(DEPARTMENTS):
        own = changed(model, [change for owner, change in dealt if owner == department])
        tracked = data.draw(st.booleans())
        replies.append(Reply(department, file_of(base, own, tracked=tracked, seed=number)))
    result = merge(base, replies)
    assert not result.lost and not result.conflicts
    together = changed(model, [change for _, change in dealt])
    assert result.final is not None
    assert texts(result.final) == texts(together.render())
    assert texts(reject_revisions(result.merged)) == texts(base)
    for reply in replies:
        own = {c.author for c in list_revisions(result.merged)
               if c.author.startswith(reply.department)}  # fmt: skip
        rest = reject_revisions(accept_revisions(result.merged, authors=own))
        assert texts(rest) == texts(reply.source)
    backwards = merge(base, replies[::-1])
    assert [str(c.edit) for c in backwards.changes] == [str(c.edit) for c in result.changes]
    assert texts(backwards.merged) == texts(result.merged)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.data())
def test_any_changes_end_as_somebody_wanted_them(data):
    model = data.draw(models())
    base = open_package(model.render())
    files = {}
    for number, department in enumerate(DEPARTMENTS):
        own = changed(model, [change for owner, change in data.draw(shares(model)) if owner])
        files[department] = file_of(base, own, tracked=data.draw(st.booleans()), seed=number)
    replies = [Reply(department, file) for department, file in files.items()]
    result = merge(base, replies)
    assert texts(reject_revisions(result.merged)) == texts(base)
    decided = {
        c.id: Decision(data.draw(st.sampled_from([*(v.letter for v in c.variants), "原文"])), "王")
        for c in result.conflicts
    }
    final = merge(base, replies, decisions=decided).final
    assert final is not None and not list_revisions(final)
    known = {line for source in (base, *files.values()) for story in texts(source).values()
             for line in story.split("\n")}  # fmt: skip
    alone = merge(base, [Reply(d, files["林业局"]) for d in ("林业局", "财政局")])
    assert not alone.conflicts and texts(alone.final) == texts(files["林业局"])
    if not any(c.agreed == () and c.outcome == "merged" for c in result.changes):
        assert {line for story in texts(final).values() for line in story.split("\n")} <= known


@settings(max_examples=40, deadline=None, derandomize=True)
@given(models(), st.integers(0, 10**6))
def test_noise_of_saving_is_no_change(model, seed):
    comparison = compare(model.render(), model.render(random.Random(seed)))
    assert comparison.found == () and comparison.notices == ()
