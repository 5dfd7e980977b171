"""The samples are what their script builds, and say what the demo tells about them."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from pipeline.word.document import read_document

sys.path.insert(0, str(Path(__file__).parent))
import build_samples

BASE = build_samples.NOTICE / "base.docx"
REPLIES = build_samples.NOTICE / "replies"


def lines(source: Path | bytes, view: str) -> list[str]:
    return [p.text for p in read_document(source, view=view).body.paragraphs]


def test_committed_files_say_what_the_script_builds():
    """Text and marks; the bytes follow the drafter's layout and may be older."""
    for path, data in build_samples.built().items():
        for view in ("original", "final"):
            assert lines(path, view) == lines(data, view), (
                f"{path.name}：请运行 python tests/samples/build_samples.py 重新生成"
            )


def test_building_twice_gives_the_same_bytes():
    assert build_samples.built() == build_samples.built()


@pytest.mark.parametrize("name", ["市财政局", "市发展改革委"])
def test_tracked_replies_hold_the_base_unchanged(name):
    reply = REPLIES / f"{name}.docx"
    assert lines(reply, "original") == lines(BASE, "final")
    assert lines(reply, "final") != lines(BASE, "final")


def test_the_silent_reply_shows_no_mark():
    reply = REPLIES / "市教育局.docx"
    assert lines(reply, "original") == lines(reply, "final")
    base = lines(BASE, "final")
    changed = [line for line in lines(reply, "final") if line not in base]
    assert len(changed) == 4
    assert any("35人" in line for line in changed)


def test_two_departments_agree_on_the_date_and_not_on_the_rate():
    texts = {name: "\n".join(lines(REPLIES / f"{name}.docx", "final")) for name in TRACKED}
    assert "每天15元" in texts["市财政局"] and "每天18元" in texts["市发展改革委"]
    for text in texts.values():
        assert text.count("6月25日") == 2
        assert "6月30日" not in text


TRACKED = ("市财政局", "市发展改革委")


def test_comments_are_anchored():
    for name, count in (("市财政局", 2), ("市发展改革委", 1)):
        package = read_document(REPLIES / f"{name}.docx").package
        body = package.part(package.main_part).decode()
        for number in range(count):
            assert body.count(f'w:id="{number}"') >= 3
        assert package.part("word/comments.xml").decode().count("<w:comment ") == count


def test_the_replies_merge_with_one_conflict_that_the_sample_decisions_settle():
    merging = pytest.importorskip("pipeline.review.merge")
    from pipeline.review.merge_decisions import load_decisions
    from pipeline.review.merge_types import Reply
    from pipeline.word.package import open_package

    replies = [Reply(path.stem, path) for path in sorted(REPLIES.glob("*.docx"))]
    decisions = load_decisions(build_samples.NOTICE / "decisions.yaml")
    fresh = merging.merge(open_package(build_samples.notice_base()), replies)
    assert "format" not in {change.kind for change in fresh.changes}, (
        "起草的版式变了：请运行 python tests/samples/build_samples.py 重新生成示例"
    )
    open_ones = merging.merge(open_package(BASE), replies).conflicts
    assert [(c.id, c.base_text, c.departments) for c in open_ones] == [
        (next(iter(decisions)), "20元", ("市发展改革委", "市财政局"))
    ]
    result = merging.merge(open_package(BASE), replies, decisions=decisions)
    final = "\n".join(p.text for p in read_document(result.final).body.paragraphs)
    for words in ("每天15元", "每班不超过35人", "收费前公示5个工作日", "退休教师和社区工作者"):
        assert words in final
    assert final.count("6月25日") == 2
