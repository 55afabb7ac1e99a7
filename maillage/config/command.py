"""The console command `maillage`: Django's management commands and ours."""

import os
import sys

from django.core.management import execute_from_command_line
from django.db import OperationalError

from maillage.config.environment import SettingError


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "maillage.config.settings")
    try:
        execute_from_command_line(sys.argv)
    except SettingError as error:
        print(error, file=sys.stderr)
        sys.exit(2)
    except BrokenPipeError:
        # Whoever read our output has enough of it ("| head"): the command was done, or said so.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except OperationalError as error:
        if "--traceback" in sys.argv:
            raise
        if "database is locked" in str(error):  # of SQLite, which has one writer at a time
            print(
                "Une autre commande écrit dans la base, un import peut-être. "
                "Attendez qu’elle finisse, puis recommencez.",
                file=sys.stderr,
            )
            sys.exit(2)
        reason = str(error).partition("\n")[0]
        print(f"La base de données ne répond pas, ou n’est pas prête : {reason}", file=sys.stderr)
        print("Vérifiez DATABASE_URL, puis lancez maillage migrate.", file=sys.stderr)
        sys.exit(2)
