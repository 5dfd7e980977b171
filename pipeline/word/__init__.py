"""Word files, and the only room that knows OOXML: packages, text, formatting, edits."""
