"""The rules of a review (``rules/review/*.yaml``) as data, and their pinned copy in the case.

A case keeps the whole rule data in ``rules.lock``: an old case is judged by the rules it began with
until someone pins the new ones (an event in the log).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.errors import DataProblem
from pipeline.files import read_bytes
from pipeline.resources import data_folder, load_yaml

SUBJECTS = (
    "time",
    "silence",
    "departments",
    "levels",
    "reasons",
    "ladder",
    "roles",
    "tasks",
    "meetings",
    "crosscheck",
)
_REQUIRED: dict[str, tuple[str, ...]] = {
    "time": (
        "classes",
        "long_pages",
        "characters_per_page",
        "late_hour",
        "total_min_workdays",
        "max_rounds",
        "mass_mailing",
        "answer_workdays",
        "chase_colours",
        "chase_min_hours",
        "after_report_hours",
        "sender",
    ),
    "silence": ("policies", "default"),
    "levels": ("levels", "default", "wording_characters", "substance"),
    "reasons": ("dispositions", "codes", "forms"),
    "ladder": ("steps",),
    "tasks": ("vague", "soon_workdays", "red_workdays"),
    "meetings": (
        "no_meeting_weekdays",
        "no_meeting_weeks",
        "notice_workdays",
        "plan_workdays",
        "travel_minutes",
        "merge_days",
        "merge_similarity",
        "max_hours",
    ),
    "crosscheck": (
        "modals",
        "similarity",
        "minimum_characters",
        "authority_similarity",
        "modal_characters",
        "formula_limit",
        "dependent_starts",
        "repeal_words",
        "lead_words",
        "unclear_owners",
    ),
}


@dataclass(frozen=True, slots=True)
class DepartmentKind:
    """A kind of department: the names it goes by, the words of its duties, its silence policy."""

    key: str
    names: tuple[str, ...]
    duties: tuple[str, ...]
    silence: str


@dataclass(frozen=True, slots=True)
class Rules:
    """All review rules. data: subject → content of its file; digest: SHA-256 over all of it."""

    data: Mapping[str, Any]
    digest: str

    @property
    def time(self) -> Mapping[str, Any]:
        """Deadlines, limits and the sender's checks (``time.yaml``)."""
        return _table(self.data["time"])

    def urgency(self, name: str) -> Mapping[str, Any]:
        """The deadlines of an urgency class (平件, 急件, 特急)."""
        return _choice(self.time["classes"], name, "缓急程度")

    def policy(self, name: str) -> Mapping[str, Any]:
        """What silence means under the policy ``name`` (``silence.yaml``)."""
        return _choice(self.data["silence"]["policies"], name, "逾期处理办法")

    @property
    def default_policy(self) -> str:
        """The silence policy of a department about which nothing is known."""
        return str(self.data["silence"]["default"])

    @property
    def kinds(self) -> tuple[DepartmentKind, ...]:
        """The kinds of departments, in the order of the file."""
        return tuple(
            DepartmentKind(
                key,
                tuple(row["names"]),
                tuple(row.get("duties", ())),
                row.get("silence", self.default_policy),
            )
            for key, row in self.data["departments"].items()
        )

    @property
    def levels(self) -> Mapping[str, Any]:
        """The kinds of opinions (须改, 宜改, 供参考, 文字) and what each must say."""
        return _table(self.data["levels"]["levels"])

    @property
    def default_level(self) -> str:
        """The level of an opinion whose author gave none."""
        return str(self.data["levels"]["default"])

    @property
    def dispositions(self) -> Mapping[str, Any]:
        """The results an opinion can have and what each must be given."""
        return _table(self.data["reasons"]["dispositions"])

    @property
    def codes(self) -> tuple[str, ...]:
        """The reason codes for what is not, or only partly, adopted."""
        return tuple(self.data["reasons"]["codes"])

    @property
    def forms(self) -> tuple[str, ...]:
        """The forms in which a leader decides (签署, 圈阅, 口头, 会议)."""
        return tuple(self.data["reasons"]["forms"])

    @property
    def roles(self) -> Mapping[str, Sequence[str]]:
        """Role → the actions it may do."""
        return _table(self.data["roles"])


def load_rules(folders: Sequence[Path] = ()) -> Rules:
    """The rules in force: a unit's ``review/<subject>.yaml`` goes before the built-in one.

    ``departments`` and ``roles`` of a unit add to (and override by key) the built-in ones.
    Raises DataProblem naming the file and the missing or wrong key.
    """
    data: dict[str, Any] = {}
    for subject in SUBJECTS:
        builtin = data_folder("rules") / "review" / f"{subject}.yaml"
        own = [folder / "review" / f"{subject}.yaml" for folder in folders]
        own = [path for path in own if path.is_file()]
        if subject in ("departments", "roles"):
            merged: dict[str, Any] = {}
            for path in (builtin, *reversed(own)):
                merged.update(_checked(subject, load_yaml(path), path))
            data[subject] = merged
        else:
            path = own[0] if own else builtin
            data[subject] = _checked(subject, load_yaml(path), path)
    return Rules(data, digest_of(data))


def read_lock(path: Path) -> Rules:
    """The rules pinned in a case's ``rules.lock``."""
    try:
        data = json.loads(read_bytes(path))
        return Rules(data["rules"], digest_of(data["rules"]))
    except (ValueError, KeyError, TypeError):
        raise DataProblem(f"{path} 已损坏，读不出立案时的规则。") from None


def lock_text(rules: Rules) -> str:
    """The content of ``rules.lock``."""
    return json.dumps({"digest": rules.digest, "rules": rules.data}, ensure_ascii=False, indent=1)


def digest_of(data: Mapping[str, Any]) -> str:
    """SHA-256 over rule data in canonical JSON."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def kind_of(department: str, kinds: Sequence[DepartmentKind]) -> DepartmentKind | None:
    """The kind whose name ends ``department`` (``市财政局`` → 财政); the longest name wins."""
    best: tuple[int, DepartmentKind] | None = None
    for kind in kinds:
        for name in kind.names:
            if department.endswith(name) and (best is None or len(name) > best[0]):
                best = (len(name), kind)
    return best[1] if best else None


def _checked(subject: str, data: Any, path: Path) -> dict[str, Any]:
    if not isinstance(data, dict):
        raise DataProblem(f"{path} 应是“名称: 内容”的表。")
    missing = [key for key in _REQUIRED.get(subject, ()) if key not in data]
    if missing:
        raise DataProblem(f"{path} 缺少“{missing[0]}”。")
    if subject == "departments":
        for key, row in data.items():
            if not isinstance(row, dict) or not isinstance(row.get("names"), list):
                raise DataProblem(f"{path} 的“{key}”缺少 names（这类部门的名称列表）。")
            if not isinstance(row.get("duties", []), list):
                raise DataProblem(f"{path} 的“{key}”的 duties 应是职责词的列表。")
    if subject == "roles":
        for key, row in data.items():
            if not isinstance(row, list):
                raise DataProblem(f"{path} 的“{key}”应是能做的事的列表。")
    return data


def _table(value: Any) -> Mapping[str, Any]:
    assert isinstance(value, dict)
    return value


def _choice(table: Mapping[str, Any], name: str, what: str) -> Mapping[str, Any]:
    if name not in table:
        raise DataProblem(f"没有“{name}”这种{what}，可选：{'、'.join(table)}。")
    return _table(table[name])
