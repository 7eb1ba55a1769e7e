#!/usr/bin/env python
"""Django's command line for this project."""

import os
import sys
from pathlib import Path

import environ
from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "balansekunst.settings")
    # The file's DEBUG counts, if it has one.
    environ.Env.read_env(Path(__file__).with_name(".env"))
    # At a desk, commands run without any configuration; what serves (wsgi.py) does not get this default.
    os.environ.setdefault("DEBUG", "true")
    if sys.argv[1:2] == ["demo"]:
        os.environ.setdefault("DEMO", "true")
    execute_from_command_line(sys.argv)
