"""How many files come with one message, and how much of them in a day."""

MEGABYTE = 1024**2
MOST_FILES = 10
MOST_BYTES = 20 * MEGABYTE  # of one message
RESIDENT_DAY_BYTES = 100 * MEGABYTE
COMMUNE_DAY_BYTES = (
    4096 * MEGABYTE
)  # of its residents: some forty who send all day do not close it for the others
