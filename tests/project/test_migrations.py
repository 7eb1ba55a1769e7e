"""Migrations can be undone, and create their models in one operation."""

from django.apps import apps
from django.db import migrations
from django.db.migrations.loader import MigrationLoader

from balansekunst.operations import CreateModels
from balansekunst.settings import BASE_DIR

OWN_APPS = {config.label for config in apps.get_app_configs() if str(BASE_DIR) == str(config.path).rpartition("/")[0]}
OPERATIONS = [
    (f"{label}-{name}-{number}", operation)
    for (label, name), migration in MigrationLoader(None).disk_migrations.items()
    if label in OWN_APPS
    for number, operation in enumerate(migration.operations)
]


def test_own_apps_have_migrations():
    assert {"balansekunst", "members", "reports"} <= OWN_APPS
    assert any(isinstance(operation, CreateModels) for _name, operation in OPERATIONS)


def test_migration_operations_are_reversible():
    assert [name for name, operation in OPERATIONS if not operation.reversible] == []


def test_initial_models_are_created_together():
    assert [name for name, operation in OPERATIONS if isinstance(operation, migrations.CreateModel)] == []
