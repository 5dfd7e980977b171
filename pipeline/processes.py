"""Whether work can be shared with another process."""

from __future__ import annotations

import os
import sys


def has_spare_processor() -> bool:
    """Whether a second process can be forked safely and would run at the same time."""
    threads = sys.modules.get("threading")
    alone = threads is None or threads.active_count() == 1
    return hasattr(os, "sched_getaffinity") and alone and len(os.sched_getaffinity(0)) > 1
