"""收取: whatever comes back in one folder is recognised, kept bit for bit, read, and logged.

One bad file never stops the batch. Every file gets a receipt, every mark ends in an opinion or in
an explanation, and the balance is checked before anything is logged.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pipeline.errors import HongtouError
from pipeline.files import read_bytes
from pipeline.review.balance import Split, check_balance, split_known
from pipeline.review.base_text import BaseText, base_text
from pipeline.review.case import Writing
from pipeline.review.forms import Form, form_of, outside_lines, read_form, with_outside
from pipeline.review.inbox import Incoming
from pipeline.review.log import Entry, sha256
from pipeline.review.reading import carry_forward, guess_round, read_return
from pipeline.review.rows import Marks, Row, make_rows
from pipeline.review.senders import by_copy, by_department, by_file_name, sender_of
from pipeline.review.state import Delivery, Opinion
from pipeline.review.web_form import WebReply, read_web_reply
from pipeline.word.copy_marks import find_copy_id, unmark
from pipeline.word.document import Document, read_document
from pipeline.word.package import Package, open_package

_SCANS = {".pdf", ".jpg", ".jpeg", ".png", ".tif", ".tiff", ".ofd", ".bmp"}
_TEXTS = {".json", ".txt", ".eml", ".msg", ".htm", ".html", ".md"}


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of one file. status: collected | filed | known | problem."""

    name: str
    status: str
    department: str = ""
    round: int = 0
    how: str = ""
    marks: Mapping[str, int] = field(default_factory=dict)
    opinions: tuple[int, ...] = ()
    added_to: tuple[int, ...] = ()
    explained: tuple[str, ...] = ()
    message: str = ""
    no_objection: bool = False
    late: bool = False

    @property
    def total(self) -> int:
        """All marks that came in with the file."""
        return sum(self.marks.values())


def collect(
    w: Writing,
    files: Sequence[Incoming],
    *,
    received: datetime,
    department: str = "",
) -> tuple[Receipt, ...]:
    """Take in files; logs one event a file as it goes. Returns a receipt for each.

    department: whose files these are, when names and marks do not say it.
    """
    hat = w.allow("collect")
    if not any(turn.deliveries for turn in w.state.rounds):
        raise HongtouError("还没有发出过征求意见，没有可收取的。")
    if department:
        w.state.delivery(department)
    batch = _Batch(w, received, department, hat)
    ordered = sorted(files, key=lambda item: (_order(item), item.name))
    receipts = {id(item): batch.take(item) for item in ordered}
    return tuple(receipts[id(item)] for item in files)


def _order(item: Incoming) -> int:
    """Drafts before forms: a form then adds to the opinions its draft brought."""
    return 1 if "意见表" in item.name or item.suffix in (".xlsx", ".json") else 0


