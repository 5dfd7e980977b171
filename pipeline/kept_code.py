"""Compiled code kept between runs: regular expressions and the methods of dataclasses.

A cold ``hongtou lint`` compiles some 300 patterns, nearly all with classes of Chinese characters,
and makes 65 dataclasses, each of which compiles six methods from text: together over half of its
time (measured: 90 and 45 ms). Their code is therefore kept in the user's cache, keyed by the
interpreter, as Python itself keeps that of modules. Whatever is not as expected (another
interpreter, a damaged file), it is simply compiled as always.
"""

from __future__ import annotations

import dataclasses
import marshal
import os
import sys
from array import array
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import MAGIC_NUMBER
from pathlib import Path
from types import CodeType
from typing import Any, Final

from pipeline.resources import kept_files

_FORMAT = 3
_CODE: Final = "I"  # the engine's code is 32 bits wide


@contextmanager
def kept_code() -> Iterator[None]:
    """While active, ``re.compile`` and ``dataclass`` take the code of what is known from the cache;
    on leaving, what was newly compiled is added to it."""
    try:
        compiler, engine = _internals()
        store = _Store(compiler, engine)
    except (ImportError, AttributeError):
        yield
        return
    global _active
    _active = store
    compiler.compile = store.compile
    # a name of the module goes before the builtin one
    vars(dataclasses)["exec"] = store.execute
    is_type = vars(dataclasses)["_is_type"]
    vars(dataclasses)["_is_type"] = _quick(is_type)
    try:
        yield
    finally:
        compiler.compile = store.original
        vars(dataclasses).pop("exec", None)
        vars(dataclasses)["_is_type"] = is_type
        _active = None
        store.save()


def keep_so_far() -> None:
    """Keep what was compiled until now: for a process that was forked off while ``kept_code`` was
    active and will not leave it."""
    if _active is not None:
        _active.save()


def _quick(is_type: Callable[..., bool]) -> Callable[..., bool]:
    """``dataclasses._is_type``, which parses every annotation written as text to see whether it
    names ClassVar, InitVar or KW_ONLY, but for those that cannot."""
    return lambda annotation, *rest: (
        ("Var" in annotation or "KW_ONLY" in annotation) and is_type(annotation, *rest)
    )


def _internals() -> tuple[Any, Any]:
    """The module that compiles patterns and the C engine that runs their code."""
    import _sre  # type: ignore[import-not-found]

    if sys.version_info >= (3, 11):
        import re

        compiler: Any = re._compiler  # type: ignore[attr-defined]
    else:
        import sre_compile as compiler
    for name in ("compile", "_code", "isstring"):
        getattr(compiler, name)
    _ = dataclasses._is_type  # type: ignore[attr-defined]
    return compiler, _sre


_active: _Store | None = None


class _Store:
    """What is known: (pattern, flags) -> the parts of its compiled form, source text -> code. Both
    stay packed until they are asked for: a command needs a third of what all commands keep."""

    def __init__(self, compiler: Any, engine: Any) -> None:
        self.original = compiler.compile
        self._compiler = compiler
        self._engine = engine
        python = f"{sys.implementation.cache_tag}-{MAGIC_NUMBER.hex()}-{sys.byteorder}"
        key = f"{python}-{engine.MAGIC}-{engine.CODESIZE}-{_FORMAT}"
        self._known: dict[Any, bytes] = {}
        self._new = 0
        for self._path in kept_files(f"code-{key}.bin"):
            self._known |= _read(self._path)

    def execute(self, source: Any, *namespaces: Any) -> None:
        """What ``exec`` does, with kept code where there is some."""
        code = self._unpacked(source) if isinstance(source, str) else source
        if not isinstance(code, CodeType):
            code = compile(source, "<string>", "exec", dont_inherit=True)
            self._keep(source, code)
        exec(code, *namespaces)  # noqa: S102 - as dataclasses itself does

    def compile(self, pattern: Any, flags: Any = 0) -> Any:
        """What the compiler's own ``compile`` gives, from kept code where there is some."""
        if not isinstance(pattern, str):
            return self.original(pattern, flags)
        key = (pattern, int(flags))
        found = self._unpacked(key)
        if found is not None:
            try:
                whole, packed, groups, names, indexes = found
                code = memoryview(packed).cast(_CODE).tolist()
                return self._engine.compile(pattern, whole, code, groups, names, indexes)
            except (RuntimeError, ValueError, TypeError, OverflowError):
                pass
        return self._compiled(pattern, flags, key)

    def _unpacked(self, key: Any) -> Any:
        """What is known under a key; None when that is nothing, or damaged."""
        try:
            return marshal.loads(self._known[key])  # noqa: S302 - our own cache file
        except (KeyError, ValueError, EOFError, TypeError):
            return None

    def _keep(self, key: Any, value: Any) -> None:
        self._known[key] = marshal.dumps(value)
        self._new += 1

    def _compiled(self, pattern: str, flags: Any, key: Any) -> Any:
        parser = getattr(self._compiler, "_parser", None) or self._compiler.sre_parse
        tree = parser.parse(pattern, flags)
        code = self._compiler._code(tree, flags)
        names = dict(tree.state.groupdict)
        indexes: list[str | None] = [None] * tree.state.groups
        for name, index in names.items():
            indexes[index] = name
        whole = int(flags) | int(tree.state.flags)
        groups = tree.state.groups - 1
        packed = array(_CODE, map(int, code)).tobytes()
        self._keep(key, (whole, packed, groups, names, tuple(indexes)))
        return self._engine.compile(pattern, whole, code, groups, names, tuple(indexes))

    def save(self) -> None:
        """Keep what is new; a cache that cannot be written is no error."""
        if not self._new or len(self._known) > 5000:
            return
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            temporary = self._path.with_suffix(f".{os.getpid()}.tmp")
            # another process may have kept something meanwhile
            temporary.write_bytes(marshal.dumps(_read(self._path) | self._known))
            temporary.replace(self._path)
            self._new = 0
        except OSError:
            return


def _read(path: Path) -> dict[Any, bytes]:
    """What was kept in a file; nothing when there is none, or it is damaged."""
    try:
        known = marshal.loads(path.read_bytes())  # noqa: S302 - our own cache file
    except (OSError, ValueError, EOFError, TypeError):
        return {}
    return known if isinstance(known, dict) else {}
