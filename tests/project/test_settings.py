"""What the settings refuse, and that production's static files exist."""

import os
import subprocess
import sys

import pytest
from django.core.management import call_command

from balansekunst.settings import BASE_DIR, LAPTOP_ENCRYPTION_KEY


def check(**environment: str) -> subprocess.CompletedProcess[str]:
    """Run Django's deployment check in a process of its own with only these settings."""
    inherited = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=BASE_DIR,
        env=inherited | {"DATABASE_URL": "sqlite://:memory:", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


PRODUCTION = {
    "DEBUG": "false",
    "SECRET_KEY": "k" + "0123456789" * 6,
    "ENCRYPTION_KEYS": "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
    "ALLOWED_HOSTS": "balansekunst.example",
}


def test_production_passes_the_deployment_check():
    assert check(**PRODUCTION).returncode == 0


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
    ],
)
def test_settings_refuse(environment, reason):
    result = check(**environment)

    assert (result.returncode, reason in result.stderr) == (1, True)


def test_static_files_exist_in_production(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    }

    call_command("collectstatic", interactive=False, verbosity=0)

    assert (tmp_path / "staticfiles.json").exists()
