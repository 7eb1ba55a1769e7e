"""Django's SQLite backend with Norwegian collation and search, registered on each connection."""

import sqlite3
from typing import Any

from django.db.backends.sqlite3 import base

from balansekunst.folding import fold
from balansekunst.sqlite import norwegian


class DatabaseWrapper(base.DatabaseWrapper):
    """SQLite with the collation `nb`, and with a LIKE and a LOWER that know the case of all letters."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> sqlite3.Connection:
        connection = super().get_new_connection(conn_params)
        connection.create_collation("nb", norwegian.collate)
        connection.create_function("lower", 1, norwegian.lower, deterministic=True)
        connection.create_function("like", 2, norwegian.like, deterministic=True)
        connection.create_function("like", 3, norwegian.like, deterministic=True)
        connection.create_function("fold", 1, fold, deterministic=True)
        return connection
