"""Jinja as templates may use it: sandboxed, strict about missing fields, bounded in time and size.

A template is data from someone else: it sees the fields and the filters below and nothing more, no
attributes of Python objects, no files. Every loop turn, call and printed character is counted, so
that an endless or exploding template stops with one sentence.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

from jinja2 import Environment, StrictUndefined, TemplateError, TemplateSyntaxError, nodes
from jinja2.exceptions import SecurityError
from jinja2.runtime import Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment

from pipeline.draft.fields import PERSON_KEYS
from pipeline.draft.filters import FILTERS
from pipeline.errors import DataProblem
from pipeline.gongwen.dates import chinese_date, chinese_datetime

MAX_STEPS = 200_000
MAX_CHARACTERS = 8_000_000
MAX_VALUE = 1_000_000
MAX_SECONDS = 10.0

_METHODS = {
    str: {"strip", "lstrip", "rstrip", "split", "startswith", "endswith", "replace", "upper",
          "lower", "find", "count", "isdigit"},
    dict: {"get", "items", "keys", "values"},
    list: {"index", "count"},
    tuple: {"index", "count"},
    date: {"year", "month", "day"},
    datetime: {"year", "month", "day", "hour", "minute"},
    timedelta: {"days"},
}  # fmt: skip
_FILTERS = (
    "abs", "capitalize", "count", "d", "default", "dictsort", "e", "escape", "first",
    "float", "groupby", "int", "items", "join", "last", "length", "list", "lower", "map", "max",
    "min", "reject", "rejectattr", "replace", "reverse", "round", "safe", "select", "selectattr",
    "sort", "string", "sum", "title", "trim", "truncate", "unique", "upper",
)  # fmt: skip


_OTHER_FILES = (nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends)
_STATEMENT = re.compile(r"\{%.*?%\}")


class TooMuch(Exception):
    """The template ran over its budget."""


class Budget:
    """What one rendering may still spend; shared by all counters of an environment."""

    __slots__ = ("characters", "deadline", "steps")

    def start(self) -> None:
        self.steps = MAX_STEPS
        self.characters = MAX_CHARACTERS
        self.deadline = time.monotonic() + MAX_SECONDS

    def step(self) -> None:
        self.steps -= 1
        if self.steps < 0 or (self.steps % 256 == 0 and time.monotonic() > self.deadline):
            raise TooMuch

    def size(self, value: Any) -> Any:
        """``value`` back when it is of bearable size."""
        if isinstance(value, (str, list, tuple)):
            if len(value) > MAX_VALUE:
                raise TooMuch
            self.spend(len(value))
        elif isinstance(value, int) and value.bit_length() > 1024:
            raise TooMuch
        return value

    def spend(self, characters: int) -> None:
        self.characters -= characters
        if self.characters < 0:
            raise TooMuch


class Sandbox(ImmutableSandboxedEnvironment):
    """The environment of all templates; ``autoescape`` only for Word (XML) templates."""

    intercepted_binops = frozenset(("+", "-", "*", "/", "//", "%", "**"))

    def __init__(self, *, autoescape: bool = False) -> None:
        super().__init__(
            undefined=StrictUndefined,
            autoescape=autoescape,
            keep_trailing_newline=True,
            finalize=self._print,
        )
        self.budget = Budget()
        self.macro_letters = 0
        self.budget.start()
        kept = {name: self.filters[name] for name in _FILTERS}
        self.filters.clear()
        self.filters.update(kept)
        for name in ("string", "list", "sum"):
            self.filters[name] = self._sized(kept[name])
        self.filters["replace"] = _replaced
        self.filters["join"] = _joined
        self.filters.update(FILTERS)
        self.filters["_turns"] = self._turns
        self.filters["_sized"] = self.budget.size
        self.globals.clear()
        self.globals.update(range=self._range, dict=dict, 今天=date.today)

    def _print(self, value: Any) -> Any:
        if isinstance(value, datetime):
            value = chinese_datetime(value)
        elif isinstance(value, date):
            value = chinese_date(value)
        elif value is None:
            value = ""
        elif isinstance(value, (list, tuple)):
            value = "、".join(str(self._print(item)) for item in value)
        elif isinstance(value, Mapping) and set(value) == set(PERSON_KEYS):
            value = value["姓名"]
        elif isinstance(value, int):
            self.budget.size(value)
        if isinstance(value, str):
            self.budget.spend(len(value))
        return value

    def _turns(self, items: Iterable[Any], letters: int = 0) -> Iterator[Any]:
        """``items``, counted; ``letters`` are printed by each turn beside its values."""
        for item in items:
            self.budget.step()
            self.budget.spend(letters)
            yield item

    @staticmethod
    def _range(*limits: int) -> range:
        numbers = range(*limits)
        if len(numbers) > MAX_STEPS:
            raise TooMuch
        return numbers

    def _sized(self, function: Callable[..., Any]) -> Callable[..., Any]:
        from functools import wraps

        @wraps(function)
        def sized(*args: Any, **kwargs: Any) -> Any:
            return self.budget.size(function(*args, **kwargs))

        return sized

    def preprocess(self, source: str, name: str | None = None, filename: str | None = None) -> str:
        source = super().preprocess(source, name, filename)
        return source if self.autoescape else _statement_lines(source)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        for other in tree.find_all(_OTHER_FILES):
            raise TemplateSyntaxError("不能引入别的文件（include、import、extends）", other.lineno)
        for loop in tree.find_all(nodes.For):
            letters = nodes.Const(_letters(loop), lineno=loop.lineno)
            loop.iter = nodes.Filter(
                loop.iter, "_turns", [letters], [], None, None, lineno=loop.lineno
            )
        self.macro_letters = max((_letters(m) for m in tree.find_all(nodes.Macro)), default=0)
        for node in list(tree.find_all(nodes.Concat)):
            node.nodes = [_counted(part) for part in node.nodes]
        tree.set_environment(self)
        return tree

    def wrap_str_format(self, value: Any) -> None:
        """No ``str.format``: its widths print any number of characters in one step."""

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        for kind, names in _METHODS.items():
            if type(obj) is kind or (isinstance(obj, kind) and kind is not date):
                return attr in names
        return type(obj).__module__ == "jinja2.runtime" and not attr.startswith("_")

    def call(self, context: Any, obj: Any, *args: Any, **kwargs: Any) -> Any:
        self.budget.step()
        if isinstance(obj, Macro):
            self.budget.spend(self.macro_letters)
        text = getattr(obj, "__self__", None)
        if isinstance(text, str) and obj.__name__ == "replace":
            return _replaced(text, *args, **kwargs)
        return self.budget.size(super().call(context, obj, *args, **kwargs))

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        self.budget.step()
        if operator == "%" and isinstance(left, str):
            raise SecurityError("%")
        if operator == "*":
            _bounded_product(left, right)
        if operator == "**" and (abs(left) > 10**6 or abs(right) > 64):
            raise TooMuch
        return self.budget.size(super().call_binop(context, operator, left, right))

    def unsafe_undefined(self, obj: Any, attribute: str) -> Any:
        raise SecurityError(attribute)


def _statement_lines(source: str) -> str:
    """Lines of nothing but ``{% … %}`` leave no line behind; every other line keeps its end.

    (Jinja's own ``trim_blocks`` would also glue a paragraph that ends in ``{% endif %}`` to the
    next one.) The line's end moves into a comment, so that line numbers stay right.
    """
    lines = source.split("\n")
    for index, line in enumerate(lines[:-1]):
        text = line.strip()
        bare = (
            text.startswith("{%") and text.endswith("%}") and not _STATEMENT.sub("", text).strip()
        )
        lines[index] = f"{text}{{#\n#}}" if bare else f"{line}\n"
    return "".join(lines)


def _replaced(text: Any, old: Any, new: Any, count: int | None = None) -> str:
    """``text`` with ``old`` replaced; measured before it is made."""
    text, old, new = str(text), str(old), str(new)
    times = text.count(old) if count is None else min(count, text.count(old))
    if len(text) + times * len(new) > MAX_VALUE:
        raise TooMuch
    return str(text.replace(old, new, -1 if count is None else count))


def _joined(items: Iterable[Any], separator: Any = "", attribute: str | None = None) -> str:
    """The items as one text; measured before it is made."""
    parts = [str(item[attribute] if attribute else item) for item in items]
    separator = str(separator)
    if sum(map(len, parts)) + len(parts) * len(separator) > MAX_VALUE:
        raise TooMuch
    return str(separator.join(parts))


def _letters(node: nodes.Node) -> int:
    """How many characters of plain text stand in a part of a template."""
    return sum(len(text.data) for text in node.find_all(nodes.TemplateData))


def _counted(part: nodes.Expr) -> nodes.Expr:
    return nodes.Filter(part, "_sized", [], [], None, None, lineno=part.lineno)


def _bounded_product(left: Any, right: Any) -> None:
    for one, other in ((left, right), (right, left)):
        sized = isinstance(one, (str, list, tuple)) and isinstance(other, int)
        if sized and len(one) * other > MAX_VALUE:
            raise TooMuch
    whole = isinstance(left, int) and isinstance(right, int)
    if whole and left.bit_length() + right.bit_length() > 1024:
        raise TooMuch


@contextmanager
def guarded(environment: Sandbox, name: str, offset: int | None = 0) -> Iterator[None]:
    """Run a rendering within its budget; every failure becomes one sentence (DataProblem).

    ``name`` is the template's name, ``offset`` the lines that stand before its body (None: lines
    mean nothing to people, as in a Word file).
    """
    environment.budget.start()
    try:
        yield
    except TooMuch:
        raise DataProblem(
            f"模板“{name}”循环过多或生成的文字过大，已停止，没有写出文件；请检查模板里的循环。"
        ) from None
    except RecursionError:
        raise DataProblem(f"模板“{name}”里的宏调用自己停不下来，已停止，没有写出文件。") from None
    except SecurityError as error:
        raise DataProblem(
            f"模板“{name}”{_line(error, offset)}用了不允许的写法"
            f"（{_security(error)}）；模板只能使用字段、过滤器和简单的运算。"
        ) from None
    except TemplateError as error:
        raise DataProblem(template_problem(error, name, offset)) from None
    except (MemoryError, OverflowError):
        raise DataProblem(f"模板“{name}”生成的内容过大，已停止，没有写出文件。") from None
    except (
        TypeError,
        ValueError,
        ZeroDivisionError,
        KeyError,
        AttributeError,
        IndexError,
    ) as error:
        raise DataProblem(
            f"模板“{name}”{_line(error, offset)}算不出来：{_reason(error)}。"
        ) from None


def _reason(error: Exception) -> str:
    if isinstance(error, ZeroDivisionError):
        return "除数是零"
    if isinstance(error, TypeError):
        return "值的类型不合（例如文字不能与数相加，或少给了参数）"
    return str(error)


def _security(error: Exception) -> str:
    text = str(error)
    found = re.search(r"attribute '([^']+)'", text)
    return found.group(1) if found else text[:40]


def _line(error: BaseException, offset: int | None) -> str:
    number = line_of(error)
    return "" if offset is None or not number else f"第 {number + offset} 行"


def line_of(error: BaseException) -> int | None:
    """The line of the template where an error arose (jinja rewrites the traceback to say it)."""
    number = getattr(error, "lineno", None)
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename in ("<template>", "<unknown>"):
            number = trace.tb_lineno
        trace = trace.tb_next
    return number if isinstance(number, int) else None


def template_problem(error: TemplateError, name: str, offset: int | None) -> str:
    """A Jinja error as one Chinese sentence with template and line."""
    from jinja2 import UndefinedError

    where = f"模板“{name}”{_line(error, offset)}"
    if isinstance(error, UndefinedError):
        return f"{where}用到的“{_undefined_name(error)}”没有值，请核对名称。"
    if isinstance(error, TemplateSyntaxError):
        return f"{where}写法有误：{_syntax(error.message or '')}。"
    return f"{where}有误：{error.message or error}。"


def _undefined_name(error: Exception) -> str:
    found = re.findall(r"'([^']+)'", str(error))
    return found[-1] if found else "字段"


def _syntax(message: str) -> str:
    known = (
        (r"Encountered unknown tag '(\w+)'", "没有“{0}”这个标签，或标签没有成对"),
        (r"[Uu]nexpected end of template", "标签没有结束（少了 endfor 或 endif）"),
        (r"No filter named '([^']+)'", "没有“{0}”这个过滤器"),
        (r"No test named '([^']+)'", "没有“{0}”这个判断"),
        (r"unexpected '([^']+)'", "多出了“{0}”"),
        (r"expected token '([^']+)', got '([^']+)'", "应有“{0}”，却是“{1}”"),
    )
    for pattern, text in known:
        found = re.search(pattern, message)
        if found:
            return text.format(*found.groups())
    return message.rstrip(".")


def undeclared(environment: Environment, source: str) -> list[tuple[str, int]]:
    """Names a template uses but does not itself set, with the line of the first use of each."""
    from jinja2 import meta

    tree = environment.parse(source)
    names = meta.find_undeclared_variables(tree)
    found: dict[str, int] = {}
    for node in tree.find_all(nodes.Name):
        if node.name in names and node.name not in found:
            found[node.name] = node.lineno
    return sorted(found.items(), key=lambda item: item[1])
