"""The one kind of error a user can cause: a sentence, no traceback, exit code 2."""

from __future__ import annotations


class HongtouError(Exception):
    """Something the user can mend. ``str(error)`` is one plain Chinese sentence saying
    what is wrong, where, and what to do. The command line prints it and exits with 2."""


class FileProblem(HongtouError):
    """A file that cannot be read or written: missing, damaged, encrypted, another format, …"""


class DataProblem(HongtouError):
    """Data that does not fit: a missing or unknown field, a bad value, a broken YAML file, …"""
