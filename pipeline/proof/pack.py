"""The model file: named arrays behind one JSON line, mapped into memory, not read."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from pipeline.config import find_config
from pipeline.errors import FileProblem
from pipeline.proof.candidates import Neighbours, kinships
from pipeline.proof.cloze import Cloze
from pipeline.proof.features import Tools
from pipeline.proof.findings import LEVELS, Level
from pipeline.proof.language import LanguageModel
from pipeline.proof.phrasing import Phrasing, open_word_model, wanted_word_model
from pipeline.proof.store import FuseTable
from pipeline.proof.trees import LEAF_SCALE, Trees
from pipeline.proof.words import Words, twos
from pipeline.resources import data_folder, load_yaml

_MAGIC = b"hongtou-proof-3\n"
_ALIGN = 64
CLOZE_ARRAYS = [field.name for field in fields(Cloze) if field.name != "scale"]


@dataclass(frozen=True, slots=True)
class Model:
    """Everything the engine needs. ``trees`` and ``span_trees`` judge a place by what is beside it;
    ``cloze``: what fits into a gap; ``second``: the forests that judge what those suspect, "alone"
    or "with_words": with the help of ``phrasing``, a word model installed on this machine;
    ``about``: sources, sizes, levels."""

    tools: Tools
    trees: Trees
    span_trees: Trees
    cloze: Cloze
    second: Mapping[str, Trees]
    about: Mapping[str, Any]
    phrasing: Phrasing | None = None

    @property
    def means(self) -> str:
        """What the second look is taken with."""
        return "alone" if self.phrasing is None else "with_words"

    @property
    def made(self) -> bool:
        """Whether it is more than a trial of the training, which knows no levels yet."""
        return "thresholds" in self.about

    def levels(self) -> dict[Level, int]:
        """The logit that each level asks for."""
        asked = self.about["thresholds"][self.means]
        return {level: int(asked[level]) for level in LEVELS}


def model_path() -> Path:
    """The model that came with this installation."""
    return Path(__file__).resolve().parent / "model" / "formal.bin"


@cache
def load_model(path: Path | None = None) -> Model:
    """The model at ``path`` (default: the shipped one, with the word model that is installed or
    that the settings of the current folder name); raises FileProblem when it is damaged."""
    shipped = path is None
    path = path or model_path()
    try:
        about, arrays = read_pack(path)
        model = from_arrays({**about, "thresholds": _levels()} if shipped else about, arrays)
    except (OSError, ValueError, KeyError) as error:
        raise FileProblem(f"校对模型 {path.name} 缺失或已损坏，请重新安装 hongtou。") from error
    if not shipped or "with_words" not in model.second:
        return model
    wanted = wanted_word_model(find_config(Path.cwd()))
    return replace(model, phrasing=open_word_model(wanted))


def _levels() -> dict[str, dict[str, int]]:
    """The confidence each level asks for (``rules/proof/levels.yaml``) as logits."""
    listed = load_yaml(data_folder("rules") / "proof" / "levels.yaml")
    return {
        means: {name: round(math.log(p / (1 - p)) * LEAF_SCALE) for name, p in levels.items()}
        for means, levels in listed.items()
    }


def from_arrays(about: Mapping[str, Any], arrays: Mapping[str, npt.NDArray[Any]]) -> Model:
    """The model made of the arrays of a pack."""
    tables = {
        name: FuseTable(arrays[name], entry["segment"], entry["bits"], entry["seed"])
        for name, entry in about["tables"].items()
    }
    language = LanguageModel(_every(arrays, "single"), tables["grams"], tables["backoff"])
    kin = kinships(_starts(_every(arrays, "kin_count")), arrays["kin_right"], arrays["kin_code"])
    near = Neighbours(_every(arrays, "near_row"), arrays["near_after"], arrays["near_before"])
    words = Words(tables["words"], _every(arrays, "word_single"))
    return Model(
        Tools(
            language,
            kin,
            near,
            words,
            twos(_starts(_every(arrays, "two_count")), arrays["two_second"]),
        ),
        _trees("tree", about, arrays),
        _trees("span", about, arrays),
        _cloze(about, arrays),
        {name: _trees(name, about, arrays) for name in about["second"]},
        about,
    )


def _every(arrays: Mapping[str, npt.NDArray[Any]], name: str) -> npt.NDArray[Any]:
    """A number for every symbol: a pack holds the usual one and those that differ from it."""
    usual, *others = arrays[name]
    numbers = np.full(0x10000, usual, dtype=arrays[name].dtype)
    numbers[arrays[f"{name}_symbol"]] = others
    return numbers


def _few(name: str, numbers: npt.NDArray[Any]) -> dict[str, npt.NDArray[Any]]:
    """What ``_every`` takes."""
    usual = np.bincount(numbers).argmax()
    some = np.flatnonzero(numbers != usual)
    listed = np.concatenate([[usual], numbers[some]]).astype(numbers.dtype)
    return {name: listed, f"{name}_symbol": some.astype(np.uint16)}


def _starts(counts: npt.NDArray[np.uint16]) -> npt.NDArray[np.int32]:
    """Where each symbol's part of a list begins, from how long the parts are."""
    starts = np.zeros(len(counts) + 1, dtype=np.int32)
    np.cumsum(counts, out=starts[1:])
    return starts


