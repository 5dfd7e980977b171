"""The comments of a merged file: the departments' own, and those that tell what is undecided."""

from __future__ import annotations

from pipeline.review.merge_types import ByHand, Conflict, Remark
from pipeline.review.merge_wording import shown, variant_text
from pipeline.review.merge_work import TOOL, Work, signed
from pipeline.word.compare import FoundComment, parse_date
from pipeline.word.edit import NewComment


def collect_comments(work: Work) -> None:
    """Bring every reply's comments over, threads kept; the same one in two replies once."""
    seen: set[tuple[str, str, str]] = set()
    for reply, comparison in work.replies:
        skipped: set[str] = set()
        texts = {c.comment.id: c.comment.text for c in comparison.comments}
        for found in comparison.comments:
            comment = found.comment
            identity = (comment.author, comment.date, comment.text)
            place = work.places.at(found.story, found.paragraph)
            work.remarks.append(
                Remark(
                    reply.department, comment.author, comment.date, comment.text, place,
                    work.places.quoted(found), texts.get(found.parent, ""), comment.resolved,
                )
            )  # fmt: skip
            if comment.date and identity in seen:
                skipped.add(comment.id)
                continue
            seen.add(identity)
            work.comments.append(_written_comment(reply.department, found, skipped))
        for notice in comparison.notices:
            if "未合并" in notice or "手工" in notice:
                # What could not be merged is at least said in the file itself.
                text = f"【{reply.department}】{notice}"
                work.comments.append(NewComment("body", 0, 0, 0, text, TOOL))


def _written_comment(department: str, found: FoundComment, skipped: set[str]) -> NewComment:
    comment = found.comment
    author = signed(department, comment.author)
    parent = found.parent
    if parent and not found.parent_in_base:
        parent = "" if parent in skipped else f"{department}\0{parent}"
    story, paragraph, start, end = found.story, found.paragraph, found.start, found.end
    if story.startswith(("header", "footer")):
        story, paragraph, start, end = "body", 0, 0, 0
    date = parse_date(comment.date)
    return NewComment(
        story, paragraph, start, end, comment.text, author, date, comment.initials,
        end_paragraph=found.end_paragraph if story == found.story else None,
        key=f"{department}\0{comment.id}", parent=parent, resolved=comment.resolved,
    )  # fmt: skip


def conflict_comment(conflict: Conflict) -> NewComment:
    lines = [f"【冲突 {conflict.id}】尚未决定，暂保留原文：{shown(conflict.base_text)}"]
    for variant in conflict.variants:
        text = variant_text(conflict, variant)
        lines.append(f"{variant.letter}（{'、'.join(variant.departments)}）：{shown(text)}")
        lines += [f"　　理由：{reason}" for reason in variant.reasons]
    place = (conflict.story, conflict.paragraph, conflict.start, conflict.end)
    text = "\n".join(lines)
    if conflict.story.startswith(("header", "footer")):
        # Word allows no comments in headers and footers.
        return NewComment("body", 0, 0, 0, f"{conflict.place.label}{text}", TOOL)
    return NewComment(*place, text, TOOL, end_paragraph=conflict.end_paragraph)


def by_hand_comment(one: ByHand) -> NewComment:
    """The comment that tells at its place what was not written."""
    departments = "、".join(one.departments)
    text = f"【未能写入】{departments}：{one.what}。原因：{one.reason}。此处保留原文，请手工修改。"
    edit = one.edit
    if edit.story.startswith(("header", "footer")):
        return NewComment("body", 0, 0, 0, f"{one.place.label}{text}", TOOL)
    if edit.structural or edit.outside:
        return NewComment(edit.story, edit.paragraph, 0, 0, text, TOOL)
    return NewComment(
        edit.story, edit.paragraph, edit.start, edit.end, text, TOOL, end_paragraph=edit.last
    )
