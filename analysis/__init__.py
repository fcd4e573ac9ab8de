"""What it means: a pure library; numbers in, frozen results out. It knows no web and no database."""
