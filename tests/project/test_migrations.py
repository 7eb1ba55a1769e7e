"""Migrations can be undone, and create their models in one operation."""

import pytest
from django.apps import apps
from django.db import migrations
from django.db.migrations.loader import MigrationLoader

from balansekunst.operations import CreateModels
from balansekunst.settings import BASE_DIR

OWN_APPS = {config.label for config in apps.get_app_configs() if str(BASE_DIR) == str(config.path).rpartition("/")[0]}
OPERATIONS = [
    pytest.param(operation, id=f"{label}-{name}-{number}")
    for (label, name), migration in MigrationLoader(None).disk_migrations.items()
    if label in OWN_APPS
    for number, operation in enumerate(migration.operations)
]


def test_own_apps_have_migrations():
    assert {"balansekunst", "members", "reports"} <= OWN_APPS
    assert any(isinstance(operation.values[0], CreateModels) for operation in OPERATIONS)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_migration_operation_is_reversible(operation):
    assert operation.reversible


@pytest.mark.parametrize("operation", OPERATIONS)
def test_initial_models_are_created_together(operation):
    assert not isinstance(operation, migrations.CreateModel)
