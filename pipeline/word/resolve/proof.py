"""The proof that accepting or rejecting did what it says and nothing else."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from pipeline.errors import HongtouError
from pipeline.word.document import Document, read_document
from pipeline.word.marks import ALL_MARKS, goes, marked_parts
from pipeline.word.ooxml import ID, Element, W
from pipeline.word.package import Package
from pipeline.word.stories import View


class RevisionProblem(HongtouError):
    """Changes that cannot be accepted or rejected with a provably right result."""


def prove(
    before: Package,
    after: Package,
    *,
    accept: bool,
    wanted: Collection[Element] | None = None,
    chosen: Collection[Element] = (),
) -> None:
    """Raise RevisionProblem unless ``after`` is ``before`` with the wanted changes settled.

    wanted: the marks in ``before`` (None: all); chosen: the same in ``after``. None of them is
    left; the text is what a reading of the untouched file shows, with everything else accepted
    and with it rejected; every comment is there.
    """
    name = before.name
    left = [
        item
        for part in marked_parts(after)
        for item in after.xml(part).iter(*ALL_MARKS)
        if wanted is None or item in chosen
    ]
    if left:
        raise RevisionProblem(
            f"{name} 里有 {len(left)} 处修订没有处理掉（{left[0].tag.removeprefix(W)}），未写出。"
        )
    if _comment_ids(before) != _comment_ids(after):
        raise RevisionProblem(f"{name} 的批注在处理修订后少了，未写出。")

    def decided(mark: Element) -> bool | None:
        return not goes(mark, accept) if wanted is None or mark in wanted else None

    views: tuple[View, ...] = ("final",) if wanted is None else ("final", "original")
    for view in views:
        expected = read_document(before, view=view, decided=decided)
        _compare(name, expected, read_document(after, view=view))


def _comment_ids(package: Package) -> list[str | None]:
    part = package.related(package.main_part, "comments")
    if part is None:
        return []
    return [item.get(ID) for item in package.xml(part.target).iterfind(W + "comment")]


def first_difference(one: Sequence[object], other: Sequence[object]) -> int:
    """The first place where two rows differ; the end of the shorter one when it is all there."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(one), len(other)))


def _compare(name: str, expected: Document, found: Document) -> None:
    for story in expected.stories:
        if not found.has_story(story.name):
            if story.kind in ("header", "footer"):
                continue  # of a section whose break went
            raise RevisionProblem(f"{name} 处理修订后缺少了一部分文字（{story.name}），未写出。")
        texts = [paragraph.text for paragraph in story.paragraphs]
        others = [paragraph.text for paragraph in found.story(story.name).paragraphs]
        if texts == others:
            continue
        place = first_difference(texts, others)
        raise RevisionProblem(
            f"{name} 处理修订后的文字与应有的不符（{story.name} 第 {place + 1} 段），未写出。"
            "请在 Word 里处理这份文件的修订。"
        )
