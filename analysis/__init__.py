"""What it means: a pure library; numbers in, frozen results out. It knows no web and no database."""

import os

# Many small products in several threads take five times as long as in one: the work is spread over
# institutions instead. Only what nobody has set is set, and only before numpy is loaded has it an effect.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
