"""Settings: everything an installation may choose comes from the environment."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from knowhold import sqlite

# before Django: its SQLite back end binds to whatever `sqlite3` is when first imported
sqlite.swap_for_django()

from knowhold.config.database import database  # noqa: E402
from knowhold.config.keys import secret_key  # noqa: E402
from knowhold.config.openid import openid  # noqa: E402

PACKAGE = Path(__file__).resolve().parent.parent

KNOWHOLD_DEMO = os.environ.get("KNOWHOLD_DEMO") == "1"
KNOWHOLD_HOME = Path(
    os.environ.get("KNOWHOLD_HOME") or ("var/demo" if KNOWHOLD_DEMO else "var")
).resolve()

DEBUG = False
SECRET_KEY = secret_key(os.environ.get("KNOWHOLD_SECRET_KEY", ""), KNOWHOLD_HOME, KNOWHOLD_DEMO)
LOOPBACK = ["localhost", "127.0.0.1", "[::1]"]
ALLOWED_HOSTS = [
    name.strip() for name in os.environ.get("KNOWHOLD_ALLOWED_HOSTS", "").split(",") if name.strip()
] or LOOPBACK

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "knowhold.config",
    "knowhold.jobs",
    "knowhold.audit",
    "knowhold.accounts",
    "knowhold.notices",
    "knowhold.roster",
    "knowhold.parties",
    "knowhold.planning",
    "knowhold.clearance",
    "knowhold.demo",
    "knowhold.web",
    # after ours, so that our templates come first
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
    "allauth.usersessions",
]

MIDDLEWARE = [
    "knowhold.config.middleware.request_id",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "knowhold.config.middleware.content_security_policy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    # before the CSRF check, which reads the body
    "knowhold.web.uploads.refuse_large",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "knowhold.web.errors.pages",
    "knowhold.web.readonly.read_only",
    "knowhold.web.signin.first_password.replaced",
    "knowhold.web.signin.second_step.required",
    # last: the transaction holds the view and nothing else
    "knowhold.web.tenant.isolated",
]

ROOT_URLCONF = "knowhold.config.urls"
WSGI_APPLICATION = "knowhold.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "knowhold.config.context.installation",
            ]
        },
    }
]

FORM_RENDERER = "knowhold.web.forms.KnowholdRenderer"

DATABASES = {"default": database(os.environ.get("KNOWHOLD_DATABASE", ""), KNOWHOLD_HOME)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# people
AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = ["knowhold.accounts.backend.EmailBackend"]
PASSWORD_HASHERS = [
    "knowhold.accounts.passwords.BoundedArgon2",
    # those of earlier versions; a sign-in makes them Argon2
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 15},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "knowhold.web.errors.csrf_failure"

# signing in: allauth's machinery in our skin (knowhold.web.signin)
ACCOUNT_ADAPTER = "knowhold.web.signin.adapters.Accounts"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 10 * 60
ACCOUNT_FORMS = {"reauthenticate": "knowhold.web.signin.forms.ConfirmByPassword"}
SOCIALACCOUNT_ADAPTER = "knowhold.web.signin.adapters.Providers"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_PROVIDERS: dict[str, dict[str, Any]] = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": openid(
            os.environ.get("KNOWHOLD_OIDC", ""), os.environ.get("KNOWHOLD_OIDC_SECRET", "")
        ),
    }
}
MFA_ADAPTER = "knowhold.web.signin.adapters.SecondSteps"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
# addresses are given by an administrator, not by whoever signs up
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = KNOWHOLD_DEMO
MFA_FORMS = {
    "authenticate": "knowhold.web.signin.forms.SecondStep",
    "reauthenticate": "knowhold.web.signin.forms.ConfirmByCode",
    "activate_totp": "knowhold.web.signin.forms.NewApp",
    "add_webauthn": "knowhold.web.signin.forms.NewKey",
}
# who decides or administers needs a second step; the demo's people have public passwords anyway
KNOWHOLD_SECOND_STEP = (
    "offered" if KNOWHOLD_DEMO else os.environ.get("KNOWHOLD_SECOND_STEP", "required")
)
# counts of wrong codes and codes used once: shared by the processes of this machine
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": KNOWHOLD_HOME / "cache",
    }
}

# language and time
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("zh-hans", "简体中文")]
LOCALE_PATHS = [PACKAGE / "web" / "locale"]
FORMAT_MODULE_PATH = "knowhold.web.formats"
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_TZ = True
TIME_ZONE = "UTC"

# static files
STATIC_URL = "/static/"
# the package already holds the built files: no collection step, no folder of copies
STATIC_ROOT = None
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

# the browser's protections; the demo speaks plain HTTP on the loopback address only
IS_PLAIN_HTTP = KNOWHOLD_DEMO
SECURE_SSL_REDIRECT = not IS_PLAIN_HTTP
SECURE_HSTS_SECONDS = 0 if IS_PLAIN_HTTP else 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = not IS_PLAIN_HTTP
SECURE_HSTS_PRELOAD = not IS_PLAIN_HTTP
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = not IS_PLAIN_HTTP
CSRF_COOKIE_SECURE = not IS_PLAIN_HTTP
LANGUAGE_COOKIE_SECURE = not IS_PLAIN_HTTP
if not IS_PLAIN_HTTP:
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"
if os.environ.get("KNOWHOLD_BEHIND_PROXY") == "1":
    # only a proxy that overwrites this header may stand in front
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# the journal and the lists keep their own files beside the database
KNOWHOLD_JOURNAL = KNOWHOLD_HOME / "journal"
KNOWHOLD_TILES = Path(os.environ.get("KNOWHOLD_TILES") or KNOWHOLD_HOME / "tlog").resolve()
# INVARIANT: never in a backup, never restored; best on another disk
KNOWHOLD_GUARD = Path(
    os.environ.get("KNOWHOLD_GUARD") or KNOWHOLD_HOME / "guard" / "guard.sqlite3"
).resolve()
# a C2SP policy file: who cosigns the journal's heads, and how many must; nobody without it
KNOWHOLD_WITNESSES = (
    Path(os.environ["KNOWHOLD_WITNESSES"]).resolve()
    if os.environ.get("KNOWHOLD_WITNESSES")
    else None
)
KNOWHOLD_KEYS = KNOWHOLD_HOME / "keys"
# the key that wraps the keys of sealed columns; None: beside them
KNOWHOLD_FIELD_MASTER = (
    Path(os.environ["KNOWHOLD_FIELD_MASTER"]).resolve()
    if os.environ.get("KNOWHOLD_FIELD_MASTER")
    else None
)
KNOWHOLD_RULEBOOKS = KNOWHOLD_HOME / "rulebooks"
KNOWHOLD_BUNDLES = KNOWHOLD_HOME / "bundles"
KNOWHOLD_INTAKE = KNOWHOLD_HOME / "intake"
KNOWHOLD_EXPORTS = KNOWHOLD_HOME / "exports"
KNOWHOLD_LISTS = KNOWHOLD_HOME / "lists.sqlite3"
KNOWHOLD_JOURNAL_ORIGIN = os.environ.get("KNOWHOLD_JOURNAL_ORIGIN") or (
    "demo.knowhold.example/journal" if KNOWHOLD_DEMO else "knowhold.example/journal"
)

# mails say that there is a notice, never what it says
KNOWHOLD_MAIL = os.environ.get("KNOWHOLD_MAIL", "")
KNOWHOLD_MAIL_FROM = os.environ.get("KNOWHOLD_MAIL_FROM") or "knowhold@localhost"
# what links in mails and calendars begin with
KNOWHOLD_ADDRESS = (os.environ.get("KNOWHOLD_ADDRESS") or f"https://{ALLOWED_HOSTS[0]}").rstrip("/")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "knowhold.config.logs.JSONFormatter"}},
    "filters": {"request_id": {"()": "knowhold.config.logs.RequestIdFilter"}},
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "json",
            "filters": ["request_id"],
        }
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        # below an error this logger repeats addresses that anybody may type
        "django.request": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
        "knowhold": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
    },
}
