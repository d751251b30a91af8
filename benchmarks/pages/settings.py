"""Those of the feed's bench, with the toys that the tests' examples bring."""

from benchmarks.feed.settings import *  # noqa: F403

INSTALLED_APPS += ["tests.contents.toys"]  # noqa: F405
