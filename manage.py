#!/usr/bin/env python
"""Django's command line for this project."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "balansekunst.settings")
    # At a desk, commands run without any configuration; what serves (wsgi.py) does not get this default.
    os.environ.setdefault("DEBUG", "true")
    if sys.argv[1:2] == ["demo"]:
        os.environ.setdefault("DEMO", "true")
    execute_from_command_line(sys.argv)
