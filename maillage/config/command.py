"""The console command `maillage`: Django's management commands and ours."""

import os
import sys

from django.core.management import execute_from_command_line

from maillage.config.environment import SettingError


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "maillage.config.settings")
    try:
        execute_from_command_line(sys.argv)
    except SettingError as error:
        print(error, file=sys.stderr)
        sys.exit(2)
