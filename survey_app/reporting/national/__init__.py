"""The report on all institutions of a programme."""
