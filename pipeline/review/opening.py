"""立案: a case from a draft."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pipeline.errors import HongtouError
from pipeline.files import read_bytes
from pipeline.review.base_text import text_of
from pipeline.review.case import Case, create_case
from pipeline.review.circulating import draft_title
from pipeline.review.clauses import clauses_json
from pipeline.review.clock import now
from pipeline.review.log import sha256
from pipeline.review.rules import load_rules
from pipeline.review.secrecy import parse_class, refuse_telling
from pipeline.word.document import read_document
from pipeline.word.package import open_package


def begin_case(
    draft: Path,
    folder: Path,
    *,
    title: str,
    organ: str,
    urgency: str,
    people: Sequence[Mapping[str, Any]],
    contact: Mapping[str, str],
    secrecy: str,
    actor: str,
    rule_folders: Sequence[Path] = (),
) -> Case:
    """Make a case folder of a draft (.docx).

    secrecy: ``机密★5年`` or "". Raises HongtouError when the draft cannot be read or still holds
    tracked changes, when there is no organ, when the folder is in use, or when the name of a
    classified case's folder tells what it is about.
    """
    if not organ.strip():
        raise HongtouError("没有写起草单位，请用 --organ 写明，或写进 hongtou.toml 的 organ。")
    data = read_bytes(draft)
    package = open_package(data, name=str(draft))
    final = read_document(package, view="final")
    original = read_document(package, view="original")
    if [s.text for s in final.stories] != [s.text for s in original.stories]:
        raise HongtouError(f"{draft} 里还有没有接受或拒绝的修订，请先处理干净再征求意见。")
    text = text_of(final)
    if not text.characters:
        raise HongtouError(f"{draft} 没有文字，不能征求意见。")
    level, period = parse_class(secrecy)
    name = (title or draft_title(final, draft.stem)).strip("《》")
    if level:
        refuse_telling(folder.name, name)
    description = {
        "id": f"{now():%Y%m%d}-{sha256(data)[:6]}",
        "title": name,
        "organ": organ.strip(),
        "class": urgency,
        "secrecy": level,
        "secrecy_period": period,
        "contact": {key: value for key, value in contact.items() if value},
        "people": [dict(person) for person in people],
    }
    return create_case(
        folder,
        description=description,
        base=data,
        clauses_json=clauses_json(text.clauses),
        rules=load_rules(rule_folders),
        actor=actor,
    )
