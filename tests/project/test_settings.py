"""What the settings refuse, and that production's static files exist."""

import os
import re
import subprocess
import sys

import pytest
from django.core.management import call_command

from balansekunst.settings import BASE_DIR, LAPTOP_ENCRYPTION_KEY


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run Python in a process of its own with only these settings."""
    inherited = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(  # noqa: S603
        [sys.executable, *arguments],
        cwd=BASE_DIR,
        env=inherited | {"DATABASE_URL": "sqlite://:memory:", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def check(**environment: str) -> subprocess.CompletedProcess[str]:
    """Run Django's deployment check."""
    return run("manage.py", "check", "--deploy", "--fail-level", "WARNING", **environment)


PRODUCTION = {
    "DEBUG": "false",
    "SECRET_KEY": "k" + "0123456789" * 6,
    "ENCRYPTION_KEYS": "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
    "ALLOWED_HOSTS": "balansekunst.example",
}


def test_production_passes_the_deployment_check():
    assert check(**PRODUCTION).returncode == 0


def test_preloading_of_hsts_is_a_setting():
    """Django's check warns of it, since it is off."""
    assert "security.W021" in check(**PRODUCTION, SECURE_HSTS_PRELOAD="false").stderr


@pytest.mark.parametrize(
    ("environment", "reason"),
    [
        pytest.param({**PRODUCTION, "DEMO": "true"}, "refused wherever DEBUG is off", id="demo-in-production"),
        pytest.param({"DEBUG": "false"}, "Set SECRET_KEY", id="a-laptop's-key-in-production"),
        pytest.param({**PRODUCTION, "ENCRYPTION_KEYS": ""}, "Set ENCRYPTION_KEYS", id="no-encryption-key"),
        pytest.param(
            {**PRODUCTION, "ENCRYPTION_KEYS": f"{PRODUCTION['ENCRYPTION_KEYS']},{LAPTOP_ENCRYPTION_KEY}"},
            "Set ENCRYPTION_KEYS",
            id="a-laptop's-encryption-key",
        ),
        pytest.param(
            {**PRODUCTION, "ENCRYPTION_KEYS": f"{PRODUCTION['ENCRYPTION_KEYS']},bm90LWEta2V5"},
            "Key 2 of ENCRYPTION_KEYS is not a key: DEBUG=true uv run manage.py make_key prints one.",
            id="malformed-encryption-key",
        ),
        pytest.param(
            {**PRODUCTION, "MAIL_PROVIDER": "mailgun"}, "Set MAIL_WEBHOOK_SECRET", id="webhook-without-secret"
        ),
        pytest.param({**PRODUCTION, "ALLOWED_HOSTS": ""}, "Set ALLOWED_HOSTS", id="no-host"),
        pytest.param({**PRODUCTION, "BACKUP_DIR": "backups"}, "Set BACKUP_KEYS", id="backups-without-key"),
        pytest.param(
            {**PRODUCTION, "BACKUP_KEYS": PRODUCTION["ENCRYPTION_KEYS"]},
            "Set BACKUP_KEYS to other keys",
            id="one-key-for-both",
        ),
        pytest.param({**PRODUCTION, "CACHE_URL": "locmemcache://"}, "Set CACHE_URL", id="cache-of-one-process"),
        pytest.param({**PRODUCTION, "CACHE_URL": "dummycache://"}, "Set CACHE_URL", id="no-cache"),
    ],
)
def test_settings_refuse(environment, reason):
    result = check(**environment)

    assert (result.returncode, reason in result.stderr) == (1, True)


def test_all_wrong_settings_are_named_at_once():
    wrong = {
        "BEHIND_PROXY": "maybe",
        "NOTE_DAYS": "ninety",
        "COARSE_MONTHS": "-1",
        "REGISTER_PAGE_SECONDS": "four",
        "DATABASE_URL": "hemmelig://hemmelig",
        "CACHE_URL": "hemmelig://hemmelig",
        "EMAIL_URL": "hemmelig://hemmelig",
        "LOG_LEVEL": "loud",
    }
    result = run("-c", "import balansekunst.settings", **{**wrong, "DEBUG": "false"})

    named = result.stderr.split("Wrong settings:\n", 1)[1]
    missing = ("SECRET_KEY", "ENCRYPTION_KEYS", "ALLOWED_HOSTS")
    assert sorted(re.findall(r"^- (?:Set )?([A-Z_]+) ", named, re.MULTILINE)) == sorted([*wrong, *missing])
    assert "hemmelig" not in named
    assert result.returncode == 1


@pytest.mark.parametrize(
    ("environment", "backend"),
    [
        pytest.param(PRODUCTION, "django_tasks_db.DatabaseBackend", id="production"),
        pytest.param(
            {**PRODUCTION, "TASK_WORKER": "false"}, "django.tasks.backends.immediate.ImmediateBackend", id="no-worker"
        ),
        pytest.param({"DEBUG": "true"}, "django.tasks.backends.immediate.ImmediateBackend", id="laptop"),
        pytest.param({"DEBUG": "true", "TASK_WORKER": "true"}, "django_tasks_db.DatabaseBackend", id="laptop-worker"),
    ],
)
def test_tasks_are_run_by_workers_in_production(environment, backend):
    result = run("-c", "from balansekunst.settings import TASKS; print(TASKS['default']['BACKEND'])", **environment)

    assert (result.stdout.strip(), result.stderr) == (backend, "")


def test_lost_connections_are_found_before_use():
    url = "postgres://user:password@host/name"

    result = run(
        "-c",
        "from balansekunst.settings import DATABASES; print(DATABASES['default']['CONN_HEALTH_CHECKS'])",
        **PRODUCTION,
        DATABASE_URL=url,
    )

    assert (result.stdout.strip(), result.stderr) == ("True", "")


def test_static_files_exist_in_production(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    }

    call_command("collectstatic", interactive=False, verbosity=0)

    assert (tmp_path / "staticfiles.json").exists()


CACHE_AND_PROXIES = """
from balansekunst.settings import ALLAUTH_TRUSTED_PROXY_COUNT, CACHES, REQUEST_START_HEADER
cache = CACHES["default"]
proxies = f"{ALLAUTH_TRUSTED_PROXY_COUNT} {REQUEST_START_HEADER}".strip()
print(cache["BACKEND"].rsplit(".", 1)[1], cache["LOCATION"], cache.get("OPTIONS"), proxies, sep=";")
"""


@pytest.mark.parametrize(
    ("environment", "cache", "proxies"),
    [
        pytest.param({}, "database", "0", id="nothing-set"),
        pytest.param({"BEHIND_PROXY": "true"}, "database", "1 HTTP_X_REQUEST_START", id="proxy"),
        pytest.param(
            {"BEHIND_PROXY": "true", "TRUSTED_PROXY_COUNT": "2"},
            "database",
            "2 HTTP_X_REQUEST_START",
            id="two-proxies",
        ),
        pytest.param({"TRUSTED_PROXY_COUNT": "2"}, "database", "0", id="proxies-not-trusted"),
        pytest.param({"CACHE_URL": "rediscache://cache:6379/1"}, "redis", "0", id="redis"),
    ],
)
def test_production_has_shared_cache_and_trusted_proxies(environment, cache, proxies):
    caches = {
        "database": "DatabaseCache;balansekunst_cache;{'MAX_ENTRIES': 1000000}",
        "redis": "RedisCache;redis://cache:6379/1;None",
    }

    result = run("-c", CACHE_AND_PROXIES, **PRODUCTION, **environment)

    assert (result.stdout.strip(), result.stderr) == (f"{caches[cache]};{proxies}", "")
