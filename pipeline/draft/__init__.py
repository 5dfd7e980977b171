"""Template and data in, a Word document laid out by a profile out."""
