"""The health check."""

import pytest
from django.db import OperationalError, connection


def test_health_is_ok_with_database(db, client):
    response = client.get("/helse/")

    assert (response.status_code, response.content) == (200, b"ok")


def test_health_fails_without_database(db, client):
    def refuse(execute, sql, params, many, context):
        raise OperationalError

    with connection.execute_wrapper(refuse):
        response = client.get("/helse/")

    assert response.status_code == 503


@pytest.mark.parametrize("method", ["get", "head"])
def test_health_works_without_https(db, client, settings, method):
    settings.SECURE_SSL_REDIRECT = True

    assert getattr(client, method)("/helse/").status_code == 200
