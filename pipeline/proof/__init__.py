"""Text in, suspicious characters and words out."""
