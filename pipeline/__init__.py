"""hongtou (红头): draft, proofread, circulate, merge and finish Chinese official documents.

The public API is the handful of names in ``__all__``; they load on first use, so that
``import pipeline`` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_API: dict[str, str] = {}

__all__ = ["__version__"]


def __getattr__(name: str) -> Any:
    """Load a public name from the room it lives in (PEP 562)."""
    if name not in _API:
        raise AttributeError(f"module 'pipeline' has no attribute {name!r}")
    return getattr(import_module(_API[name]), name)
