"""How many files come with one message, and how much of them in a day."""

MEGABYTE = 1024**2
MOST_FILES = 10
MOST_BYTES = 20 * MEGABYTE  # of one message
RESIDENT_DAY_BYTES = 200 * MEGABYTE
COMMUNE_DAY_BYTES = 2048 * MEGABYTE
