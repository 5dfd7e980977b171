"""Reading and writing plain files: whole or not at all, and never over an input unasked."""

from __future__ import annotations

import os
import re
from pathlib import Path

from pipeline.errors import FileProblem

_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u202a-\u202e\u2066-\u2069]')
_RESERVED = {"CON", "PRN", "AUX", "NUL"} | {f"{d}{n}" for d in ("COM", "LPT") for n in range(1, 10)}
_MAX_NAME_BYTES = 200


def write_atomic(path: Path, data: bytes | str, *, overwrite: bool = False) -> None:
    """Write ``data`` (text as UTF-8) to ``path`` by way of a temporary file in the same folder.

    Raises FileProblem when the file exists and ``overwrite`` is false, or cannot be written.
    An interruption at any moment leaves either the old state or the whole new file.
    """
    import tempfile

    if isinstance(data, str):
        data = data.encode("utf-8")
    if not overwrite and path.exists():
        raise FileProblem(f"文件已存在，未覆盖：{path}。请换一个名字，或加 --force 覆盖。")
    temporary = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".hongtou-", suffix=".tmp", dir=path.parent)
        temporary = Path(name)
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(path)
        temporary = None
    except OSError as error:
        raise FileProblem(f"无法写入 {path}：{os_reason(error)}") from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


def read_bytes(path: Path) -> bytes:
    """The bytes of ``path``; raises FileProblem with a plain sentence."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise FileProblem(f"无法读取 {path}：{os_reason(error)}") from error


def read_text(path: Path) -> str:
    """The text of ``path``: UTF-8 (with or without a mark), UTF-16 with a mark, else GB 18030."""
    data = read_bytes(path)
    try:
        return decode_text(data)
    except UnicodeDecodeError:
        raise FileProblem(f"{path} 不是文本文件，或编码无法识别。请另存为 UTF-8 后再试。") from None


def decode_text(data: bytes) -> str:
    """Decode text as Chinese offices save it; raises UnicodeDecodeError when it is not text."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16")
    if b"\x00" in data:
        raise UnicodeDecodeError("utf-8", data, 0, 1, "binary")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030")


def safe_name(name: str, *, default: str = "未命名") -> str:
    """``name`` made safe as one file name on Windows, macOS and Linux.

    Path separators and control characters become ``_``; length is cut to 200 bytes of UTF-8.
    """
    name = _FORBIDDEN.sub("_", name).strip().strip(".").strip()
    if not name:
        return default
    if name.split(".")[0].upper() in _RESERVED:
        name = "_" + name
    encoded = name.encode("utf-8")
    if len(encoded) <= _MAX_NAME_BYTES:
        return name
    stem, dot, suffix = name.rpartition(".")
    if not dot or len(suffix) > 10:
        stem, suffix = name, ""
    room = _MAX_NAME_BYTES - len((dot + suffix).encode("utf-8")) if suffix else _MAX_NAME_BYTES
    return stem.encode("utf-8")[:room].decode("utf-8", "ignore") + (dot + suffix if suffix else "")


def os_reason(error: OSError) -> str:
    """The reason of an operating-system error in plain Chinese."""
    reasons: list[tuple[type[OSError], str]] = [
        (FileNotFoundError, "没有这个文件或文件夹。"),
        (PermissionError, "没有权限，或文件正被别的程序打开。"),
        (IsADirectoryError, "这是一个文件夹，不是文件。"),
        (NotADirectoryError, "路径中有一段是文件，不是文件夹。"),
        (FileExistsError, "同名的文件已存在。"),
    ]
    for kind, reason in reasons:
        if isinstance(error, kind):
            return reason
    return {28: "磁盘已满。", 30: "磁盘是只读的。", 36: "文件名太长。"}.get(
        error.errno or 0, f"系统报告“{error.strerror or error}”。"
    )


def _umask() -> int:
    current = os.umask(0o022)
    os.umask(current)
    return current
