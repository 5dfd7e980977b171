"""The filters a template may use: dates, lists, numbers and forms of address as 公文 write them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from pipeline.gongwen.capital_amounts import capital_money
from pipeline.gongwen.dates import chinese_date, chinese_datetime, parse_date, weekday
from pipeline.gongwen.numbering import chinese_number, split_heading


def _date_filter(value: Any) -> str:
    return chinese_date(_as_date(value)) if value not in (None, "") else ""


def _datetime_filter(value: Any) -> str:
    from pipeline.gongwen.dates import parse_datetime

    return chinese_datetime(parse_datetime(value)) if value not in (None, "") else ""


def _month_day(value: Any) -> str:
    day = _as_date(value)
    return f"{day.month}月{day.day}日"


def _as_date(value: Any) -> date:
    return value.date() if isinstance(value, datetime) else parse_date(value)


def _clock(value: datetime) -> str:
    return f"{value.hour}:{value.minute:02d}"


def _half_day(value: datetime) -> str:
    return "上午" if value.hour < 12 else "下午" if value.hour < 18 else "晚上"


def _grouped(value: Any) -> str:
    """12345678.5 → 12 345 678.5 is not used in offices; groups of three by commas are."""
    number = Decimal(str(value))
    if not number.is_finite() or abs(number.adjusted()) > 30:
        raise ValueError("数太大或太小")
    return f"{number:,}" if number == number.to_integral_value() else f"{number.normalize():,f}"


def _listed(items: Iterable[Any], attribute: str | None = None) -> str:
    return "、".join(
        str(
            item[attribute]
            if attribute
            else item.get("姓名", "")
            if isinstance(item, dict)
            else item
        )
        for item in items
    )


def _chinese(value: Any) -> str:
    number = int(value)
    if not 0 <= number <= 9999:
        raise ValueError(f"{number} 不能写成汉字数字（只到 9999）")
    return chinese_number(number)


_STOPS = "。；;，,、."
_SENTENCE_ENDS = "。！？：…”）》"


def _without_number(value: Any) -> str:
    """An item without the number its author typed: 一、（一）1.（1） are set by the template.

    “一、二级医院……” begins with no number of its own and stays.
    """
    text = str(value).strip()
    found = split_heading(text)
    return found[2] if found and found[2][:1] not in tuple("一二三四五六七八九十") else text


def _without_stop(value: Any) -> str:
    """An item without its final mark, where the template sets ；and 。 itself."""
    return str(value).strip().rstrip(_STOPS)


def _with_comma(value: Any) -> str:
    """A half sentence that the template goes on with: a comma when it ends without a mark."""
    text = str(value).strip()
    return text if not text or text[-1] in _SENTENCE_ENDS + "，；" else f"{text.rstrip(_STOPS)}，"


def _with_stop(value: Any) -> str:
    """A sentence with its 。"""
    text = str(value).strip()
    return text if not text or text[-1] in _SENTENCE_ENDS else f"{text.rstrip(_STOPS)}。"


# How an addressee is spoken to (贵局, 你县), by the end of its name; the first that fits.
_ADDRESS = (
    (("常务委员会", "常委会", "协会", "学会", "总会", "联合会"), "会"),
    (("办公室", "办公厅", "编办"), "办"),
    (("委员会", "委"), "委"),
    (("法院", "检察院", "研究院", "科学院", "医院"), "院"),
    (("大学", "学院", "学校", "中学", "小学"), "校"),
    (("支队", "大队", "总队"), "队"),
    (("公司", "集团"), "公司"),
    (("中心",), "中心"),
    (("局",), "局"),
    (("厅",), "厅"),
    (("部",), "部"),
)


def _address(organs: Any, prefix: str = "贵") -> str:
    """市财政局 → 贵局, 清塘县人民政府 → 贵县; several addressees or an unknown name → 贵单位."""
    names = [organs] if isinstance(organs, str) else list(organs or [])
    name = str(names[0]).strip("：: ") if len(names) == 1 else ""
    if not name or any(mark in name for mark in "，、；"):
        return f"{prefix}单位"
    if name.endswith("人民政府"):
        place = name.removesuffix("人民政府")[-1:]
        return prefix + (place if place in "省市县区旗州乡镇" and place else "单位")
    return prefix + next((word for ends, word in _ADDRESS if name.endswith(ends)), "单位")


_MANY_ORGANS = 4  # practice: from four organs on a title says 甲局等四部门


def _jointly(organs: Any) -> str:
    """The issuing organs as a title names them: 甲局、乙局, or 甲局等四部门."""
    names = [organs] if isinstance(organs, str) else list(organs)
    if len(names) < _MANY_ORGANS:
        return "、".join(str(name) for name in names)
    return f"{names[0]}等{chinese_number(len(names))}部门"


FILTERS: dict[str, Callable[..., Any]] = {
    "称呼": _address,
    "联名": _jointly,
    "去序号": _without_number,
    "去标点": _without_stop,
    "补逗号": _with_comma,
    "补句号": _with_stop,
    "日期": _date_filter,
    "日期时间": _datetime_filter,
    "月日": _month_day,
    "时间": _clock,
    "上下午": _half_day,
    "星期": lambda value: weekday(_as_date(value)),
    "顿号": _listed,
    "千分位": _grouped,
    "大写金额": capital_money,
    "中文数字": _chinese,
}
