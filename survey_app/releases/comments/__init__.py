"""Comments are read by a person before they are shown, and cleared of hints."""
