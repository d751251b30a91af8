"""Production settings. Everything that differs between installations comes from the environment.

`docs/settings.md` lists every variable; a test keeps that list and this file in step.
"""

from pathlib import Path

from environs import Env

from config.database import database_from_url

env = Env()

ROOT = Path(__file__).resolve().parents[2]
STATE = Path(env.str("STATE_DIR", default=str(ROOT / "var")))  # whatever the embedded setup writes

# --- Identity and secrets -------------------------------------------------------------------------------------------
SECRET_KEY = env.str("SECRET_KEY")
# First key encrypts, all decrypt: put a new one in front to rotate. Kept apart from SECRET_KEY on purpose.
ENCRYPTION_KEYS: list[str] = env.list("ENCRYPTION_KEYS")
INDEX_KEY = env.str(
    "INDEX_KEY", default=""
)  # without it the last of ENCRYPTION_KEYS, see docs/decisions/0043
SITE_URL = env.str("SITE_URL")  # https://… without a final slash: used in e-mails
SITE_NAME = "Maires & Citoyens"
DEMO = False

DEBUG = False
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# --- Applications, in the order of docs/map.md ----------------------------------------------------------------------
INSTALLED_APPS = [
    "civic.home",
    "civic.desk",
    "civic.console",
    "civic.site",
    "civic.statistics",
    "civic.search",
    "civic.vigilance",
    "civic.posts",
    "civic.links",
    "civic.polls",
    "civic.discussions",
    "civic.messaging",
    "civic.agenda",
    "civic.alerts",
    "civic.contents",
    "civic.threads",
    "civic.comments",
    "civic.moderation",
    "civic.notifications",
    "civic.openings",
    "civic.delivery",
    "civic.audiences",
    "civic.viewers",
    "civic.restrictions",
    "civic.delegations",
    "civic.memberships",
    "civic.town_halls",
    "civic.private_files",
    "civic.communes",
    "civic.accounts",
    "civic.journal",
    "civic.live",
    "civic.throttles",
    "civic.media",
    "civic.worker",
    "civic.ui",
    "civic.core",
    "django.forms",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "django_htmx",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "civic.core.edge.EdgeMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "civic.core.logging.RequestLogMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "civic.core.bodies.BodyLimitMiddleware",
    "civic.core.edge.FormTextMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
    "civic.accounts.lock.DeviceMiddleware",
    "civic.statistics.middleware.VisitMiddleware",
    "civic.desk.middleware.DeskReturnMiddleware",
    "civic.ui.last_commune.LastCommuneMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [("django.template.loaders.cached.Loader", ["civic.ui.loaders.Loader"])],
            "builtins": ["django.templatetags.static", "civic.ui.templatetags.ui"],  # ours has a `static`
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "civic.core.access.viewer_context",
                "civic.ui.layout.layout_context",
                "civic.desk.marks.desk_context",
            ],
        },
    }
]
FORM_RENDERER = "civic.ui.form_renderer.FormRenderer"

