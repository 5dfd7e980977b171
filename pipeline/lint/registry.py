"""Evaluators and Python checks, found by name and imported only when a rule asks for them.

A check is called ``<module>.<name>`` and stands in that module, in one of the rooms of
``pipeline/lint/checks/``::

    @check("dates.weekday", options={"tolerance_days": 0})
    def weekday(context: Context) -> Iterator[Hit]:
        '''The stated weekday is not that of the date.'''
        ...

``options`` states every key that the rule's ``options:`` may have, with its default; the type of
the default is the type the pack is checked against (``None``: anything; ``str``, ``int``, ``list``
… the class itself instead of a value: required). In the pack::

    - id: DATE-003
      kind: check
      check: dates.weekday
      severity: error
      title: 星期与日期不符
      message: “{date}”是{right}，不是{wrong}

Rules of kind format, structure, sequence and consistency are evaluated the same way. They name
their check too (``check: structure.required``); without one it is ``<kind>.default``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from pipeline.errors import DataProblem
from pipeline.lint import checks
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit

CheckFunction = Callable[[Context], Iterator[Hit]]


@dataclass(frozen=True, slots=True)
class Check:
    """A registered check: its name, its options with their defaults, and the function.

    begin: called with the context before all other rules, for a check that has work done
    elsewhere in the meantime.
    """

    name: str
    options: Mapping[str, Any]
    run: CheckFunction
    begin: Callable[[Context], object] | None = None


_CHECKS: dict[str, Check] = {}


def check(
    name: str,
    *,
    options: Mapping[str, Any] | None = None,
    begin: Callable[[Context], object] | None = None,
) -> Callable[[CheckFunction], CheckFunction]:
    """Register a function under ``name`` (``module.name``) with its options and their defaults."""

    def register(function: CheckFunction) -> CheckFunction:
        if name in _CHECKS and _CHECKS[name].run.__module__ != function.__module__:
            raise ValueError(f"two checks are called {name}")
        _CHECKS[name] = Check(name, dict(options or {}), function, begin)
        return function

    return register


def find_check(name: str) -> Check:
    """The check called ``name``; raises DataProblem when there is none."""
    if name not in _CHECKS:
        stem = name.partition(".")[0]
        if room := room_of(name):
            import_module(f"{checks.__name__}.{room}.{stem}")
    if name not in _CHECKS:
        raise DataProblem(f"没有叫“{name}”的检查。")
    return _CHECKS[name]


def room_of(name: str) -> str | None:
    """The room that the module of a check stands in."""
    return _rooms().get(name.partition(".")[0])


@cache
def _rooms() -> dict[str, str]:
    """Module -> the room it stands in; no two modules have one name."""
    (folder,) = map(Path, checks.__path__)
    return {module.stem: module.parent.name for module in folder.glob("*/*.py")}


def fill_options(found: Check, given: Mapping[str, Any]) -> dict[str, Any]:
    """``given`` with the check's defaults; raises DataProblem for an unknown, missing or ill-typed
    option, naming it and what was expected."""
    for key in given:
        if key not in found.options:
            known = "、".join(found.options) or "没有选项"
            raise DataProblem(f"检查“{found.name}”没有选项“{key}”（可用的：{known}）")
    filled: dict[str, Any] = {}
    for key, default in found.options.items():
        if key in given:
            _expect(found.name, key, given[key], default)
            filled[key] = given[key]
        elif isinstance(default, type):
            raise DataProblem(f"检查“{found.name}”缺少选项“{key}”")
        else:
            filled[key] = default
    return filled


def _expect(name: str, key: str, value: Any, default: Any) -> None:
    if default is None or value is None:
        return
    expected = default if isinstance(default, type) else type(default)
    accepted: tuple[type, ...] = {
        float: (int, float),
        tuple: (list, tuple),
        list: (list, tuple),
    }.get(expected, (expected,))
    wrong_bool = isinstance(value, bool) and expected is not bool
    if wrong_bool or not isinstance(value, accepted):
        kinds = {str: "文字", int: "整数", float: "数", bool: "true/false", dict: "一组键值"}
        raise DataProblem(f"检查“{name}”的选项“{key}”应是{kinds.get(expected, '列表')}")
