"""All settings, each read from the environment, with defaults that run on a laptop (see README, «Configuration»)."""

import logging
import os
import re
from datetime import timedelta
from pathlib import Path

from django.utils.csp import CSP

from balansekunst.environment import MAKE_KEY, Environment
from balansekunst.login_settings import *  # noqa: F403 - each is a setting
from balansekunst.request_log import logging_settings

BASE_DIR = Path(__file__).resolve().parent.parent
LAPTOP_SECRET_KEY = "only-for-a-laptop-anyone-can-read-it-here-so-never-in-production"  # noqa: S105
LAPTOP_ENCRYPTION_KEY = "b25seS1mb3ItYS1sYXB0b3AtYW55b25lLWNhbi1yZWE="
LAPTOP_BACKUP_KEY = "b25seS1mb3ItYmFja3Vwcy1vZi1hLWxhcHRvcC10b28="

env = Environment()
env.read_env(BASE_DIR / ".env")

DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=False)
SECRET_KEY = env("SECRET_KEY", default=LAPTOP_SECRET_KEY)
env.check(DEBUG or SECRET_KEY != LAPTOP_SECRET_KEY, "Set SECRET_KEY to a long random text, or DEBUG=true on a laptop.")
# Fernet keys, never derived from SECRET_KEY. The first encrypts; all are tried for decryption.
ENCRYPTION_KEYS = env.keys("ENCRYPTION_KEYS")
# Those of backups (balansekunst.backup) are others, so that who reads a backup can't read what is encrypted in it.
BACKUP_KEYS = env.keys("BACKUP_KEYS")
if DEBUG:
    ENCRYPTION_KEYS = ENCRYPTION_KEYS or [LAPTOP_ENCRYPTION_KEY]
    BACKUP_KEYS = BACKUP_KEYS or [LAPTOP_BACKUP_KEY]
env.check(
    DEBUG or (ENCRYPTION_KEYS and LAPTOP_ENCRYPTION_KEY not in ENCRYPTION_KEYS),
    f"Set ENCRYPTION_KEYS to keys of your own: {MAKE_KEY}",
)
env.check(not set(BACKUP_KEYS) & {*ENCRYPTION_KEYS, LAPTOP_ENCRYPTION_KEY}, "Set BACKUP_KEYS to other keys.")
env.check(DEBUG or LAPTOP_BACKUP_KEY not in BACKUP_KEYS, f"Set BACKUP_KEYS to keys of your own: {MAKE_KEY}")
env.check(DEBUG or not DEMO, "DEMO logs anyone in by a click: it is refused wherever DEBUG is off.")
# Where `manage.py backup` writes, and for how many days its files are there.
BACKUP_DIR = env("BACKUP_DIR", default="")
BACKUP_DAYS = env.int("BACKUP_DAYS", default=30)
env.check(BACKUP_KEYS or not BACKUP_DIR, f"Set BACKUP_KEYS, which encrypt what is in BACKUP_DIR: {MAKE_KEY}")

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1"] if DEBUG else [])
env.check(ALLOWED_HOSTS, "Set ALLOWED_HOSTS to the host names that the program answers to.")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "balansekunst.apps.BalansekunstConfig",
    "members.apps.MembersConfig",
    "courses.apps.CoursesConfig",
    "balansemerket.apps.BalansemerketConfig",
    "balansepotten.apps.BalansepottenConfig",
    "radgivning.apps.RadgivningConfig",
    "reports.apps.ReportsConfig",
    "office.apps.OfficeConfig",
    "balansekunst.apps.AdminConfig",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "import_export",
    "simple_history",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
]
if DEMO:
    INSTALLED_APPS.append("demo.apps.DemoConfig")

MIDDLEWARE = [
    "balansekunst.arrival.note_arrival",
    "balansekunst.request_log.log_requests",
    "django.middleware.security.SecurityMiddleware",
    # Before the static files, so that they have it too: a browser shows an SVG as a page.
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "balansekunst.refusals.refuse_methods",
    "balansekunst.refusals.refuse_nul",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "balansekunst.private_pages.forbid_storing",
    "balansekunst.refusals.limit_body",
    "balansekunst.unsent_forms.LoginMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
]

