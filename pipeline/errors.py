"""The one kind of error a user can cause: a sentence, no traceback, exit code 2; and how the
program's own mistakes are told."""

from __future__ import annotations

INTERRUPTED = "已中断，已写好的文件都是完整的。"  # exit code 130


class HongtouError(Exception):
    """Something the user can mend. ``str(error)`` is one plain Chinese sentence saying
    what is wrong, where, and what to do. The command line prints it and exits with 2."""


class FileProblem(HongtouError):
    """A file that cannot be read or written: missing, damaged, encrypted, another format, …"""


class DataProblem(HongtouError):
    """Data that does not fit: a missing or unknown field, a bad value, a broken YAML file, …"""


def internal_error(error: Exception) -> str:
    """How a mistake of the program itself is told to a clerk."""
    said = " ".join(str(error).split())[:120]
    kind = type(error).__name__
    return (
        f"程序出错（{kind}：{said}），不是您的操作问题。设环境变量 HONGTOU_DEBUG=1 再运行一次，"
        "把显示的内容交给维护人员。"
    )