# --- Data -----------------------------------------------------------------------------------------------------------
DATABASES = {
    "default": database_from_url(
        env.str("DATABASE_URL", default=f"sqlite:///{STATE / 'civic.sqlite3'}"),
        prepares=env.bool("PREPARED_STATEMENTS", default=True),
    )
}
REDIS_URL = env.str("REDIS_URL", default="")
CACHES = {
    "default": (
        {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
        if REDIS_URL
        else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    )
}
DIRECTORY_DIR = ROOT / "var" / "directory"  # the compiled official data, see `manage.py build_directory`

MEDIA_ROOT = env.path("MEDIA_DIR", default=STATE / "media")
# Where the reverse proxy serves MEDIA_ROOT internally; empty: Django sends the bytes itself.
MEDIA_ACCEL_PREFIX = env.str("MEDIA_ACCEL_PREFIX", default="")
# What opens the ballots of open polls: never in a backup, see docs/decisions/0025-secrets-of-polls.md.
POLL_SECRETS_DIR = env.path("POLL_SECRETS_DIR", default=STATE / "poll-secrets")
# A virus scanner that speaks as clamd does: the path of its socket, or host:port; empty: private files are not scanned.
CLAMD_SOCKET = env.str("CLAMD_SOCKET", default="")
FILE_UPLOAD_TEMP_DIR = env.str("UPLOAD_TEMP_DIR", default=None)
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024  # form fields, files apart
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
DATA_UPLOAD_MAX_NUMBER_FILES = 200  # more than a publication takes: the form says so, with what was typed
FILE_UPLOAD_HANDLERS = ["civic.media.uploads.CarefulUploadHandler"]

STATIC_URL = "/static/"
STATIC_ROOT = env.path("STATIC_DIR", default=ROOT / "var" / "static")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# --- Background work ------------------------------------------------------------------------------------------------
TASKS = {
    "default": {
        "BACKEND": "civic.worker.backend.DatabaseBackend",
        "QUEUES": [],  # those of `core.jobs.Lane`: a job cannot name another
        "OPTIONS": {},
    }
}

# --- Live updates: a thin server beside the pages, see docs/decisions/0007 ----------------------------------------
LIVE_CONNECTIONS = env.int("LIVE_CONNECTIONS", default=8000)  # open pages that one hub process serves

# --- Mail: everything is queued in the database with the work it belongs to, then leaves through `transport` --------
DEFAULT_FROM_EMAIL = env.str("MAIL_FROM", default="Maires & Citoyens <ne-pas-repondre@localhost>")
HOSTED_BY = env.str("HOSTED_BY", default="")  # name and address of the host, for the legal notice
CONTACT_EMAIL = env.str("CONTACT_EMAIL", default="contact@localhost")
MAILERS = {
    "default": {"BACKEND": "civic.delivery.backends.QueuedMailBackend"},
    "transport": {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": env.str("SMTP_HOST", default="localhost"),
            "port": env.int("SMTP_PORT", default=25),
            "username": env.str("SMTP_USER", default=""),
            "password": env.str("SMTP_PASSWORD", default=""),
            "use_tls": env.bool("SMTP_STARTTLS", default=False),
            "use_ssl": env.bool("SMTP_SSL", default=False),
            "timeout": 20,
        },
    },
}

# --- Web push, see docs/decisions/0008 ------------------------------------------------------------------------------
VAPID_PRIVATE_KEY = env.str("VAPID_PRIVATE_KEY", default="")  # without it, no device is notified
PUSH_HOSTS: list[str] = env.list(
    "PUSH_HOSTS",
    default=[
        "fcm.googleapis.com",
        "updates.push.services.mozilla.com",
        "push.services.mozilla.com",
        "web.push.apple.com",
        "push.apple.com",
        "notify.windows.com",
    ],
)

# --- The official vigilance of Météo-France, see civic.vigilance ----------------------------------------------------
VIGILANCE_API_KEY = env.str("VIGILANCE_API_KEY", default="")  # without it, nothing is asked
VIGILANCE_URL = env.str(
    "VIGILANCE_URL",
    default="https://public-api.meteofrance.fr/public/DPVigilance/v1/cartevigilance/encours",
)

