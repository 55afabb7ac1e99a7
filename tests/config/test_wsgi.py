import os
import subprocess
import sys


def gunicorn(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [
            *(sys.executable, "-m", "gunicorn", "maillage.config.wsgi"),
            *("--bind", "127.0.0.1:0", "--no-control-socket", *arguments),
        ],
        env=os.environ | variables,
        capture_output=True,
        check=False,
        text=True,
        timeout=30,
    )


def test_server_stops_with_the_sentence_of_a_wrong_setting() -> None:
    result = gunicorn(PHONE="bonjour")

    assert result.returncode != 0
    assert "La variable PHONE vaut «\u00a0bonjour\u00a0»" in result.stderr
    assert "Traceback" not in result.stderr