ROOT_URLCONF = "balansekunst.urls"
WSGI_APPLICATION = "balansekunst.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# The database: SQLite on a laptop, PostgreSQL by DATABASE_URL=postgres://user:password@host/name.
DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{BASE_DIR / 'db.sqlite3'}")}
env.check(
    DATABASES["default"]["ENGINE"] in {"django.db.backends.sqlite3", "django.db.backends.postgresql"},
    "DATABASE_URL is not of SQLite or PostgreSQL.",
)
# On SQLite, a new connection first reads the schema, which takes longer than most pages.
DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"] |= {
        "ENGINE": "balansekunst.sqlite",
        "OPTIONS": {
            # Without IMMEDIATE, two writers at once end in «database is locked» instead of waiting in line.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            # Deleted data is overwritten, so that a deleted note isn't left in a free page of the file.
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; "
            # Without it, INSERT OR REPLACE deletes a row although a trigger refuses to delete it.
            "PRAGMA secure_delete=ON; PRAGMA recursive_triggers=ON;",
        },
    }
else:
    # Without it, the first request of each thread fails after the server has been restarted.
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # A year's figures come from a few large queries, which PostgreSQL's JIT takes longer to compile than to run.
    DATABASES["default"]["OPTIONS"] = {**DATABASES["default"].get("OPTIONS", {}), "options": "-c jit=off"}

# The cache, where the limits of logging in are counted, must be one for all workers: a table of the database, or Redis
# by CACHE_URL. Django deletes a third of the entries above MAX_ENTRIES, so that few would undo the limits.
CACHES = {
    "default": env.cache_url("CACHE_URL", default="locmemcache://" if DEBUG else "dbcache://balansekunst_cache"),
}
if CACHES["default"]["BACKEND"].rsplit(".", 1)[1] != "RedisCache":
    CACHES["default"]["OPTIONS"] = {"MAX_ENTRIES": 1_000_000}
env.check(
    DEBUG or not CACHES["default"]["BACKEND"].endswith(("LocMemCache", "DummyCache")),
    "Set CACHE_URL to a cache that all workers share, or leave it out.",
)
# The public pages (balansekunst.page_cache), by each worker for itself; on a laptop, templates are soon read again.
CACHES["pages"] = env.cache_url_config("locmemcache://pages") | {"TIMEOUT": 1 if DEBUG else 300}
CACHES["pages"]["OPTIONS"] = {"MAX_ENTRIES": 200}

MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG

# The areas of the year's figures, in the order of the report: a programme is its app, its area, and a line here.
FIGURE_AREAS = [
    "members.figures.AREA",
    "courses.figures.AREA",
    "balansemerket.figures.AREA",
    "balansemerket.equality_figures.AREA",
    "balansepotten.figures.AREA",
    "radgivning.figures.AREA",
]

# The entries of the admin's calendar, in the order of its filter: lists of `balansekunst.calendar_entries.EntryKind`.
CALENDARS = [
    "courses.calendar_entries.KINDS",
    "balansepotten.calendar_entries.KINDS",
    "balansemerket.calendar_entries.KINDS",
    "members.calendar_entries.KINDS",
]

# The admin's lists in the order of the work, each with the key that opens it after `g`. Others of an app come after.
ADMIN_MENU = {
    "members": {
        "organisation": "v",
        "contact": "p",
        "membership": "m",
        "membershipapplication": "i",
        "fee": "f",
        **dict.fromkeys(("feepayment", "mailing", "identityproposal", "leaverequest", "registerdifference"), ""),
        **dict.fromkeys(("placechange", "likelyduplicate", "meeting", "registration", "term", "supportingmember"), ""),
    },
    "courses": {"assignment": "k", "booking": "", "publicevent": ""},
    "balansemerket": {"certification": "b", "round": "", "event": "", "quote": ""},
    "balansepotten": {"call": "u", "application": "s", "decision": "d", "grant": "t", "projectreport": "r"},
    "radgivning": {"enquiry": "h"},
    "reports": {"annualreport": "a", "publication": ""},
    "balansekunst": {"message": "e", "user": ""},
}

