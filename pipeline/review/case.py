"""A case: a plain folder whose log is the truth. Opening, creating, writing, verifying.

``case.yaml`` what the case is · ``rules.lock`` the rules it began with · ``base/rN.docx`` the text
of each round, bit for bit · ``out/`` what was sent · ``in/`` what came back, named by hash ·
``log.jsonl`` everything that happened · ``tables/`` papers · ``final/`` the result.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.errors import DataProblem, FileProblem, HongtouError
from pipeline.files import read_bytes, write_atomic
from pipeline.review.clock import now
from pipeline.review.lock import hold
from pipeline.review.log import (
    LOG_NAME,
    Entry,
    Event,
    LogWriter,
    Spot,
    check_log,
    read_log,
    sha256,
)
from pipeline.review.replay import replay
from pipeline.review.rules import Rules, kind_of, lock_text, read_lock
from pipeline.review.state import CaseState

CASE_NAME = "case.yaml"
LOCK_FILE = "rules.lock"
ACTION_LABELS: dict[str, str] = {
    "send": "发出征求意见",
    "collect": "收取反馈",
    "add": "补录意见",
    "dispose": "拟处理意见",
    "chase": "催办",
    "register": "导出或读回意见汇总表",
    "agenda": "出协调会议程",
    "digest": "出领导审批单",
    "answer": "反馈采纳情况",
    "own-edit": "自行修改文稿",
    "record": "记录决定、会签和协商",
    "final": "形成定稿",
    "note": "写备注",
    "consent": "登记会签",
    "people": "登记人员",
    "task": "交办事项",
    "confirm": "确认销号",
    "after-report": "登记补报",
    "decide": "作出决定",
    "sign": "签发",
    "urgent": "批准特急先行",
    "extend": "批准延期",
    "archive": "归档",
    "rules": "换用规则",
    "reply": "答复意见",
    "authorise": "审定答复",
    "consent-give": "会签",
    "task-done": "报告完成",
    "review": "审核",
    "despite": "批准例外",
    "new": "立案",
}


@dataclass(frozen=True, slots=True)
class Case:
    """An opened case: where it lies, the rules it keeps to, its events and state."""

    folder: Path
    rules: Rules
    events: tuple[Event, ...]
    state: CaseState
    rule_folders: tuple[Path, ...] = ()


def find_case(start: Path) -> Path:
    """The nearest folder upwards from ``start`` that holds a case; raises HongtouError."""
    start = start.resolve()
    for folder in (start, *start.parents):
        if (folder / LOG_NAME).is_file():
            return folder
    raise HongtouError(
        f"{start} 及其上级都不是案卷（没有 {LOG_NAME}）。"
        "请用 --case 指定案卷文件夹，或先用 hongtou case new 立案。"
    )


def open_case(folder: Path, *, rule_folders: Sequence[Path] = ()) -> Case:
    """Read a case. Raises LogProblem when its log does not hold, HongtouError when there is none.

    ``rule_folders`` (a unit's own rules) serve the working-day calendar only: the review rules
    are the ones pinned in ``rules.lock``.
    """
    if not folder.exists():
        raise HongtouError(f"没有“{folder}”这个文件夹；请用 --case 写明案卷在哪里。")
    if not (folder / LOG_NAME).is_file():
        raise HongtouError(
            f"{folder} 不是案卷：里面没有 {LOG_NAME}。请先用 hongtou case new 立案。"
        )
    events = read_log(folder)
    state = replay(events)
    rules = read_lock(folder / LOCK_FILE)
    if rules.digest != state.rules_digest:
        raise HongtouError(f"{folder / LOCK_FILE} 与日志记下的不一致，规则被改动过；请恢复原文件。")
    return Case(folder, rules, events, state, tuple(rule_folders))


@dataclass(slots=True)
class Writing:
    """An open case under its lock. ``log`` appends and brings ``state`` up to date."""

    folder: Path
    rules: Rules
    writer: LogWriter
    actor: str
    rule_folders: tuple[Path, ...] = ()
    _state: CaseState | None = field(default=None)

    @property
    def state(self) -> CaseState:
        """The state after everything logged so far."""
        if self._state is None:
            self._state = replay(self.writer.events)
        return self._state

    def allow(self, action: str, actor: str = "") -> str:
        """The hat under which the actor may do ``action``; raises HongtouError naming who may."""
        return authorise(self.state, self.rules, actor or self.actor, action)

    def store(self, path: str, data: bytes, *, overwrite: bool = False) -> str:
        """Write a file inside the case (relative path); returns its SHA-256.

        A file that stands there with the same content is left alone.
        """
        target = inside(self.folder, path)
        digest = sha256(data)
        if target.exists() and sha256(read_bytes(target)) == digest:
            return digest
        write_atomic(target, data, overwrite=overwrite)
        sync_folder(target.parent)
        return digest

    def log(
        self,
        kind: str,
        data: Mapping[str, Any],
        *,
        hat: str = "",
        files: Mapping[str, str] | None = None,
    ) -> Event:
        """Append one event; returns it."""
        return self.log_all([Entry(kind, data, self.actor, hat, files or {})])[0]

    def log_all(self, entries: Sequence[Entry]) -> tuple[Event, ...]:
        """Append several events in one write."""
        added = self.writer.append(entries, now().isoformat())
        self._state = None
        return added

    def case(self) -> Case:
        """The case as it stands now, for the functions that only read."""
        events = tuple(self.writer.events)
        return Case(self.folder, self.rules, events, self.state, self.rule_folders)


@contextmanager
def writing(
    folder: Path, command: str, actor: str = "", *, rule_folders: Sequence[Path] = ()
) -> Iterator[Writing]:
    """Open the case in ``folder`` for writing under its lock.

    actor: who does it (default: ``HONGTOU_USER``, else the case's first 经办人).
    Raises CaseBusy, LogProblem, HongtouError; refuses an archived case.
    """
    if not (folder / LOG_NAME).is_file():
        raise HongtouError(
            f"{folder} 不是案卷：里面没有 {LOG_NAME}。请先用 hongtou case new 立案。"
        )
    with hold(folder, command):
        writer = LogWriter(folder)
        state = replay(writer.events)
        if state.archived and command not in ("note", "task"):
            raise HongtouError("案卷已归档，不能再改。")
        rules = read_lock(folder / LOCK_FILE)
        if rules.digest != state.rules_digest:
            raise HongtouError(
                f"{folder / LOCK_FILE} 与日志记下的不一致，规则被改动过；请恢复原文件。"
            )
        actor = actor or default_actor(state)
        yield Writing(folder, rules, writer, actor, tuple(rule_folders), state)


def default_actor(state: CaseState) -> str:
    """Who acts when nobody is named: ``HONGTOU_USER``, else the first 经办人 of the case."""
    name = os.environ.get("HONGTOU_USER", "").strip()
    if name:
        return name
    for person in state.people.values():
        if "经办人" in person.hats or "牵头" in person.hats:
            return person.name
    raise HongtouError("案卷里没有登记经办人，请用 --by 写明是谁在操作。")


def authorise(state: CaseState, rules: Rules, name: str, action: str) -> str:
    """The hat under which ``name`` may do ``action``; raises HongtouError saying who may."""
    roles = [role for role, actions in rules.roles.items() if action in actions]
    able = [p for p in state.people.values() if set(p.hats) & set(roles)]
    hint = (
        f"能的有：{'、'.join(f'{p.name}（{p.post or p.hats[0]}）' for p in able)}。"
        if able
        else f"要有{'或'.join(roles)}的角色，请先用 hongtou case people 登记。"
    )
    label = ACTION_LABELS.get(action, action)
    person = state.people.get(name)
    if person is None:
        raise HongtouError(f"本案卷没有登记“{name}”，不能{label}；{hint}")
    for hat in person.hats:
        if hat in roles:
            return hat
    raise HongtouError(f"{name}的角色是{'、'.join(person.hats)}，不能{label}；{hint}")


def inside(folder: Path, path: str) -> Path:
    """``folder / path``; raises FileProblem when that would lie outside the folder."""
    target = (folder / path).resolve()
    if not target.is_relative_to(folder.resolve()):
        raise FileProblem(f"路径“{path}”跑出了案卷文件夹。")
    return target


def sync_folder(folder: Path) -> None:
    """Make new names in ``folder`` survive a power cut, where the system can."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def silence_of(department: str, rules: Rules) -> str:
    """The silence policy that holds for ``department``."""
    kind = kind_of(department, rules.kinds)
    return kind.silence if kind else rules.default_policy


def create_case(
    folder: Path,
    *,
    description: Mapping[str, Any],
    base: bytes,
    clauses_json: str,
    rules: Rules,
    actor: str,
) -> Case:
    """Make a new case folder.

    description: id, title, organ, class, secrecy, contact, people (name, post, hats). ``base``:
    the draft, kept bit for bit. Raises HongtouError when the folder already holds something.
    """
    if folder.exists() and any(folder.iterdir()):
        raise HongtouError(f"文件夹 {folder} 不是空的，请换一个名字。")
    rules.urgency(description["class"])
    folder.mkdir(parents=True, exist_ok=True)
    with hold(folder, "new"):
        yaml_text = _case_yaml(description)
        files = {
            CASE_NAME: yaml_text.encode("utf-8"),
            LOCK_FILE: lock_text(rules).encode("utf-8"),
            "base/r1.docx": base,
            "base/r1.clauses.json": clauses_json.encode("utf-8"),
        }
        for name, content in files.items():
            write_atomic(folder / name, content)
        for name in ("in", "out", "tables", "final"):
            (folder / name).mkdir(exist_ok=True)
        data = {**description, "base": "base/r1.docx", "rules": rules.digest}
        hashes = {name: sha256(content) for name, content in files.items()}
        entry = Entry("created", data, actor, "经办人", hashes)
        LogWriter(folder).append([entry], now().isoformat())
    return open_case(folder)


def _case_yaml(description: Mapping[str, Any]) -> str:
    import yaml

    head = (
        "# 立案时写定，之后的变化都记在 log.jsonl 里；改动本文件会被 hongtou case verify 发现。\n"
    )
    return head + yaml.safe_dump(dict(description), allow_unicode=True, sort_keys=False)


def verify_case(folder: Path, *, tip: str = "") -> tuple[Spot, ...]:
    """Every spot at which the case is not what its log says: chain, files, replay, stray files.

    ``tip``: the 8 characters printed on a paper, which must be some event's hash. Spots with a
    negative line are remarks that mend themselves, not tampering.
    """
    events, spots = check_log(folder)
    found = list(spots)
    try:
        state: CaseState | None = replay(events)
    except (HongtouError, KeyError, IndexError, TypeError, ValueError) as error:
        found.append(Spot(LOG_NAME, f"重放失败：{error}"))
        state = None
    found.extend(_file_spots(folder, events))
    if state is not None and not any(spot.line >= 0 for spot in spots):
        found.extend(_stray_files(folder, events))
    if tip:
        digests = [event for event in events if event.hash.startswith(tip.lower())]
        if len(tip) < 8:
            found.append(Spot("--tip", f"指纹“{tip}”不全，要照纸面写满 8 位。"))
        elif not digests:
            found.append(
                Spot(LOG_NAME, f"日志里没有指纹 {tip}：纸面材料与这份日志不是同一个案卷。")
            )
    return tuple(found)


def _file_spots(folder: Path, events: Sequence[Event]) -> Iterator[Spot]:
    """Files that are gone or changed; the last event that names a file counts."""
    last: dict[str, tuple[str, int]] = {}
    for event in events:
        for path, digest in event.files.items():
            last[path] = (digest, event.seq)
    for path, (digest, seq) in last.items():
        try:
            data = inside(folder, path).read_bytes()
        except (OSError, FileProblem):
            yield Spot(path, f"文件不见了（日志第{seq}条记过它）。", seq)
            continue
        if sha256(data) != digest:
            yield Spot(path, f"文件内容与日志第{seq}条记下的不一致：被改动过。", seq)


def _stray_files(folder: Path, events: Sequence[Event]) -> Iterator[Spot]:
    known = {path for event in events for path in event.files}
    for place in ("base", "in"):
        root = folder / place
        for path in sorted(root.rglob("*")) if root.is_dir() else ():
            name = path.relative_to(folder).as_posix()
            if not path.is_file() or name in known or path.name.startswith("."):
                continue
            if place == "in" and path.stem != sha256(path.read_bytes()):
                yield Spot(name, "日志里没有这个文件，文件名也不是它的校验值：是后来放进来的。")
                continue
            yield Spot(
                name, "日志里没有这个文件：收取被中断（重新收取即可），或是后来放进来的。", -1
            )


def read_base(case: Case, number: int) -> bytes:
    """The text of round ``number``, checked against the log."""
    turn = case.state.rounds[number - 1]
    data = read_bytes(case.folder / turn.base)
    if sha256(data) != turn.base_hash:
        raise DataProblem(f"{turn.base} 与日志记下的不一致，被改动过；请从备份恢复。")
    return data
