"""Rebuild the sample replies: ``python tests/samples/build_samples.py`` (from the checkout).

The base is drafted from ``samples/notice/data.yaml``; each department's reply is the base edited by
a hand that works like Word or WPS.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]

from office_hand import Hand, pack  # noqa: E402

from pipeline.draft.document import draft  # noqa: E402
from pipeline.resources import load_yaml  # noqa: E402

NOTICE = ROOT / "samples" / "notice"


def notice_base() -> bytes:
    """The drafted notice with fixed times, so that every build gives the same bytes."""
    data = load_yaml(NOTICE / "data.yaml")
    made = draft(ROOT / "templates" / "通知.md", data, folder=NOTICE).to_bytes()
    parts = Hand(made, "", "").parts
    core = parts["docProps/core.xml"].decode()
    core = re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", "2026-05-20T01:00:00Z", core)
    parts["docProps/core.xml"] = core.encode()
    return pack(parts)


def finance(base: bytes) -> bytes:
    """市财政局: Word, tracked changes and comments; two people of one bureau."""
    hand = Hand(base, "市财政局 陶静", "00A31F20")
    money = hand.paragraph("财政按照每名学生每天20元的标准给予补助")
    hand.leave_word_marks()
    hand.comment(
        money,
        "每名学生每天20元",
        "2025年全市暑期托管生均实际支出为每天14.6元，建议按15元安排，节约的资金用于购买人身意外伤害保险。",
        "2026-05-25T09:12:00Z",
    )
    hand.tracked_replace(money, "20元", "15元", "2026-05-25T09:10:00Z")
    hand.tracked_replace(money, "6月30日", "6月25日", "2026-05-25T09:14:00Z")
    hand.tracked_replace(
        hand.paragraph("2026年6月30日"), "6月30日", "6月25日", "2026-05-25T09:15:00Z"
    )
    fees = hand.paragraph("家庭经济困难学生免收服务费")
    hand.tracked_add(fees, "免收服务费", "，所需资金由县（区）财政承担", "2026-05-25T09:20:00Z")
    check = hand.paragraph("每周抽查不少于5个服务点")
    hand.author = "市财政局 许长河"
    hand.comment(
        check,
        "每周抽查不少于5个服务点",
        "抽查所需经费未列入部门预算，请明确由市教育局在公用经费中解决。",
        "2026-05-25T15:02:00Z",
    )
    return hand.save()


def education(base: bytes) -> bytes:
    """市教育局: WPS, typed straight into the text, nothing tracked, one comment of no author."""
    hand = Hand(base, "Administrator", "7B5D0042")
    size = hand.paragraph("每班不超过45人")
    hand.type_over(size, "45人", "35人")
    activities = hand.paragraph("鼓励高校学生参加志愿服务")
    hand.type_over(
        activities,
        "鼓励高校学生参加志愿服务",
        "鼓励高校学生、退休教师和社区工作者参加志愿服务",
    )
    study = hand.paragraph("严禁讲授新课")
    hand.type_over(study, "组织学生完成暑假作业、开展阅读活动", "指导学生完成暑假作业")
    safety = hand.paragraph("安全和健康教育。")
    hand.type_paragraph(
        safety,
        "（四）教师权益保障。",
        "教师参加托管服务坚持自愿原则，学校不得强制安排；参加服务的教师按照规定领取补助。",
    )
    hand.leave_wps_marks()
    return hand.save()


def development(base: bytes) -> bytes:
    """市发展改革委: tracked; another rate than 市财政局, the same date, and a comment on fees."""
    hand = Hand(base, "发改委收费科", "00C77E11")
    money = hand.paragraph("财政按照每名学生每天20元的标准给予补助")
    hand.leave_word_marks()
    hand.tracked_replace(money, "20元", "18元", "2026-05-26T02:31:00Z")
    hand.tracked_replace(money, "6月30日", "6月25日", "2026-05-26T02:33:00Z")
    hand.tracked_replace(
        hand.paragraph("2026年6月30日"), "6月30日", "6月25日", "2026-05-26T02:34:00Z"
    )
    fees = hand.paragraph("收费标准。")
    hand.comment(
        fees,
        "服务费10元",
        "服务费属于代收费项目，收费前应当在学校公示栏公示，公示时间不少于5个工作日，建议写入正文。",
        "2026-05-26T02:40:00Z",
    )
    hand.tracked_add(fees, "午餐费15元", "，收费前公示5个工作日", "2026-05-26T02:41:00Z")
    return hand.save()


def built() -> dict[Path, bytes]:
    """Every sample file that is built, by its place."""
    base = notice_base()
    replies = NOTICE / "replies"
    return {
        NOTICE / "base.docx": base,
        replies / "市财政局.docx": finance(base),
        replies / "市教育局.docx": education(base),
        replies / "市发展改革委.docx": development(base),
    }


if __name__ == "__main__":
    for path, data in built().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        print(path.relative_to(ROOT), len(data))
