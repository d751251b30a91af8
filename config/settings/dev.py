"""The demo: everything on this machine, in `var/`, with accounts whose password is printed on the screen.

Refuses to start where production's variables are set, so that a demo account never opens a real town hall.
"""

import os
import sys

from django.core.exceptions import ImproperlyConfigured

if os.environ.get("SECRET_KEY") or os.environ.get("SITE_URL", "").startswith("https://"):
    raise ImproperlyConfigured(
        "The demo settings refuse to start beside production's SECRET_KEY or SITE_URL."
    )

PORT = os.environ.get("PORT", "8000")
os.environ.setdefault("SITE_URL", f"http://127.0.0.1:{PORT}")
os.environ["SECRET_KEY"] = "demo-only-" * 6
os.environ["ENCRYPTION_KEYS"] = "ZGVtby1vbmx5LWRlbW8tb25seS1kZW1vLW9ubHktZGU="
os.environ["ALLOWED_HOSTS"] = "127.0.0.1,localhost"

from config.settings.base import *  # noqa: E402, F403
from config.settings.base import DATABASES, INSTALLED_APPS, MAILERS, STATE, env  # noqa: E402

STATE.mkdir(parents=True, exist_ok=True)
DEMO = True
INSTALLED_APPS = ["demo", *INSTALLED_APPS]
ROOT_URLCONF = "demo.urls"
if "DATABASE_URL" not in os.environ:
    DATABASES["default"]["NAME"] = str(STATE / "demo.sqlite3")

MAILBOX_DIR = STATE / "mailbox"
MAILERS["transport"] = {
    "BACKEND": "civic.delivery.providers.mailbox.MailboxBackend",
    "OPTIONS": {"folder": MAILBOX_DIR},
}
if smtp_host := env.str("SMTP_HOST", default=""):  # a real relay, to try one from the demo
    MAILERS["transport"] = {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {"host": smtp_host, "port": env.int("SMTP_PORT", default=25), "timeout": 20},
    }

# The demo’s own, so that a device that was added stays known from one start to the next.
VAPID_PRIVATE_KEY = env.str("VAPID_PRIVATE_KEY", default="") or "ZGVtby1vbmx5LWRlbW8tb25seS1kZW1vLW9ubHktZGU"

ALLAUTH_TRUSTED_PROXY_COUNT = 0  # browsers come directly
SESSION_COOKIE_SECURE = SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 0
LOGGING = {"level": "INFO", "format": "text"}
# Without the reverse proxy of deploy/, pages are compressed here.
MIDDLEWARE = ["django.middleware.gzip.GZipMiddleware", *MIDDLEWARE]  # noqa: F405

if "runserver" in sys.argv:
    DEBUG = True