def _trees(name: str, about: Mapping[str, Any], arrays: Mapping[str, npt.NDArray[Any]]) -> Trees:
    return Trees(
        arrays[f"{name}_feature"],
        arrays[f"{name}_limit"],
        arrays[f"{name}_low"],
        arrays[f"{name}_high"],
        arrays[f"{name}_value"],
        about["depth"][name],
    )


def _cloze(about: Mapping[str, Any], arrays: Mapping[str, npt.NDArray[Any]]) -> Cloze:
    parts: dict[str, Any] = {name: arrays[f"cloze_{name}"] for name in CLOZE_ARRAYS}
    return Cloze(**parts, scale=about["cloze"])


def to_arrays(model: Model) -> tuple[dict[str, Any], dict[str, npt.NDArray[Any]]]:
    """What ``from_arrays`` takes."""
    language, kin, words = model.tools.language, model.tools.kin, model.tools.words
    tables = {"grams": language.grams, "backoff": language.backoff, "words": words.table}
    about = dict(model.about)
    about["tables"] = {
        name: {"segment": t.segment, "bits": t.bits, "seed": t.seed} for name, t in tables.items()
    }
    forests = {"tree": model.trees, "span": model.span_trees, **model.second}
    about["second"] = list(model.second)
    about["depth"] = {name: trees.depth for name, trees in forests.items()}
    arrays: dict[str, npt.NDArray[Any]] = {name: t.cells for name, t in tables.items()}
    arrays |= _few("single", language.single) | _few("word_single", words.single)
    counts = {"kin_count": kin.start, "two_count": model.tools.twos.start}
    for name, start in counts.items():
        arrays |= _few(name, np.diff(start).astype(np.uint16))
    arrays |= {"kin_right": kin.right, "kin_code": kin.code}
    arrays["two_second"] = model.tools.twos.second
    near = model.tools.near
    arrays |= _few("near_row", near.row) | {"near_after": near.after, "near_before": near.before}
    about["cloze"] = model.cloze.scale
    arrays |= {f"cloze_{name}": getattr(model.cloze, name) for name in CLOZE_ARRAYS}
    for name, trees in forests.items():
        for part in ("feature", "limit", "low", "high", "value"):
            arrays[f"{name}_{part}"] = getattr(trees, part)
    return about, arrays


def read_pack(path: Path) -> tuple[dict[str, Any], dict[str, npt.NDArray[Any]]]:
    """The header and the arrays (mapped, read-only) of a pack."""
    with path.open("rb") as stream:
        if stream.read(len(_MAGIC)) != _MAGIC:
            raise ValueError("not a pack")
        header = json.loads(stream.readline())
        begin = stream.tell()
    begin += -begin % _ALIGN
    whole = np.memmap(path, dtype=np.uint8, mode="r")
    arrays = {}
    for name, (kind, shape, offset) in header["arrays"].items():
        dtype = np.dtype(kind)
        size = int(np.prod(shape, dtype=np.int64)) * dtype.itemsize
        piece = whole[begin + offset : begin + offset + size]
        if len(piece) != size:
            raise ValueError("the file is too short")
        arrays[name] = piece.view(np.ndarray).view(dtype).reshape(shape)
    return header["about"], arrays


def write_pack(
    path: Path, about: Mapping[str, Any], arrays: Mapping[str, npt.NDArray[Any]]
) -> None:
    """Write a pack; the same content gives the same bytes."""
    entries, offset = {}, 0
    for name, array in arrays.items():
        entries[name] = (array.dtype.newbyteorder("<").str, array.shape, offset)
        offset += array.nbytes + -array.nbytes % _ALIGN
    header = json.dumps({"about": about, "arrays": entries}, ensure_ascii=False, sort_keys=True)
    head = _MAGIC + header.encode("utf-8") + b"\n"
    with path.open("wb") as stream:
        stream.write(head + b"\0" * (-len(head) % _ALIGN))
        for array in arrays.values():
            data = np.ascontiguousarray(array).tobytes()
            stream.write(data + b"\0" * (-len(data) % _ALIGN))
