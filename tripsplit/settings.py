"""All settings, read from the environment or `.env`; docs/settings.md explains each one that a person may set."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

from tripsplit.addresses import model_address, site_address
from tripsplit.logs import logging_settings
from tripsplit.middleware import static_headers
from tripsplit.policy import content_security_policy
from tripsplit.queue import queue_settings
from tripsplit.sqlite import SQLITE_OPTIONS

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
env.read_env(env.str("ENV_FILE", default=str(BASE_DIR / ".env")))

# -- where things are -------------------------------------------------------------------------------------------------
DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / "data"))).resolve()
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(BASE_DIR / "media"))).resolve()
DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)

SECRET_KEY = env.str("SECRET_KEY", default="")
if not SECRET_KEY:
    raise ImproperlyConfigured(
        "SECRET_KEY is not set: `make run` writes a fresh one into .env, or set it in the environment."
    )
DEBUG = env.bool("DEBUG", default=False)

# -- who may reach the site, and how ----------------------------------------------------------------------------------
PUBLIC_BASE_URL = site_address(env.str("PUBLIC_BASE_URL", default="http://localhost:8000"))
PUBLIC_HOST = urlsplit(PUBLIC_BASE_URL).hostname or "localhost"
HTTPS = PUBLIC_BASE_URL.startswith("https://")
ALLOWED_HOSTS = sorted(
    {*env.list("ALLOWED_HOSTS", default=["localhost"]), PUBLIC_HOST, "localhost", "127.0.0.1", "[::1]"}
)
CSRF_TRUSTED_ORIGINS = [PUBLIC_BASE_URL]
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)
HSTS_OPT_IN = env.bool("HSTS_OPT_IN", default=False)

INSTALLED_APPS = [
    "tripsplit",
    "trips",
    "expenses",
    "settlements",
    "assistant",
    "allauth",
    "allauth.account",
    "axes",
    "csp",
    "django_htmx",
    "django_linear_migrations",
    "django_structlog",
    "huey.contrib.djhuey",
    "template_partials",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "tripsplit.middleware.ResponseHeadersMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "tripsplit.middleware.ReaderLocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "tripsplit.signed_out.SignedOutMiddleware",
    "axes.middleware.AxesMiddleware",
    "tripsplit.busy.BusyDatabaseMiddleware",
]

ROOT_URLCONF = "tripsplit.urls"
ASGI_APPLICATION = "tripsplit.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "builtins": [
                "template_partials.templatetags.partials",
                "tripsplit.templatetags.ui",
                "tripsplit.templatetags.keeping",
                "tripsplit.templatetags.amounts",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            [
                                "django.template.loaders.filesystem.Loader",
                                "django.template.loaders.app_directories.Loader",
                            ],
                        )
                    ],
                )
            ],
        },
    }
]

# -- the database -----------------------------------------------------------------------------------------------------
DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'tripsplit.sqlite3'}")}
if "ENGINE" not in DATABASES["default"]:
    raise ImproperlyConfigured(
        "DATABASE_URL is an address such as sqlite:////data/tripsplit.sqlite3 or postgres://user@host/name."
    )
DATABASES["default"] |= {"CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": True, "ATOMIC_REQUESTS": False}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS
# Finished pages that each web process keeps in memory (tripsplit.keeping); none while templates are being worked on.
KEPT_PAGES_BYTES = 0 if DEBUG else 16 * 2**20
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}

# -- background work --------------------------------------------------------------------------------------------------
HUEY = queue_settings(env.str("HUEY_URL", default=""), data_dir=DATA_DIR)
# How long a worker that says nothing keeps its job, how often what was lost is looked for, and the first pause after a failure.
JOBS_LEASE = timedelta(minutes=5)
JOBS_SWEEP = timedelta(minutes=1)
JOBS_BACKOFF = timedelta(seconds=30)
# Handlers, and how often: minutely, hourly, nightly. Those of a night in this order.
PERIODIC_JOBS = [
    ("trips.jobs.clean_up", "nightly"),
    # After trips' own clean-up, which forgets the rows of deleted trips.
    ("expenses.jobs.sweep_files", "nightly"),
    ("settlements.jobs.sweep_files", "nightly"),
    ("expenses.jobs.find_due_repeats", "hourly"),
    ("expenses.jobs.find_stale", "hourly"),
    ("expenses.jobs.tidy_index", "nightly"),
    ("settlements.jobs.begin_week", "nightly"),
    ("assistant.jobs.clean_up", "nightly"),
    ("tripsplit.jobs.forgetting.forget_jobs", "nightly"),
]

# What each worker does beside the jobs, in a thread of its own, until the event that it is called with is set.
WORKER_SERVICES = ["expenses.search.serving.serve"]
# The sentence-transformers model of the search by meaning; empty: the packaged one; "none": words alone.
EMBEDDING_MODEL_PATH = env.str("EMBEDDING_MODEL_PATH", default="")

# -- people -----------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "trips.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",  # a ModelBackend too; both would hash each wrong password twice
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 3600
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "trip_list"
LOGOUT_REDIRECT_URL = "home"

# -- mail -------------------------------------------------------------------------------------------------------------
vars().update(env.email_url("EMAIL_URL", default="consolemail://"))
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("DEFAULT_FROM_EMAIL", default=f"TripSplit <tripsplit@{PUBLIC_HOST}>")
# An address can be proven only where mail really leaves the house.
MAIL_IS_REAL = str(vars()["EMAIL_BACKEND"]).endswith("smtp.EmailBackend")

ACCOUNT_ADAPTER = "trips.accounts.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_FORMS = {"signup": "trips.account_forms.SignUpForm"}
ACCOUNT_USER_DISPLAY = "trips.accounts.display_name"
ACCOUNT_EMAIL_VERIFICATION = "mandatory" if MAIL_IS_REAL else "optional"
# Whoever confirms in the browser that signed up is in, with no second log-in.
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = "TripSplit: "
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True
ACCOUNT_PRESERVE_USERNAME_CASING = False
# Failed log-ins are counted by axes, atomically in the database; the rest by allauth in the shared cache.
ACCOUNT_RATE_LIMITS = {
    "login_failed": False,
    "login": "30/m/ip",
    "signup": "20/m/ip",
    "reset_password": "20/m/ip,5/m/key",
}
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=5)
# Account and address together: a stranger who burns somebody's tries cannot lock that person out of their own device.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_FORM_FIELD = "login"
AXES_USERNAME_CALLABLE = "trips.accounts.attempt_name"
AXES_LOCKOUT_CALLABLE = "tripsplit.views.too_many_tries"
# The pause is five minutes from the last try that was counted; tries during it do not make it longer.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
# What axes does not write down of a form, beside the password.
AXES_SENSITIVE_PARAMETERS = ["login", "email", "username", "csrfmiddlewaretoken", "next"]
AXES_SENSITIVE_PARAMETERS += ["oldpassword", "password1", "password2"]
AXES_CLIENT_STR_CALLABLE = "trips.accounts.nobody_in_particular"
AXES_HTTP_RESPONSE_CODE = 429
AXES_RESET_ON_SUCCESS = False
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
AXES_CLIENT_IP_CALLABLE = "tripsplit.middleware.client_ip"
AXES_ENABLE_ADMIN = False

# -- the language model -------------------------------------------------------------------------------------------------
LLM_PROVIDER = env.str("LLM_PROVIDER", default="ollama")
LLM_BASE_URL = model_address(env.str("LLM_BASE_URL", default="http://localhost:11434"), LLM_PROVIDER)
LLM_MODEL = env.str("LLM_MODEL", default="llama3.1:8b")
LLM_VISION_MODEL = env.str("LLM_VISION_MODEL", default="none")  # "none": nothing says anything about reading receipts
LLM_API_KEY = env.str("LLM_API_KEY", default="")
LLM_LIMITS: dict[str, Any] = {}  # what differs from assistant.llm.Limits
if LLM_PROVIDER not in {"ollama", "openai", "none"}:
    raise ImproperlyConfigured("LLM_PROVIDER is ollama, openai or none.")

# -- security: one switch, PUBLIC_BASE_URL's scheme, so that plain http on a home network stays usable ------------------
USE_X_FORWARDED_HOST = False
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_SSL_REDIRECT = HTTPS and not TRUSTED_PROXIES
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS and HSTS_OPT_IN else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-ts_session" if HTTPS else "ts_session"
CSRF_COOKIE_NAME = "__Host-ts_csrf" if HTTPS else "ts_csrf"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 14 * 86_400
SESSION_SAVE_EVERY_REQUEST = False
GUEST_SESSION_AGE = 400 * 86_400  # the longest that browsers keep a cookie
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_048_576
DATA_UPLOAD_MAX_NUMBER_FIELDS = 6_000  # the longest bill there may be, with everybody ticked at every item
DATA_UPLOAD_MAX_NUMBER_FILES = 100  # a form that takes fewer says so in words, which this limit could not
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
CONTENT_SECURITY_POLICY = content_security_policy(https=HTTPS)

# -- time, language, files ----------------------------------------------------------------------------------------------
# The words are English and the numbers are the reader's own (tripsplit.locale), so Django's translations stay off.
USE_I18N = False
LANGUAGE_CODE = "en"
USE_TZ = True
TIME_ZONE = "UTC"
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_ADD_HEADERS_FUNCTION = static_headers
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# -- logs ---------------------------------------------------------------------------------------------------------------
LOGGING_CONFIG = "logging.config.dictConfig"
LOGGING = logging_settings()
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
DJANGO_STRUCTLOG_TRUST_UPSTREAM_REQUEST_ID = False
