"""The suite's settings: as production, with quick hashes, plain static names and everything on this machine."""

import os
import tempfile
from pathlib import Path

os.environ.pop("SMTP_HOST", None)
os.environ["SECRET_KEY"] = "test-only-" * 6
os.environ["ENCRYPTION_KEYS"] = "dGVzdC1vbmx5LXRlc3Qtb25seS10ZXN0LW9ubHktdGU="
os.environ["ALLOWED_HOSTS"] = "testserver,127.0.0.1,localhost"
os.environ["SITE_URL"] = "http://testserver"
os.environ["STATE_DIR"] = os.environ.get("TEST_STATE_DIR") or tempfile.mkdtemp(prefix="civic-test-")

from config.settings.base import *  # noqa: F403
from config.settings.base import DATABASES, INSTALLED_APPS, MAILERS, STATE

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": str(Path(STATE) / "test.sqlite3")}
else:
    DATABASES["default"]["OPTIONS"].pop("pool")  # databases are created and dropped during the run

# The demo is there for its own tests, and for the mails and components that others open in it.
DEMO = True
INSTALLED_APPS = ["demo", *INSTALLED_APPS, "tests.contents.toys"]
ROOT_URLCONF = "demo.urls"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
SESSION_COOKIE_SECURE = SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 0
STATIC_ROOT = STATE / "static"  # empty: pages name their files, and the journeys build them
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
MAILBOX_DIR = STATE / "mailbox"
MAILERS["transport"] = {
    "BACKEND": "civic.delivery.providers.mailbox.MailboxBackend",
    "OPTIONS": {"folder": MAILBOX_DIR},
}
VAPID_PRIVATE_KEY = "dGVzdC1vbmx5LXRlc3Qtb25seS10ZXN0LW9ubHktdGU"
LOGGING = {"level": "WARNING", "format": "text"}
VISITS_THREAD = False
