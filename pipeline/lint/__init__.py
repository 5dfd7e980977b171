"""A document and rules in, findings (with their Edits) out."""