# What waits for management: functions of a user and a moment that yield `balansekunst.front_page.TaskRows`.
MANAGEMENT_TASKS = ["balansepotten.management_tasks.waiting", "reports.management_tasks.waiting"]

# For how long after showing a second factor it opens the pages of staff, and single enquiries to advisers.
SECOND_FACTOR_HOURS = env.int("SECOND_FACTOR_HOURS", default=10)
ADVISER_HOURS = 8
# When notes are deleted after an enquiry is closed, and when dates of enquiries are reduced to months.
NOTE_DAYS = env.int("NOTE_DAYS", default=90)
COARSE_MONTHS = env.int("COARSE_MONTHS", default=24)

# For how long after its deadline a call accepts applications: by default to the end of the minute that «23.59» is.
DEADLINE_GRACE = timedelta(seconds=env.int("DEADLINE_GRACE_SECONDS", default=60))

# E-mails are sent by the workers that `manage.py db_worker` starts, or on a laptop at once (balansekunst.mail.outbox).
TASK_WORKER = env.bool("TASK_WORKER", default=not DEBUG)
TASKS = {
    "default": {
        "BACKEND": "django_tasks_db.DatabaseBackend"
        if TASK_WORKER
        else "django.tasks.backends.immediate.ImmediateBackend"
    }
}

# E-mail: printed on the console on a laptop; EMAIL_URL=smtp+tls://user:password@host:587 sends it.
_email = env.email_url("EMAIL_URL", default="consolemail://" if DEBUG else "smtp://localhost:25")
_mailer_options = {
    "host": _email.get("EMAIL_HOST"),
    "port": _email.get("EMAIL_PORT"),
    "username": _email.get("EMAIL_HOST_USER"),
    "password": _email.get("EMAIL_HOST_PASSWORD"),
    "use_tls": _email.get("EMAIL_USE_TLS", False),
    "use_ssl": _email.get("EMAIL_USE_SSL", False),
    "timeout": 20,
}
MAILERS = {
    "default": {
        "BACKEND": _email["EMAIL_BACKEND"],
        "OPTIONS": _mailer_options if _email["EMAIL_BACKEND"].endswith("smtp.EmailBackend") else {},
    }
}
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="Balansekunst <post@balansekunst.example>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# The e-mail provider that reports bounces (balansekunst.mail.bounces), by its name in django-anymail: «mailgun». It
# signs in with MAIL_WEBHOOK_SECRET («user:password»); ANYMAIL_* are its own settings, such as a key of signatures.
MAIL_PROVIDER = env("MAIL_PROVIDER", default="")
ANYMAIL = {
    **{name.removeprefix("ANYMAIL_"): value for name, value in os.environ.items() if name.startswith("ANYMAIL_")},
    "WEBHOOK_SECRET": env("MAIL_WEBHOOK_SECRET", default=""),
}
env.check(
    not MAIL_PROVIDER or re.fullmatch(r"[^:]+:.{16,}", ANYMAIL["WEBHOOK_SECRET"]),
    "Set MAIL_WEBHOOK_SECRET to «user:password», where the password has 16 characters or more.",
)

# The association as a funder in open data (balansepotten.threesixty) and on invoices of the fee, which are paid to its
# bank account. The defaults are nobody's numbers.
ORGANISATION_NUMBER = env("ORGANISATION_NUMBER", default="333333333" if DEBUG else "")
OFFICE_ADDRESS = env("OFFICE_ADDRESS", default="Storgata 1, 0155 Oslo" if DEBUG else "")
BANK_ACCOUNT = env("BANK_ACCOUNT", default="12345678903" if DEBUG else "")
GRANTS_PREFIX = env("GRANTS_PREFIX", default="")

