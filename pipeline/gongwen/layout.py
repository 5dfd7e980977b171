"""Layout profiles: how every element looks: the drafter writes by it, the linter checks.

A profile is one YAML file in ``rules/layout/`` (``gbt9704-2012.yaml`` is the standard itself). A
unit's own profile says ``extends: gbt9704-2012`` and repeats only what differs. Every number
carries the clause it comes from and its strength (规定 | 一般 | 推荐 | 实务).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.errors import DataProblem
from pipeline.gongwen.elements import Element
from pipeline.gongwen.genres import LAYOUTS
from pipeline.resources import data_folder, load_yaml

DEFAULT_PROFILE = "gbt9704-2012"
STRENGTHS = ("规定", "一般", "推荐", "实务")
_ALIGNMENTS = ("left", "center", "right", "both")


_TURNED_MM = 12.0  # the strip of a turned page number: room for one line of it


def twips(mm: float) -> int:
    """Millimetres as twips (1/20 pt), rounded."""
    return round(mm * 1440 / 25.4)


@dataclass(frozen=True, slots=True)
class Page:
    """Paper and type area (版心) in mm; ``right_mm``/``bottom_mm`` follow from the others."""

    width_mm: float
    height_mm: float
    top_mm: float
    left_mm: float
    area_width_mm: float
    area_height_mm: float
    tolerance_mm: float = 1.0
    clause: str = ""
    strength: str = "规定"

    @property
    def right_mm(self) -> float:
        return self.width_mm - self.left_mm - self.area_width_mm

    @property
    def bottom_mm(self) -> float:
        return self.height_mm - self.top_mm - self.area_height_mm


@dataclass(frozen=True, slots=True)
class Grid:
    """Lines a page and characters a line, with the pitch (twips) that gives them."""

    lines: int
    characters: int
    line_twips: int
    spacing_twips: int
    clause: str = ""
    strength: str = "一般"


_DASH_UP = 0.33  # height of the dash over the baseline, as a share of the size


def dash_height(line: float, size_pt: float) -> float:
    """Twips from the bottom of a page number's line (``line`` twips high) up to its dashes.

    Word centres exact lines, LibreOffice puts the baseline at 80 %; at 1.2–1.3 times the size both
    give the same place.
    """
    return 0.2 * line + _DASH_UP * size_pt * 20


@dataclass(frozen=True, slots=True)
class Font:
    """A typeface by role: the name written, its stand-in, and the names accepted for it."""

    role: str
    name: str
    alt: str = ""
    accept: tuple[str, ...] = ()
    latin: str = ""

    def accepts(self, name: str) -> bool:
        """Whether ``name`` is this typeface under any of its names (case is ignored)."""
        return name.strip().casefold() in {n.casefold() for n in (self.name, *self.accept)}


@dataclass(frozen=True, slots=True)
class ElementStyle:
    """How one element is set. Sizes in pt, indents in characters of that size (字), spacing in
    grid lines, ``line_twips`` exact (None = the grid's). ``extra`` holds what only one element has
    (``gap_mm``, ``width_mm``, ``name_font``, …)."""

    element: Element
    style: str
    font: str
    size_pt: float
    align: str = "left"
    bold: bool = False
    color: str = "000000"
    left_chars: float = 0
    right_chars: float = 0
    first_line_chars: float = 0
    before_lines: float = 0
    after_lines: float = 0
    line_twips: int | None = None
    outline: int | None = None
    keep_next: bool = False
    page_break_before: bool = False
    clause: str = ""
    strength: str = "一般"
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Form:
    """One of the four layouts (文件, 信函, 命令, 纪要): where the mark stands (mm from the paper's
    top), what follows the organ's name in it, which rules there are, and its element styles."""

    name: str
    mark_top_mm: float
    mark_suffix: str
    header_rule: str
    imprint: str
    page_number_first: bool
    clause: str
    rule: Mapping[str, Any]
    elements: Mapping[Element, ElementStyle]


@dataclass(frozen=True, slots=True)
class LayoutProfile:
    """A whole profile; get one with ``load_layout``."""

    name: str
    title: str
    page: Page
    grid: Grid
    fonts: Mapping[str, Font]
    elements: Mapping[Element, ElementStyle]
    forms: Mapping[str, Form]
    signature: Mapping[str, Mapping[str, Any]]
    imprint: Mapping[str, Any]
    organ: str = ""
    mark: str = ""
    source: str = ""

    @property
    def number_bottom(self) -> int:
        """Twips from the paper's bottom to the line of the page number, so that its dashes lie as
        far below the type area as clause 7.5 says."""
        style = self.style(Element.PAGE_NUMBER)
        dash = twips(self.page.bottom_mm - float(style.extra["below_area_mm"]))
        return round(dash - dash_height(style.line_twips or self.grid.line_twips, style.size_pt))

    @property
    def turned_number_box(self) -> tuple[float, float, float, float]:
        """Left, top, width and height in mm of the strip in which the number of a landscape page
        stands (8): where it stands on the other pages, which this is turned clockwise."""
        page, style = self.page, self.style(Element.PAGE_NUMBER)
        middle = page.bottom_mm - float(style.extra["below_area_mm"])
        return middle - _TURNED_MM / 2, page.left_mm, _TURNED_MM, page.area_width_mm

    def form(self, layout: str) -> Form:
        """The layout of that name; raises DataProblem when there is none."""
        if layout not in self.forms:
            raise DataProblem(f"没有“{layout}”这种版式，可用的有：{'、'.join(self.forms)}。")
        return self.forms[layout]

    def style(self, element: Element, layout: str | None = None) -> ElementStyle:
        """The style of an element, as that layout has it when it differs from the general one."""
        table = self.form(layout).elements if layout else self.elements
        return table[element]

    def font(self, role: str) -> Font:
        """The typeface that plays ``role`` (仿宋, 楷体, 黑体, 小标宋, 宋体)."""
        return self.fonts[role]


def load_layout(
    name_or_path: str | Path = DEFAULT_PROFILE, folders: Sequence[Path] = ()
) -> LayoutProfile:
    """Load a profile by name (from ``folders``, then the built-in ones) or by path.

    ``folders`` are rule folders: ``<folder>/layout/NAME.yaml`` and ``<folder>/NAME.yaml`` are
    tried. Raises DataProblem naming the file and the key that is wrong.
    """
    return _load(str(name_or_path), tuple(Path(folder) for folder in folders))


@cache
def _load(name: str, folders: tuple[Path, ...]) -> LayoutProfile:
    path = _find(name, folders, None)
    return _build(_merged(path, folders, ()), path)


def _find(name: str, folders: tuple[Path, ...], near: Path | None) -> Path:
    if name.endswith((".yaml", ".yml")) or "/" in name or "\\" in name:
        path = Path(name).expanduser()
        if near is not None and not path.is_absolute():
            path = near.parent / path
        if not path.is_file():
            raise DataProblem(f"找不到版式文件 {path}。")
        return path
    places = [near.parent] if near is not None else []
    for folder in folders:
        places += [folder / "layout", folder]
    places.append(data_folder("rules") / "layout")
    for place in places:
        path = place / f"{name}.yaml"
        if path.is_file() and path != near:
            return path
    known = sorted({p.stem for place in places if place.is_dir() for p in place.glob("*.yaml")})
    raise DataProblem(f"没有名为“{name}”的版式，可用的有：{'、'.join(known) or '（无）'}。")


def _merged(path: Path, folders: tuple[Path, ...], seen: tuple[Path, ...]) -> dict[str, Any]:
    if path in seen:
        raise DataProblem(f"{path} 的 extends 绕成了圈，请改正。")
    data = load_yaml(path)
    if not isinstance(data, dict):
        raise DataProblem(f"{path} 应是“名称: 值”的形式。")
    parent = data.pop("extends", None)
    if parent is None:
        return data
    base = _merged(_find(str(parent), folders, path), folders, (*seen, path))
    return _overlay(base, data, path, "")


def _overlay(base: dict[str, Any], over: Any, path: Path, where: str) -> dict[str, Any]:
    """``base`` with the keys of ``over`` put over it, tables key by key."""
    if not isinstance(over, dict):
        raise DataProblem(f"{path} 的“{where}”应是“名称: 值”的形式。")
    result = dict(base)
    for key, value in over.items():
        old = base.get(key)
        name = f"{where}.{key}".strip(".")
        result[key] = _overlay(old, value, path, name) if isinstance(old, dict) else value
    return result


_KEYS = (
    "name", "title", "page", "grid", "fonts", "elements", "signature", "imprint",
    "layouts", "organ", "mark",
)  # fmt: skip


def _build(data: dict[str, Any], path: Path) -> LayoutProfile:
    _known(data, _KEYS, path, "")
    fonts = {role: _font(role, row, path) for role, row in data["fonts"].items()}
    elements = _elements(data["elements"], fonts, path)
    _known(data["layouts"], LAYOUTS, path, "layouts")
    grid = _record(Grid, data["grid"], path, "grid")
    return LayoutProfile(
        name=str(data["name"]),
        title=str(data.get("title", data["name"])),
        page=_page(_record(Page, data["page"], path, "page"), path),
        grid=grid,
        fonts=fonts,
        elements=elements,
        forms={
            name: _form(name, row, data["elements"], fonts, path)
            for name, row in data["layouts"].items()
        },
        signature=data["signature"],
        imprint=data["imprint"],
        organ=str(data.get("organ", "")),
        mark=str(data.get("mark", "")),
        source=str(path),
    )


def _page(page: Page, path: Path) -> Page:
    if page.right_mm <= 0 or page.bottom_mm <= 0:
        raise DataProblem(f"{path} 的 page：版心加白边超过了纸张，请核对各项尺寸。")
    return page


def _form(
    name: str, row: Any, elements: dict[str, Any], fonts: Mapping[str, Font], path: Path
) -> Form:
    mark = row["mark"]
    own = _overlay(elements, row.get("elements", {}), path, f"layouts.{name}.elements")
    return Form(
        name=name,
        mark_top_mm=float(mark["top_mm"]),
        mark_suffix=str(mark.get("suffix", "")),
        header_rule=row.get("header_rule", "none"),
        imprint=row.get("imprint", "ruled"),
        page_number_first=bool(row.get("page_number_first", True)),
        clause=str(mark.get("clause", "")),
        rule=row.get("rule", {}),
        elements=_elements(own, fonts, path),
    )


def _elements(
    rows: dict[str, Any], fonts: Mapping[str, Font], path: Path
) -> dict[Element, ElementStyle]:
    _known(rows, [element.value for element in Element], path, "elements")
    return {Element(key): _element(Element(key), row, fonts, path) for key, row in rows.items()}


def _element(
    element: Element, row: dict[str, Any], fonts: Mapping[str, Font], path: Path
) -> ElementStyle:
    own = _style_keys()
    where = f"elements.{element.value}"
    _one_of(row.get("align", "left"), _ALIGNMENTS, path, f"{where}.align")
    _one_of(row.get("font"), list(fonts), path, f"{where}.font")
    plain = {key: value for key, value in row.items() if key in own}
    plain["color"] = str(plain.get("color", "000000"))
    extra = {key: value for key, value in row.items() if key not in own}
    try:
        return ElementStyle(element=element, extra=extra, **plain)
    except TypeError:
        raise DataProblem(f"{path} 的“{where}”缺少 style、font 或 size_pt。") from None


@cache
def _style_keys() -> frozenset[str]:
    return frozenset(item.name for item in fields(ElementStyle)) - {"element", "extra"}


def _font(role: str, row: dict[str, Any], path: Path) -> Font:
    if not isinstance(row, dict) or "name" not in row:
        raise DataProblem(f"{path} 的“fonts.{role}”要写明 name（字体名）。")
    _known(row, ("name", "alt", "accept", "latin"), path, f"fonts.{role}")
    return Font(
        role=role,
        name=str(row["name"]),
        alt=str(row.get("alt", "")),
        accept=tuple(str(name) for name in row.get("accept", ())),
        latin=str(row.get("latin", "")),
    )


def _record(kind: type[Any], row: Any, path: Path, where: str) -> Any:
    _known(row, [item.name for item in fields(kind)], path, where)
    for key, value in row.items():
        if key not in ("clause", "strength") and not isinstance(value, (int, float)):
            raise DataProblem(f"{path} 的“{where}.{key}”应是数，现在是“{value}”。")
    try:
        return kind(**row)
    except TypeError:
        raise DataProblem(f"{path} 的“{where}”缺少必要的数值。") from None


def _known(row: Any, names: Sequence[str], path: Path, where: str) -> None:
    if not isinstance(row, dict):
        raise DataProblem(f"{path} 的“{where}”应是“名称: 值”的形式。")
    for key in row:
        if key not in names:
            from difflib import get_close_matches

            near = get_close_matches(str(key), names, 1)
            hint = f"是不是“{near[0]}”？" if near else f"可用的有：{'、'.join(names)}。"
            raise DataProblem(f"{path} 的“{where or '顶层'}”里有不认识的“{key}”，{hint}")


def _one_of(value: object, allowed: Sequence[str], path: Path, where: str) -> None:
    if value not in allowed:
        raise DataProblem(f"{path} 的“{where}”是“{value}”，可用的有：{'、'.join(allowed)}。")
