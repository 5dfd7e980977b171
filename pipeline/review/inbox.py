"""The inbox: the files of folders and zips as bytes, whatever state they are in."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from pipeline.errors import FileProblem
from pipeline.files import read_bytes

_SKIPPED = {"thumbs.db", "desktop.ini", ".ds_store"}
_MAX_ZIP = 200_000_000


@dataclass(frozen=True, slots=True)
class Incoming:
    """One file of the inbox: name as it came, bytes."""

    name: str
    data: bytes

    @property
    def suffix(self) -> str:
        """The suffix in small letters, with its dot."""
        return PurePosixPath(self.name).suffix.lower()


def inbox_files(paths: Sequence[Path]) -> Iterator[Incoming]:
    """The files of folders, single files and zips, in order of name; never raises for one of them.

    A file that cannot be read comes with no bytes. Office's lock files and the like are left out.
    """
    for path in paths:
        if path.is_dir():
            for item in sorted(path.rglob("*")):
                if item.is_file() and not _is_noise(item.name):
                    yield from _one(item, str(item.relative_to(path)))
        elif path.is_file():
            yield from _one(path, path.name)
        else:
            raise FileProblem(f"没有这个文件或文件夹：{path}。")


def _is_noise(name: str) -> bool:
    return name.startswith(("~$", ".", "._")) or name.lower() in _SKIPPED


def _one(path: Path, name: str) -> Iterator[Incoming]:
    try:
        data = read_bytes(path)
    except FileProblem:
        yield Incoming(name, b"")
        return
    if path.suffix.lower() != ".zip":
        yield Incoming(name, data)
        return
    try:
        members = list(_unzip(data, name))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError):
        members = []
    yield from members or [Incoming(name, data)]


def _unzip(data: bytes, name: str) -> Iterator[Incoming]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        infos = [info for info in archive.infolist() if not info.is_dir()]
        if sum(info.file_size for info in infos) > _MAX_ZIP:
            return
        for info in infos:
            inner = info.filename
            if not info.flag_bits & 0x800:
                inner = _gbk(inner)
            if not _is_noise(PurePosixPath(inner).name):
                yield Incoming(f"{name}/{inner}", archive.read(info))


def _gbk(name: str) -> str:
    """Names that Windows packed in GBK without saying so."""
    try:
        return name.encode("cp437").decode("gbk")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return name
