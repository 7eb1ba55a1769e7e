"""What a production server runs: DEBUG is off unless the environment says otherwise."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "balansekunst.settings")

application = get_wsgi_application()