class _Batch:
    """One run of collect: bases read once, opinions numbered on."""

    def __init__(self, w: Writing, received: datetime, department: str, hat: str) -> None:
        self.w = w
        self.received = received
        self.department = department
        self.hat = hat
        self.texts: dict[int, BaseText] = {}
        self.sent: dict[str, Package] = {}
        self.known = {
            digest: path
            for event in w.writer.events
            if event.type == "received"
            for path, digest in event.files.items()
        }

    def take(self, item: Incoming) -> Receipt:
        digest = sha256(item.data)
        if not item.data:
            return Receipt(item.name, "problem", message="是空文件，或读不出来，请重新索取。")
        if digest in self.known:
            return Receipt(
                item.name, "known", message=f"以前收过（{self.known[digest]}），不重复收取。"
            )
        try:
            return self._read(item, digest)
        except HongtouError as error:
            return self._file_unread(item, digest, str(error))

    def _read(self, item: Incoming, digest: str) -> Receipt:
        if item.suffix in _SCANS:
            return self._file(item, digest, "扫描件")
        reply = read_web_reply(item.data, item.name)
        if reply is not None:
            return self._take_web_reply(item, digest, reply)
        if item.suffix in _TEXTS:
            return self._file(item, digest, "文字")
        if item.suffix == ".xlsx":
            return self._take_sheet(item, digest)
        package = open_package(item.data, name=item.name)
        return self._take_word(item, digest, package)

    def _take_word(self, item: Incoming, digest: str, package: Package) -> Receipt:
        code, how = find_copy_id(package)
        document = read_document(package)
        form = read_form(document)
        delivery = by_copy(self.w.state, code)
        if delivery is None and form is not None and form.department:
            delivery, how = by_department(self.w.state, form.department), "表内反馈单位"
        if delivery is None:
            delivery, how = self._guess(item, document, form is not None)
        if form is not None and not self._is_copy(document, delivery):
            form = with_outside(form, document, self._sent_lines(delivery))
            return self._log_reply(item, digest, delivery, how, Marks(form=form), form)
        marks = read_return(self._sent(delivery), unmark(package))
        return self._log_reply(item, digest, delivery, how, marks, None)

    def _take_sheet(self, item: Incoming, digest: str) -> Receipt:
        from pipeline.review.sheets import read_sheet

        table = read_sheet(item.data, item.name)
        form = form_of([table], [" ".join(filter(None, row)) for row in table])
        if form is None:
            raise HongtouError("表里没有“条款”“修改建议”这样的列，不是反馈意见表。")
        delivery = by_department(self.w.state, form.department) if form.department else None
        how = "表内反馈单位" if delivery else "文件名"
        delivery = delivery or by_file_name(self.w.state, item.name, self.department)
        return self._log_reply(item, digest, delivery, how, Marks(form=form), form)

    def _take_web_reply(self, item: Incoming, digest: str, reply: WebReply) -> Receipt:
        if reply.case != self.w.state.id:
            raise HongtouError(
                f"这是另一个案卷（{reply.case}）的网页反馈表填的，本案卷是 {self.w.state.id}。"
            )
        delivery = by_copy(self.w.state, reply.copy)
        if delivery is None:
            raise HongtouError(f"副本编号“{reply.copy}”不是本案卷发出的，请与部门核实。")
        marks = Marks(form=reply.form)
        return self._log_reply(item, digest, delivery, "网页反馈表", marks, reply.form)

    def _is_copy(self, document: Document, delivery: Delivery) -> bool:
        """Whether a file with a table of opinions is the draft itself (which may hold one)."""
        body = [paragraph.text for paragraph in document.body.paragraphs]
        return bool(guess_round(body, [self._text(delivery.round).body])[0])

    def _sent_lines(self, delivery: Delivery) -> frozenset[str]:
        """The lines of the form as it was sent, outside its tables."""
        folder = (self.w.folder / delivery.file).parent
        for path in folder.glob(f"反馈意见表_{delivery.copy}.docx"):
            return outside_lines(read_document(open_package(path)))
        return frozenset()

    def _guess(self, item: Incoming, document: Document, is_form: bool) -> tuple[Delivery, str]:
        """Without a copy id: the round by likeness of the text, the department by the name."""
        how = "文件名"
        if is_form:
            return by_file_name(self.w.state, item.name, self.department), how
        body = [paragraph.text for paragraph in document.body.paragraphs]
        number, share = guess_round(body, [self._text(t.number).body for t in self.w.state.rounds])
        if not number:
            raise HongtouError("内容与征求意见稿对不上，不像是这份文稿的反馈；请核对后再收。")
        delivery = by_file_name(self.w.state, item.name, self.department)
        if delivery.round != number:
            delivery = self.w.state.delivery(delivery.department, number)
        return delivery, f"文件名和内容相似（{share:.0%}）"

    def _text(self, number: int) -> BaseText:
        if number not in self.texts:
            self.texts[number] = base_text(self.w.case(), number)
        return self.texts[number]

    def _sent(self, delivery: Delivery) -> Package:
        if delivery.file not in self.sent:
            data = read_bytes(self.w.folder / delivery.file)
            self.sent[delivery.file] = unmark(open_package(data, name=delivery.file))
        return self.sent[delivery.file]

    def _log_reply(
        self,
        item: Incoming,
        digest: str,
        delivery: Delivery,
        how: str,
        marks: Marks,
        form: Form | None,
    ) -> Receipt:
        state = self.w.state
        made = make_rows(marks, self._text(delivery.round), self.w.rules)
        current = state.rounds[-1].number
        if delivery.round != current:
            made = carry_forward(made, self.w.case(), delivery.round, current)
        split = split_known(made, state, delivery, current)
        check_balance(marks, split, item.name)
        entries, receipt = self._entries(item, digest, delivery, how, marks, form, split)
        self.w.log_all(entries)
        self.known[digest] = receipt.name
        return receipt

    def _entries(
        self,
        item: Incoming,
        digest: str,
        delivery: Delivery,
        how: str,
        marks: Marks,
        form: Form | None,
        split: Split,
    ) -> tuple[list[Entry], Receipt]:
        state = self.w.state
        current = state.rounds[-1].number
        start = max(state.opinions, default=0) + 1
        numbered = list(enumerate(split.new, start))
        late = self.received.date().isoformat() > delivery.due
        path = self._store(item, digest)
        explained = [*split.explained]
        data = {
            "round": delivery.round,
            "department": delivery.department,
            "on": self.received.isoformat(),
            "file": path,
            "name": item.name,
            "kind": "回复",
            "how": how,
            "late": late,
            "no_objection": bool(form and form.no_objection and not form.rows),
            "signer": form.signer if form else "",
            "marks": marks.counts(),
            "explained": explained,
            "rows": [self._row_data(row, number, current) for number, row in numbered],
        }
        entries = [Entry("received", data, self.w.actor, self.hat, {path: digest})]
        entries += [self._addition(row, opinion) for row, opinion in split.additions]
        receipt = Receipt(
            name=item.name,
            status="collected",
            department=delivery.department,
            round=delivery.round,
            how=how,
            marks=marks.counts(),
            opinions=tuple(number for number, _ in numbered),
            added_to=tuple(opinion.number for _, opinion in split.additions),
            explained=tuple(explained),
            message=_remark(form, split, late),
            no_objection=bool(data["no_objection"]),
            late=late,
        )
        return entries, receipt

    def _row_data(self, row: Row, number: int, current: int) -> dict[str, Any]:
        level = row.level or self.w.rules.default_level
        return {**row.as_data(number), "level": level, "round": current}

    def _addition(self, row: Row, opinion: Opinion) -> Entry:
        reason = opinion.reason
        if row.reason and row.reason not in reason:
            reason = f"{reason}；{row.reason}" if reason else row.reason
        data: dict[str, Any] = {"row": opinion.number, "reason": reason}
        if row.kind == "表内意见" and row.level:
            data["level"] = row.level
        return Entry("completed", data, self.w.actor, self.hat)

    def _store(self, item: Incoming, digest: str) -> str:
        suffix = item.suffix if item.suffix.isascii() and len(item.suffix) <= 6 else ""
        path = f"in/{digest}{suffix}"
        self.w.store(path, item.data)
        return path

    def _file(self, item: Incoming, digest: str, kind: str) -> Receipt:
        """A scan or a mail: kept, and a clerk keys in what it says."""
        delivery = by_file_name(self.w.state, item.name, self.department)
        late = self.received.date().isoformat() > delivery.due
        path = self._store(item, digest)
        data = {
            "round": delivery.round,
            "department": delivery.department,
            "on": self.received.isoformat(),
            "file": path,
            "name": item.name,
            "kind": kind,
            "late": late,
        }
        self.w.log("received", data, hat=self.hat, files={path: digest})
        self.known[digest] = path
        message = f"{kind}已存档，请看原件后补录：hongtou case add {delivery.department} …"
        if item.suffix in (".eml", ".msg"):
            message += "；邮件里的附件请另存出来再收取"
        return Receipt(
            item.name,
            "filed",
            delivery.department,
            delivery.round,
            "文件名",
            message=message,
            late=late,
        )

    def _file_unread(self, item: Incoming, digest: str, reason: str) -> Receipt:
        """A file that cannot be used: kept and logged all the same, with the reason."""
        path = self._store(item, digest)
        delivery = sender_of(self.w.state, item.name, self.department)
        data = {
            "round": delivery.round if delivery else 0,
            "department": delivery.department if delivery else "",
            "on": self.received.isoformat(),
            "file": path,
            "name": item.name,
            "kind": "未读出",
            "reason": reason,
        }
        if not self._retry(reason):
            self.w.log("received", data, hat=self.hat, files={path: digest})
            self.known[digest] = path
        return Receipt(item.name, "problem", message=reason)

    @staticmethod
    def _retry(reason: str) -> bool:
        """Whether collecting the same file again with more information can succeed."""
        return "--from" in reason


def _remark(form: Form | None, split: Split, late: bool) -> str:
    parts = []
    if form and form.no_objection and form.rows:
        parts.append("勾选了“无意见”，表内又有意见，按有意见登记，请与其核实")
    if form and not form.signer:
        parts.append("表上没有审签人，暂按个人意见")
    if form and not form.rows and not form.no_objection:
        parts.append("表是空的，也没有勾选“无意见”，请与其核实")
    if late:
        parts.append("逾期收到，记为补报")
    return "；".join(parts)
