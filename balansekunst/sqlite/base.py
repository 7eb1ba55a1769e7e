"""Django's SQLite backend with Norwegian collation and search, registered on each connection."""

import sqlite3
from collections.abc import Iterable
from typing import Any

from django.db.backends.sqlite3 import base, operations

from balansekunst.sqlite import norwegian


class DatabaseOperations(operations.DatabaseOperations):
    """SQLite's operations, with a `flush` that empties every table, as PostgreSQL's does."""

    def execute_sql_flush(self, sql_list: Iterable[str]) -> None:
        """Empty the tables with triggers turned off: they would refuse to delete some rows."""
        self.connection.ensure_connection()
        self.connection.connection.setconfig(sqlite3.SQLITE_DBCONFIG_ENABLE_TRIGGER, False)  # noqa: FBT003 (it takes no names)
        try:
            super().execute_sql_flush(sql_list)
        finally:
            self.connection.connection.setconfig(sqlite3.SQLITE_DBCONFIG_ENABLE_TRIGGER, True)  # noqa: FBT003 (it takes no names)


class DatabaseWrapper(base.DatabaseWrapper):
    """SQLite with the collation `nb` and a LIKE that ignores the case of all letters."""

    ops_class = DatabaseOperations

    def get_new_connection(self, conn_params: dict[str, Any]) -> sqlite3.Connection:
        connection = super().get_new_connection(conn_params)
        connection.create_collation("nb", norwegian.collate)
        connection.create_function("like", 2, norwegian.like, deterministic=True)
        connection.create_function("like", 3, norwegian.like, deterministic=True)
        return connection
