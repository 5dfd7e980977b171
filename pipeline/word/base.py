"""A package whose fixed parts are compressed once, for writing many documents quickly."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

_DOS_EPOCH = (0, 0x21)  # 1980-01-01 00:00: no clock leaks into the file, same input = same bytes
_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_UTF8 = 0x800
_DEFLATED = 8


@dataclass(frozen=True, slots=True)
class _Entry:
    name: bytes
    crc: int
    size: int
    packed: bytes


def _entry(name: str, data: bytes, level: int) -> _Entry:
    packer = zlib.compressobj(level, zlib.DEFLATED, -15)
    packed = packer.compress(data) + packer.flush()
    return _Entry(name.encode(), zlib.crc32(data), len(data), packed)


class BasePackage:
    """Fixed parts of a package; ``build`` adds the parts of one document and gives the file."""

    __slots__ = ("_fixed",)

    def __init__(self, parts: Mapping[str, str]) -> None:
        """``parts``: part name (no leading slash) → XML text, in the order of writing."""
        self._fixed = [_entry(name, text.encode(), 9) for name, text in parts.items()]

    def build(self, parts: Mapping[str, str]) -> bytes:
        """The bytes of a .docx: the fixed parts, then ``parts``."""
        entries = self._fixed + [_entry(name, text.encode(), 6) for name, text in parts.items()]
        out: list[bytes] = []
        directory: list[bytes] = []
        at = 0
        for entry in entries:
            common = (
                20, _UTF8, _DEFLATED, *_DOS_EPOCH, entry.crc, len(entry.packed), entry.size,
                len(entry.name), 0,
            )  # fmt: skip
            local = _LOCAL.pack(b"PK\x03\x04", *common) + entry.name
            directory.append(_CENTRAL.pack(b"PK\x01\x02", 20, *common, 0, 0, 0, 0, at) + entry.name)
            out += (local, entry.packed)
            at += len(local) + len(entry.packed)
        size = sum(map(len, directory))
        end = _END.pack(b"PK\x05\x06", 0, 0, len(entries), len(entries), size, at, 0)
        return b"".join((*out, *directory, end))
