"""What numbers say, in Korean and English, with particles and signs."""
