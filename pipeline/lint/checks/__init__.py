"""Python checks and the evaluators of format, structure, sequence and consistency rules."""
