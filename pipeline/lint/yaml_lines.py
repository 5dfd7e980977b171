"""Where in a YAML file a value stands; only asked when something is wrong with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def line_of(text: str, path: Sequence[str | int]) -> int:
    """The 1-based line of the value at a path of keys and indexes; of its nearest ancestor when
    the value itself is missing."""
    import yaml

    try:
        node: Any = yaml.compose(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError:
        return 1
    line = 1
    for step in path:
        if node is None:
            break
        # A pack may be a plain list of rules: the step "rules" is then not in the file.
        if isinstance(node, yaml.SequenceNode) and step == "rules":
            continue
        if isinstance(node, yaml.SequenceNode) and isinstance(step, int):
            node = node.value[step] if step < len(node.value) else None
        elif isinstance(node, yaml.MappingNode):
            pairs = {key.value: (key, value) for key, value in node.value}
            if step not in pairs:
                break
            key, node = pairs[step]
            line = key.start_mark.line + 1
            continue
        else:
            break
        if node is not None:
            line = node.start_mark.line + 1
    return int(line)