# Enhetsregisteret, where organisations are looked up (members.register). The transport is for demos and tests, which
# reach no network: the dotted path of a function that returns one of httpx2.
REGISTER_URL = env("REGISTER_URL", default="https://data.brreg.no/enhetsregisteret/api")
REGISTER_TRANSPORT = env("REGISTER_TRANSPORT", default="demo.register.transport" if DEMO else "")
# Klass of Statistics Norway, which has the changes of municipalities and counties, by the same transport.
KLASS_URL = env("KLASS_URL", default="https://data.ssb.no/api/klass/v1")
# How long somebody waits for a page that looks a number up, and a command for a page of many.
REGISTER_PAGE_SECONDS = env.float("REGISTER_PAGE_SECONDS", default=4)
REGISTER_COMMAND_SECONDS = env.float("REGISTER_COMMAND_SECONDS", default=60)

# The public page of the advice line. The defaults are nobody's number and address.
ADVICE_PHONE = env("ADVICE_PHONE", default="00 00 00 00" if DEBUG else "")
ADVICE_EMAIL = env("ADVICE_EMAIL", default="telefonen@eksempel.example" if DEBUG else "")
ADVICE_EXIT = env("ADVICE_EXIT", default="https://www.yr.no/")

LANGUAGE_CODE = "nb"
LANGUAGES = [("nb", "Norsk bokmål")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "balansekunst.locale_formats"
TIME_ZONE = "Europe/Oslo"
USE_THOUSAND_SEPARATOR = True

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
# The pictures of the handbook, beside its text.
STATICFILES_DIRS = [("handbok", BASE_DIR / "docs" / "handbok")]
STORAGES = {
    # Attachments are personal data: only views that check access serve them.
    "default": env.file_storage(
        bucket=env("ATTACHMENTS_BUCKET", default=""),
        folder=env.path("ATTACHMENTS_DIR", default=str(BASE_DIR / "media"))(),
    ),
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
# Ten attachments of 10 MB, and the form around them.
MAX_BODY_MB = env.int("MAX_BODY_MB", default=110)

# Security: only our own origin, and https unless DEBUG is on.
SECURE_CSP = {
    "default-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:", "blob:"],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
}
# The web sites that may show the list of members in a frame (reports.views.members), and no other page.
EMBEDDING_SITES = env.list("EMBEDDING_SITES", default=["https://balansekunst.no", "https://*.balansekunst.no"])
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=not DEBUG)
SECURE_REDIRECT_EXEMPT = ["^healthz$", "^readyz$"]  # monitoring asks from inside, without https
SECURE_HSTS_SECONDS = 0 if DEBUG else env.int("SECURE_HSTS_SECONDS", default=60 * 60 * 24 * 365)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
# Whether the domain may be put on the list that browsers have built in, from which it takes months to be removed.
SECURE_HSTS_PRELOAD = env.bool("SECURE_HSTS_PRELOAD", default=True)
SECURE_REFERRER_POLICY = "same-origin"
# How many proxies add the address they were called from to X-Forwarded-For: without it, all visitors share the limits
# of the proxy's address.
ALLAUTH_TRUSTED_PROXY_COUNT = 0
# Where the proxy writes when a request arrived (balansekunst.arrival). Without a proxy anyone could write it.
REQUEST_START_HEADER = ""
if env.bool("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=1)
    REQUEST_START_HEADER = "HTTP_X_REQUEST_START"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not DEBUG
X_FRAME_OPTIONS = "DENY"

# How long going through the rows of an uploaded file may take. The time of a worker is shared with others.
IMPORT_SECONDS = env.int("IMPORT_SECONDS", default=20)
IMPORT_EXPORT_TMP_STORAGE_CLASS = "balansekunst.imports.previews.ImportFileStorage"
IMPORT_EXPORT_ESCAPE_FORMULAE_ON_EXPORT = True
IMPORT_EXPORT_SKIP_ADMIN_LOG = False
SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD = True

LOG_LEVEL = env("LOG_LEVEL", default="INFO").upper()
env.check(LOG_LEVEL in logging.getLevelNamesMapping(), "LOG_LEVEL is none of DEBUG, INFO, WARNING, ERROR and CRITICAL.")
LOGGING = logging_settings(LOG_LEVEL, as_json=not DEBUG)

env.raise_problems()
