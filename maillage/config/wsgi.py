"""What gunicorn serves: `gunicorn maillage.config.wsgi`."""

import os
import sys

from django.core.wsgi import get_wsgi_application

from maillage.config.environment import SettingError

# The code by which a worker tells gunicorn not to start it again and again.
WORKER_CANNOT_BOOT = 3

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "maillage.config.settings")

try:
    application = get_wsgi_application()
except SettingError as error:
    print(error, file=sys.stderr)
    sys.exit(WORKER_CANNOT_BOOT)
