"""Builds the wheel with what a first run would otherwise work out (see pipeline/prepared.py)."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from subprocess import CalledProcessError
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class PreparedHook(BuildHookInterface):
    """Puts prepared data into the wheel; where it cannot be made, the wheel goes without."""

    _folder: Path | None = None

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        sys.path.insert(0, self.root)
        try:
            from pipeline.prepared import prepare

            self._folder = Path(tempfile.mkdtemp())
            prepare(self._folder)
        except (ImportError, CalledProcessError) as error:
            self.app.display_warning(f"built without prepared data: {error}")
            return
        finally:
            sys.path.remove(self.root)
        build_data["force_include"][str(self._folder)] = "pipeline/_data/prepared"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
