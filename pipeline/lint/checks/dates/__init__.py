"""Days, spans and years that contradict each other or the calendar."""
