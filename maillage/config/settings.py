"""Every setting, from the environment only. Each variable is explained in .env.example."""

import os
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.contrib.messages import constants as levels

from maillage.config.environment import (
    Environment,
    SettingError,
    kept_secret,
    tile_source,
    variables_of_file,
)

BASE_DIR = Path(__file__).parents[2]

# The environment wins over the optional file.
env = Environment({**variables_of_file(BASE_DIR / ".env"), **os.environ})

DEBUG = env.boolean("DEBUG", default=False)
VAR_DIR = env.folder("VAR_DIR", default=BASE_DIR / "var")

# --- Database ---

DATABASE = env.database("DATABASE_URL", default=f"sqlite:///{VAR_DIR}/maillage.sqlite3")
IS_EMBEDDED = DATABASE["ENGINE"].endswith("sqlite3")

if IS_EMBEDDED:
    if DATABASE["NAME"] != ":memory:":
        DATABASE["NAME"] = BASE_DIR / DATABASE["NAME"]  # wherever the command is typed
    DATABASE["OPTIONS"] = {
        # A transaction that reads, then writes, would fail at once if another wrote in between:
        # taking the write lock from the start makes it wait instead.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # FULL: what was acknowledged survives a power cut.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }
else:
    DATABASE["CONN_MAX_AGE"] = 60
    DATABASE["CONN_HEALTH_CHECKS"] = True
    DATABASE["OPTIONS"] = {
        "connect_timeout": 2,
        # A server that vanished is noticed in half a minute, not in the two hours of TCP.
        "keepalives_idle": 10,
        "keepalives_interval": 5,
        "keepalives_count": 3,
        "tcp_user_timeout": 30_000,
        **DATABASE.get("OPTIONS", {}),
    }

DATABASES: dict[str, dict[str, Any]] = {"default": DATABASE}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        # Failed sign-ins are counted there: a flood of them must not drive out the first.
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    },
    # What any visitor can fill: it may be driven out without harm. Some 40 MB at most.
    "public": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "public",
        "OPTIONS": {"MAX_ENTRIES": 25_000},  # every place of the country, see opendata.memory
    },
}

# --- Who answers, and how safely ---

SECRET_KEY = env.text("SECRET_KEY")
if len(SECRET_KEY) < 50 and not IS_EMBEDDED:
    raise SettingError(
        "La variable SECRET_KEY est vide ou trop courte ; avec PostgreSQL il faut un texte secret "
        "d’au moins 50 caractères, le même pour tous les serveurs."
    )
SECRET_KEY = SECRET_KEY or kept_secret(VAR_DIR / "secret_key")

ALLOWED_HOSTS = env.hosts("ALLOWED_HOSTS", default="localhost,127.0.0.1,[::1]")

HTTPS = env.boolean("HTTPS", default=not IS_EMBEDDED)
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_AGE = 3600 * env.integer("SESSION_HOURS", default=12, minimum=1, maximum=168)
CSRF_COOKIE_SECURE = HTTPS
LANGUAGE_COOKIE_SECURE = HTTPS
LANGUAGE_COOKIE_SAMESITE = "Lax"
if env.boolean("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    # Failed sign-ins are counted by address: the visitor's, not that of the proxy.
    ALLAUTH_TRUSTED_PROXY_COUNT = 1
CSRF_FAILURE_VIEW = "maillage.desk.views.csrf_failure"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# W021 wants the host in the browsers' preload list: a choice about a whole domain, not ours.
SILENCED_SYSTEM_CHECKS = ["security.W021"]

TILE_URL = env.tiles("TILE_URL")
TILE_ATTRIBUTION = env.text("TILE_ATTRIBUTION")
if TILE_URL and not TILE_ATTRIBUTION:
    raise SettingError(
        "La variable TILE_ATTRIBUTION est vide ; avec TILE_URL il faut la mention du producteur "
        "du fond de carte."
    )

GEOCODER_URL = env.web_address("GEOCODER_URL")  # asked by this server, never by the browser

API_REQUESTS_IN_5_MIN = env.integer(
    "API_REQUESTS_IN_5_MIN", default=300, minimum=10, maximum=1_000_000
)

ROUTE_URL = env.text(
    "ROUTE_URL",
    default="https://www.openstreetmap.org/directions?to={latitude}%2C{longitude}",
)
if not (
    ROUTE_URL.startswith(("https://", "http://"))
    and all(part in ROUTE_URL for part in ("{latitude}", "{longitude}"))
):
    raise env.wrong("ROUTE_URL", "une adresse web qui contient {latitude} et {longitude}")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF, "data:", *filter(None, [tile_source(TILE_URL)])],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

# --- Application ---

ROOT_URLCONF = "maillage.config.urls"
WSGI_APPLICATION = "maillage.config.wsgi.application"

INSTALLED_APPS = [
    "maillage.desk",
    "maillage.opendata",
    "maillage.places",
    "maillage.accounts",
    "maillage.territory",
    "maillage.design",
    "maillage.journal",
    "maillage.privacy",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
]

