"""``[review]`` of hongtou.toml: what a unit would otherwise type for every new case::

[review]
drafter = "陶静"
coordinator = "何志远"
leaders = ["周正阳:副市长"]
signers = ["林启明:市长"]
archivist = "孙立群"
contact = "陶静"
phone = "0799-5550160"
email = "sjj@example.gov.cn"
class = "平件"
web_form = true                    # 征求意见时另附网页反馈表
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from pipeline.config import Config
from pipeline.errors import DataProblem


@dataclass(frozen=True, slots=True)
class ReviewSettings:
    """The checked [review] table; empty where nothing is set. leaders, signers: ``姓名:职务``."""

    drafter: str = ""
    coordinator: str = ""
    leaders: tuple[str, ...] = ()
    signers: tuple[str, ...] = ()
    archivist: str = ""
    contact: str = ""
    phone: str = ""
    email: str = ""
    urgency: str = ""
    web_form: bool = False


_LISTS = ("leaders", "signers")
_FLAGS = ("web_form",)
_TEXTS = ("drafter", "coordinator", "archivist", "contact", "phone", "email", "class")
_KEYS = (*_TEXTS, *_LISTS, *_FLAGS)


def review_settings(config: Config) -> ReviewSettings:
    """What a hongtou.toml says about review cases; raises DataProblem naming key and file."""
    values: dict[str, Any] = {}
    for key, value in config.review.items():
        values["urgency" if key == "class" else key] = _checked(key, value, config)
    return ReviewSettings(**values)


def _checked(key: str, value: Any, config: Config) -> Any:
    where = f"{config.path} 的 [review] 里"
    if key not in _KEYS:
        near = get_close_matches(key, _KEYS, 1)
        hint = f"是不是“{near[0]}”？" if near else f"可用的有：{'、'.join(_KEYS)}。"
        raise DataProblem(f"{where}有不认识的设置“{key}”，{hint}")
    if key in _FLAGS:
        if not isinstance(value, bool):
            raise DataProblem(f"{where}的“{key}”只能写 true 或 false。")
        return value
    if key in _LISTS:
        items = [value] if isinstance(value, str) else value
        if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
            raise DataProblem(f'{where}的“{key}”应写成 ["周正阳:副市长"] 的样子。')
        return tuple(items)
    if not isinstance(value, str):
        raise DataProblem(f"{where}的“{key}”应是一段文字。")
    return value
