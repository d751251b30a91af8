"""Production's settings on this machine's private database, with the two pages that the feed is compared to."""

import os

os.environ.setdefault("SECRET_KEY", "bench-only-" * 5)
os.environ.setdefault("ENCRYPTION_KEYS", "YmVuY2gtb25seS1iZW5jaC1vbmx5LWJlbmNoLW9ubHk=")
os.environ.setdefault("ALLOWED_HOSTS", "127.0.0.1")
os.environ.setdefault("SITE_URL", "http://127.0.0.1")
os.environ.setdefault("SSL_REDIRECT", "0")
os.environ.setdefault("LOG_LEVEL", "WARNING")

from config.settings.base import *  # noqa: F403

ROOT_URLCONF = "benchmarks.feed.urls"
SESSION_COOKIE_SECURE = False
