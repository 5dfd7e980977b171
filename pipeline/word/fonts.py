"""Which fonts this machine has, and which one stands in for a missing one."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FontAnswer:
    """One font asked for: the installed family that serves it, and whether it is a stand-in.

    family is None when nothing is known to serve it.
    """

    wanted: tuple[str, ...]
    family: str | None
    stand_in: bool


def installed_families() -> frozenset[str]:
    """Names of the font families on this machine (empty when the system does not tell)."""
    if sys.platform == "win32":
        return _windows_families()
    if shutil.which("fc-list"):
        return _fontconfig_families()
    if sys.platform == "darwin":
        return _mac_families()
    return frozenset()


def answer(wanted: Iterable[str], installed: frozenset[str]) -> FontAnswer:
    """What serves the first of ``wanted`` (acceptable names, best first) on this machine."""
    names = tuple(wanted)
    known = {family.casefold(): family for family in installed}
    for name in names:
        if name.casefold() in known:
            return FontAnswer(names, known[name.casefold()], False)
    return FontAnswer(names, _stand_in(names[0]), True)


def _stand_in(name: str) -> str | None:
    """What fontconfig (and so LibreOffice) takes instead of ``name`` for Chinese text."""
    if not shutil.which("fc-match"):
        return None
    family = _run(["fc-match", "-f", "%{family[0]}", f"{name}:lang=zh-cn"]).strip()
    return family or None


def _fontconfig_families() -> frozenset[str]:
    lines = _run(["fc-list", "--format", "%{family}\n"]).splitlines()
    return frozenset(name.strip() for line in lines for name in line.split(",") if name.strip())


def _windows_families() -> frozenset[str]:
    if sys.platform != "win32":
        return frozenset()
    import winreg

    names: set[str] = set()
    place = r"SOFTWARE\Microsoft\Windows NT\CurrentVersion\Fonts"
    for root in (winreg.HKEY_LOCAL_MACHINE, winreg.HKEY_CURRENT_USER):
        try:
            with winreg.OpenKey(root, place) as key:
                for index in range(winreg.QueryInfoKey(key)[1]):
                    label = winreg.EnumValue(key, index)[0].split(" (")[0]
                    names.update(part.strip() for part in label.split("&"))
        except OSError:
            continue
    return frozenset(names)


def _mac_families() -> frozenset[str]:
    try:
        data = json.loads(_run(["system_profiler", "SPFontsDataType", "-json"]))
    except ValueError:
        return frozenset()
    return frozenset(
        face["family"]
        for font in data.get("SPFontsDataType", [])
        for face in font.get("typefaces", [])
        if "family" in face
    )


def _run(arguments: list[str]) -> str:
    """Output of a system program; empty when it cannot be run."""
    try:
        done = subprocess.run(  # noqa: S603 - fixed program names, no shell
            arguments, capture_output=True, check=False, timeout=60
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.decode("utf-8", "replace")
