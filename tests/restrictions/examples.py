"""What the tests of every page ask of restrictions."""

# What a delegate with this right alone may send: nothing else (tests/architecture/test_rights.py).
RIGHT_OPENS = {
    "residents": [
        "restriction_lift",
        "restriction_make",
        "restriction_preview",
        "restriction_restore",
    ],
}
