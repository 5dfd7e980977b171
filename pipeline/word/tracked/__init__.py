"""Writing changes into the XML of one story: runs split, wrapped, inserted; marks set.

Positions are those of the view the story was read in (final), whatever was changed before: cut
runs are kept track of. Only insertions at one place must be made last one first.
"""

from __future__ import annotations

from pipeline.word.tracked.formats import FormatChanges
from pipeline.word.tracked.runs import new_run
from pipeline.word.tracked.stamps import Ids, Stamp, stamp
from pipeline.word.tracked.tables import TableChanges

__all__ = ["Ids", "Stamp", "TrackedStory", "new_run", "stamp"]


class TrackedStory(FormatChanges, TableChanges):
    """Makes tracked changes in one story of a package that is being written."""