MIDDLEWARE = [
    "maillage.config.health.HealthMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "maillage.config.headers.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "maillage.design.languages.HelpLanguagesMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "maillage.design.context.site",
                "maillage.desk.context.territory",
                "maillage.desk.context.team",
            ]
        },
    }
]
FORM_RENDERER = "maillage.design.forms.Renderer"
MESSAGE_TAGS = {levels.SUCCESS: "ok", levels.WARNING: "warn", levels.ERROR: "bad"}  # as in CSS

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "maillage.design.storage.HashedStorage"},
}

# --- Accounts ---

AUTH_USER_MODEL = "accounts.User"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk:team"
LOGOUT_REDIRECT_URL = "account_login"
PASSWORD_RESET_TIMEOUT = 3 * 24 * 3600  # said in the messages

ACCOUNT_ADAPTER = "maillage.accounts.adapter.Adapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]  # nobody signs up; sign-in takes its fields there
ACCOUNT_EMAIL_VERIFICATION = "none"  # an administrator opens the accounts
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # ours is in forms/sign_in.py: no sign-up
ACCOUNT_SESSION_REMEMBER = False  # closing the browser signs out: desks are shared
ACCOUNT_FORMS = {
    "login": "maillage.accounts.forms.sign_in.SignInForm",
    "reset_password": "maillage.accounts.forms.sign_in.AskLinkForm",
    "reset_password_from_key": "maillage.accounts.forms.sign_in.NewPasswordForm",
}
# The messages say ten minutes. Each process counts on its own: see docs/operations.md.
ACCOUNT_RATE_LIMITS = {
    "login_failed": "20/10m/ip,5/10m/key",
    "reset_password": "20/10m/ip,3/10m/key",
    "report_error": "5/10m/ip",
}

# --- Languages and time ---

LANGUAGE_CODE = "fr"
LANGUAGES = [
    ("fr", "Français"),
    ("en", "English"),
    # Spoken by the pages where one finds help alone: see maillage/design/languages.py.
    ("ar", "العربية"),
    ("uk", "Українська"),
    ("es", "Español"),
]
LOCALE_PATHS = [BASE_DIR / "maillage" / "locale"]
USE_I18N = True
TIME_ZONE = "Europe/Paris"
USE_TZ = True

# --- E-mail ---

EMAIL_HOST = env.text("EMAIL_HOST")
EMAIL_PORT = env.integer("EMAIL_PORT", default=587, minimum=1, maximum=65535)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD")
EMAIL_SECURITY = env.choice(
    "EMAIL_SECURITY", choices=("starttls", "tls", "none"), default="starttls"
)
EMAIL_USE_TLS = EMAIL_SECURITY == "starttls"
EMAIL_USE_SSL = EMAIL_SECURITY == "tls"
EMAIL_TIMEOUT = 10
# Without a server, messages are dropped: printing them would put people's words in the logs.
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'dummy'}.EmailBackend"
DEFAULT_FROM_EMAIL = env.email("DEFAULT_FROM_EMAIL", default="maillage@localhost.localdomain")

# --- The journal ---

JOURNAL_KEY_FILE = Path(env.text("JOURNAL_KEY_FILE") or VAR_DIR / "journal_key")
JOURNAL_HEADS_FILE = Path(env.text("JOURNAL_HEADS_FILE") or VAR_DIR / "journal_heads.jsonl")

# --- Logs: standard error, one line per record ---

LOG_LEVEL = env.choice(
    "LOG_LEVEL", choices=("DEBUG", "INFO", "WARNING", "ERROR"), default="WARNING"
)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "maillage.config.logs.OneLineFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    "loggers": {
        "django": {"handlers": [], "level": LOG_LEVEL},
        # Django leaves it to the server to drop the body of a HEAD answer: no news in that.
        "gunicorn.http.wsgi": {"level": "ERROR"},
        # Its lower levels quote the addresses that it fetches, and what people typed with them.
        "urllib3": {"level": "ERROR"},
        "django.server": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
    },
}

# --- The territory and its public face ---

TERRITORY_FILE = VAR_DIR / "territory"  # written by `maillage demo`
DEMO_PASSWORD_FILE = VAR_DIR / "demo-password"  # so is this one
TERRITORY = env.territory(
    "TERRITORY",
    default=(TERRITORY_FILE.read_text().strip() if TERRITORY_FILE.exists() else "") or "17",
)
TERRITORY_IS_CHOSEN = env.text("TERRITORY") != ""  # by the environment: no command changes it
TERRITORY_NAME = env.text("TERRITORY_NAME")
TERRITORY_LOGO = env.image("TERRITORY_LOGO")
TERRITORY_HUE = env.integer("TERRITORY_HUE", default=225, minimum=0, maximum=359)
SITE_NAME = env.text("SITE_NAME", default="Maillage")
PHONE = env.phone("PHONE")
PHONE_HOURS = env.text("PHONE_HOURS")
CONTACT_EMAIL = env.email("CONTACT_EMAIL")
PUBLISHER_NAME = env.text("PUBLISHER_NAME")
PUBLISHER_ADDRESS = env.text("PUBLISHER_ADDRESS")
PUBLICATION_DIRECTOR = env.text("PUBLICATION_DIRECTOR")
HOSTING = env.text("HOSTING")
SOURCE_URL = env.web_address("SOURCE_URL")
