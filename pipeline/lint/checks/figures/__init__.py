"""Figures that do not agree with one another: in sentences, lists and tables."""
