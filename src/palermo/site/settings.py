"""Django's settings, made from the configuration. Nothing is decided here that depends on who asks."""

from datetime import timedelta
from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from palermo.site.configuration import configuration
from palermo.site.database import database

_HERE = Path(__file__).parent
_told = configuration()

SECRET_KEY = _told.secret_key
DEBUG = _told.debug
ALLOWED_HOSTS = list(_told.hosts)
PALERMO_DEMO = _told.demo
PALERMO_LEDGER = Path(_told.ledger)
PALERMO_INSTALLATION_KEY = _told.installation_key_file
SIGN_IN_PROVIDER = _told.provider
PALERMO_RELEASES = Path(_told.releases) if _told.releases else None
PALERMO_HOLIDAYS = _told.holidays

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "palermo.site.accounts",
    "palermo.site.access",
    "palermo.site.audit",
    "palermo.site.emergency",
    "palermo.site.keys",
    "palermo.site.submissions",
    "palermo.site.cases",
    "palermo.site.referrals",
    "palermo.site.publications",
    "palermo.site.api",
    "palermo.site.coordination",
    "palermo.site.linkage",
    "palermo.site.oidc",
]

# The order is the order of the walls: transport, policy, session, language, forgery, then who asks and what they see.
MIDDLEWARE = [
    "palermo.site.api.door.ApiDoor",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "palermo.site.oidc.door.ProviderDoor",
    "palermo.site.access.middleware.ScopeMiddleware",
    "palermo.site.keys.middleware.KeysMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "palermo.site.urls"
WSGI_APPLICATION = "palermo.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [_HERE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "palermo.site.page.context",
            ]
        },
    }
]

DATABASES = {"default": database(_told.database)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.Account"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "palermo.site.accounts.backend.ByLogin"]
SILENCED_SYSTEM_CHECKS = ["auth.W004"]  # a sign-in name is one by what it ends with, not by a key over all bodies
# A slow hash that also costs memory. The password of a demonstration is printed on its page: no hash guards it.
_SLOW = ["django.contrib.auth.hashers.ScryptPasswordHasher", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"] if _told.demo else _SLOW
# What a guess at a body's passphrase costs: 128 MiB of memory. That of a demonstration is printed too.
KEY_WRAP_COST = 1 << 10 if _told.demo else 1 << 17
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("login", "display_name")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

# Five failures of one name from one place lock that pair for fifteen minutes. Not the name alone: whoever knows the
# name of a shelter's worker could then keep her out.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_FORM_FIELD = "login"
# No name that somebody wrote is kept, only a mark by which it is known again; nor anything else of the form.
AXES_USERNAME_CALLABLE = "palermo.site.accounts.tries.mark_of_name"
AXES_SENSITIVE_PARAMETERS = ["login", "csrfmiddlewaretoken", "next"]
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
AXES_LOCKOUT_TEMPLATE = "accounts/locked.html"
PASSWORD_RESET_TIMEOUT = 7 * 24 * 3600
"""How long an invitation is good."""

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("ar", _("Arabic"))]
LOCALE_PATHS = [_HERE / "locale"]
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_I18N = True
USE_TZ = True
TIME_ZONE = _told.time_zone

STATIC_URL = "static/"
STATICFILES_DIRS = [_HERE / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

# Twenty minutes without a request end a session; each request begins them anew.
SESSION_COOKIE_AGE = 20 * 60
SESSION_SAVE_EVERY_REQUEST = True
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
# Off loopback the server is reached through a proxy that speaks TLS, or it does not start.
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _told.behind_tls
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _told.behind_tls else None
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if _told.behind_tls else 0

FILE_UPLOAD_HANDLERS = ["palermo.site.uploads.InMemory"]
UPLOAD_LIMIT = _told.upload_megabytes << 20
CHECKED_AT_ONCE = 256 << 10
"""Bytes up to which a file is checked while its sender waits; a larger one is a job."""

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"  # with none at all a browser sends no origin, and every form is refused
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
