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
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from jinja2 import Environment, StrictUndefined, TemplateError, TemplateSyntaxError, nodes
from jinja2.exceptions import SecurityError
from jinja2.runtime import Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment

from pipeline.draft.fields import PERSON_KEYS
from pipeline.errors import DataProblem
from pipeline.gongwen.dates import chinese_date, chinese_datetime, parse_date, weekday
from pipeline.gongwen.numbering import chinese_number, split_heading

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


_CAPITALS = "零壹贰叁肆伍陆柒捌玖"


def capital_money(value: Any) -> str:
    """1234.5 → 壹仟贰佰叁拾肆元伍角整 (GB/T 15835-2011: capitals in financial papers)."""
    number = Decimal(str(value))
    if not number.is_finite() or number.adjusted() > 15:
        raise ValueError("金额过大")
    number = number.quantize(Decimal("0.01"), ROUND_HALF_UP)
    sign = "负" if number < 0 else ""
    yuan, cents = divmod(int(abs(number) * 100), 100)
    if yuan >= 10**16:
        raise ValueError("金额过大")
    jiao, fen = divmod(cents, 10)
    text = f"{_capital_integer(yuan)}元" if yuan else ""
    if jiao:
        text += f"{_CAPITALS[jiao]}角"
    elif fen and yuan:
        text += "零"
    text += f"{_CAPITALS[fen]}分" if fen else "整"
    return sign + (text if yuan or cents else "零元整")


def _capital_integer(value: int) -> str:
    groups: list[int] = []
    while value:
        value, part = divmod(value, 10000)
        groups.append(part)
    text = ""
    for place in range(len(groups) - 1, -1, -1):
        part = groups[place]
        if part:
            if text and (part < 1000 or groups[place + 1] == 0) and not text.endswith("零"):
                text += "零"
            text += _capital_group(part) + ("", "万", "亿", "万亿")[place]
    return text


def _capital_group(value: int) -> str:
    text, gap = "", False
    for place in range(3, -1, -1):
        digit = value // 10**place % 10
        if digit:
            text += (
                ("零" if gap and text else "") + _CAPITALS[digit] + ("", "拾", "佰", "仟")[place]
            )
            gap = False
        else:
            gap = True
    return text


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