# --- People ---------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
    "civic.accounts.adapter.AsideBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "civic.accounts.passwords.NotAboutOneself"},
    {
        "NAME": "civic.accounts.passwords.LongEnough",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "civic.accounts.passwords.NotCommon"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
STRONG_AUTHENTICATION_URL = "account_strong"
LOGOUT_REDIRECT_URL = "landing"
MINIMUM_AGE = env.int("MINIMUM_AGE", default=15)

ACCOUNT_ADAPTER = "civic.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS = 7
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True  # the mailed link opens, whatever was tried
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = False  # civic.notifications says that a password changed
ACCOUNT_FORMS = {
    "login": "civic.accounts.forms.LoginForm",
    "reauthenticate": "civic.accounts.forms.ReauthenticateForm",
    "reset_password": "civic.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "civic.accounts.forms.ResetPasswordKeyForm",
    "change_password": "civic.accounts.forms.ChangePasswordForm",
}
# Strong authentication, see docs/decisions/0013. Its addresses are ours alone: none of the library's is included.
MFA_ADAPTER = "civic.accounts.adapter.StrongAuthenticationAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = SITE_NAME
MFA_TOTP_TOLERANCE = 1  # half a minute each way: phones are rarely more wrong than that
# Wrong passwords are counted by accounts.lock alone, else two counters disagree.
# By where a request comes from, never by the address it names: that would be a lever against who owns it.
ACCOUNT_RATE_LIMITS = {"login_failed": False, "reset_password": "20/m/ip"}
# Tries are counted by the visitor's address, which the last of our proxies writes down: without this, everybody would
# share the proxy's own, and a busy morning of sign-ins would close the door for all.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("PROXY_COUNT", default=1)

# axes stands before each look at a password; what is counted, and who still enters: docs/decisions/0028.
AXES_HANDLER = "civic.accounts.lock.SourceHandler"
AXES_USERNAME_FORM_FIELD = "login"
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # else a refusal is not marked as one
AXES_LOCKOUT_CALLABLE = "civic.accounts.lock.locked_response"
AXES_VERBOSE = False

# Signed in the cookie: nothing to read for a page. `accounts.Person.session_version` ends all sessions of a person.
SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_HTTPONLY = True
CSRF_USE_SESSIONS = True  # its secret rides in the session: no second cookie to renew with every page
CSRF_FAILURE_VIEW = "civic.core.access.csrf_failure"
MESSAGE_STORAGE = "civic.ui.messages.OwnMessages"

# --- Transport security ---------------------------------------------------------------------------------------------
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = env.bool("SSL_REDIRECT", default=True)
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=31_536_000)
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# What the pages never use, and no script that found its way into one may.
PERMISSIONS_POLICY = ", ".join(
    f"{power}=()"
    for power in (
        "accelerometer",
        "browsing-topics",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "hid",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "serial",
        "usb",
        "xr-spatial-tracking",
    )
)
SECURE_CSP = {
    "default-src": ["'self'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'", "data:", "blob:"],
    "media-src": ["'self'", "blob:"],
    # The video hosts of civic.media.hosts; their page is only loaded after a click.
    "frame-src": [
        "https://www.youtube-nocookie.com",
        "https://player.vimeo.com",
        "https://geo.dailymotion.com",
    ],
    "connect-src": ["'self'"],
    "object-src": ["'none'"],
    "base-uri": ["'none'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'none'"],
}

# --- Language and time ----------------------------------------------------------------------------------------------
LANGUAGE_CODE = "fr"
TIME_ZONE = "Europe/Paris"  # communes overseas carry their own
USE_I18N = True
USE_TZ = True

# --- Logs -----------------------------------------------------------------------------------------------------------
LOG_LEVEL = env.str("LOG_LEVEL", default="INFO")
LOGGING_CONFIG = "civic.core.logging.configure"
LOGGING = {"level": LOG_LEVEL, "format": env.str("LOG_FORMAT", default="json")}

# --- Figures, see docs/decisions/0010 ---------------------------------------------------------------------------------
STATISTICS_MONTHS = env.int("STATISTICS_MONTHS", default=25)  # how long counts of visits are kept
VISITS_THREAD = True  # tests write what was seen by hand

# --- The product's own seams ----------------------------------------------------------------------------------------
VIEWER_BUILDER = "civic.viewers.queries.viewer.build_viewer"
VIEWER_WITHOUT_REQUEST = "civic.viewers.queries.viewer.viewer_for"
THROTTLE = "civic.throttles.actions.request_closed_until"
SEARCH_BOX = "search/box.html"  # in the header of every page of a commune
UNREAD = "civic.notifications.queries.inbox.unread"
QUICK_ACTIONS_PAGE = "quick_action_list"  # of a commune: what a person may begin there

SILENCED_SYSTEM_CHECKS = [
    "security.W005",  # HSTS for subdomains and
    "security.W021",  # the preload list concern a domain that is not only ours
]
