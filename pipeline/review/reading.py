"""Reading a returned copy against the copy that was sent, and carrying late ones forward."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.errors import HongtouError
from pipeline.review.base_text import base_text
from pipeline.review.case import Case
from pipeline.review.disposing import narrowed
from pipeline.review.merge_wording import change_text
from pipeline.review.offsets import OffsetMap, offset_map, rebased
from pipeline.review.rows import ChangeMark, CommentMark, Marks, Row, Rows
from pipeline.review.state import TextChange, text_change
from pipeline.word.compare import Found, FoundComment, compare
from pipeline.word.document import Document, read_document
from pipeline.word.edit import Edit
from pipeline.word.grid import place_name, row_elements, rows_range
from pipeline.word.left_out import unwritable
from pipeline.word.margins import is_new_margin
from pipeline.word.ooxml import TC
from pipeline.word.package import Package
from pipeline.word.stories import OBJECT

_LEAST_SHARE = 0.3  # of the base's paragraphs must stand in a file that carries no id


def read_return(sent: Package | Document, returned: Package) -> Marks:
    """The marks of a returned copy in coordinates of the copy that was sent.

    Formatting is reported, not taken over: the final text is always our own master.
    """
    base = sent if isinstance(sent, Document) else read_document(sent)
    result = compare(base, returned)
    if result.similarity < _LEAST_SHARE:
        raise HongtouError(
            f"内容与发出的征求意见稿差别太大（只对上 {result.similarity:.0%}），"
            "可能发错了文件；请与部门核实。"
        )
    changes: list[ChangeMark] = []
    rebuilt: list[str] = []
    formats = 0
    here = [f.edit for f in result.found if base.has_story(f.edit.story)]
    unwritten = {id(edit): left.reason for left in unwritable(base, here) for edit in left.edits}
    for found in result.found:
        if found.kind == "format":
            formats += 1
            continue
        if id(found.edit) in unwritten:
            where = place_name(base.story(found.edit.story), found.edit.paragraph)
            what = change_text(found.edit, found.old)
            reason = unwritten[id(found.edit)]
            rebuilt.append(f"来文在{where}{what}，没能写入（{reason}），请手工处理")
            continue
        own = [] if by_hand(base, found.edit) else _single_rows(base, found.edit)
        if not own:
            rebuilt.append(f"来文{_rebuilding(found)}，不能按文字并入，请手工处理")
        for edit in own:
            text = base.story(edit.story).paragraphs[edit.paragraph].text
            change = narrowed(change_of(edit), text)
            if _changes_nothing(change):
                continue
            changes.append(ChangeMark(change, edit.author, found.silent))
    explained = [f"另有 {formats} 处只改了格式，不采用"] if formats else []
    explained += [*rebuilt, *result.notices]
    comments = tuple(_comment_mark(item) for item in result.comments)
    return Marks(tuple(changes), comments, None, tuple(explained))


def by_hand(base: Document, edit: Edit) -> bool:
    """Whether an edit is more than text and single table rows, which is what a case keeps."""
    if not base.has_story(edit.story):
        return True
    if edit.column or edit.row == "replace" or OBJECT in (edit.new or ""):
        return True
    if any(fragment.block for fragment in edit.fragments if not edit.row) or edit.outside:
        return True
    if edit.row.startswith("insert"):
        row = row_elements(base.story(edit.story), edit)[0]
        return len(row.findall(TC)) != len(edit.cells) or OBJECT in "".join(edit.cells)
    return False


def _single_rows(base: Document, edit: Edit) -> list[Edit]:
    """An edit that removes several rows as one for each."""
    if edit.row != "delete":
        return [edit]
    story = base.story(edit.story)
    first, beyond = rows_range(story, edit)
    single = [replace(edit, paragraph=index, rows=1) for index in range(first, beyond)]
    return [one for one in single if rows_range(story, one)[0] == one.paragraph]


def _rebuilding(found: Found) -> str:
    text = (found.new or found.old).strip().replace("\n", "、").replace("\t", "、")[:20]
    if is_new_margin(found.edit.story):
        return f"新增了页眉或页脚（“{text}”）"
    if found.edit.column:
        return f"增删了表格的列（“{text}”）"
    if found.edit.row:
        return f"改变了表格行的结构（“{text}”）"
    if any(fragment.block for fragment in found.edit.fragments):
        return f"新增了一个表格（“{text}”）"
    return f"新增了图片、注释等内容（“{text}”）"


def _changes_nothing(change: TextChange) -> bool:
    """Whether a change comes to nothing, as an empty text box that another program writes does."""
    empty = (change.paragraph, change.start) == (change.last_paragraph, change.end)
    return empty and not change.new and not change.row


def _comment_mark(item: FoundComment) -> CommentMark:
    end = item.end if item.end_paragraph == item.paragraph else item.start
    return CommentMark(
        id=item.comment.id,
        author=item.comment.author,
        text=item.comment.text,
        story=item.story or "body",
        paragraph=item.paragraph,
        start=item.start,
        end=end,
        parent="" if item.parent_in_base else item.parent,
    )


def change_of(edit: Edit) -> TextChange:
    """An Edit as the review keeps it: text only (formatting of returns is not taken over)."""
    return TextChange(
        edit.story,
        edit.paragraph,
        edit.start,
        edit.end,
        edit.new or "",
        edit.end_paragraph,
        edit.row,
        edit.cells,
    )


def guess_round(body: Sequence[str], bases: Sequence[Sequence[str]]) -> tuple[int, float]:
    """(round, share) of the base most of whose paragraphs stand in ``body``; (0, share) if few."""
    lines = {text.strip() for text in body if len(text.strip()) > 4}
    best = (0, 0.0)
    for number, base in enumerate(bases, 1):
        wanted = {text.strip() for text in base if len(text.strip()) > 4}
        share = len(wanted & lines) / len(wanted) if wanted else 0.0
        if share >= best[1]:
            best = (number, share)
    return best if best[1] >= _LEAST_SHARE else (0, best[1])


def carry_forward(made: Rows, case: Case, old: int, new: int) -> Rows:
    """Opinions on an earlier round's text in the coordinates of the present one.

    Where the text itself has changed since, the words stay and the change is left to a person.
    """
    rows = list(made.rows)
    for number in range(old, new):
        before, after = base_text(case, number), base_text(case, number + 1)
        steps = _steps(case, number)
        maps = {
            story: offset_map(before.stories[story], after.stories.get(story, ()), changes)
            for story, changes in steps.items()
            if story in before.stories
        }
        empty = offset_map(before.body, before.body, ())
        rows = [
            _carried(row, {**dict.fromkeys(before.stories, empty), **maps}, number) for row in rows
        ]
    return Rows(tuple(rows), made.explained, made.lost)


def _steps(case: Case, number: int) -> dict[str, list[TextChange]]:
    """The changes that made the next round's text of this one, as logged with it."""
    found: dict[str, list[TextChange]] = {}
    for event in case.events:
        if event.type == "round" and event.data["round"] == number + 1:
            for item in event.data.get("changes", ()):
                change = text_change(item)
                found.setdefault(change.story, []).append(change)
    return found


def _carried(row: Row, maps: dict[str, OffsetMap], number: int) -> Row:
    moved = [rebased(change, maps[change.story]) for change in row.changes if change.story in maps]
    note = f"针对第{number}轮文稿"
    if len(moved) == len(row.changes) and all(moved):
        return replace(row, changes=[change for change in moved if change], note=note)
    return replace(row, changes=[], note=f"{note}，原文已改，须人工对照")
