import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
LONG_SECRET = "only for tests " * 4

SHOW = """
import json
from maillage.config import settings
print(json.dumps({k: getattr(settings, k) for k in dir(settings) if k.isupper()}, default=str))
"""


def read_settings(**variables: str) -> dict[str, Any]:
    """The settings of a fresh process where these variables are set."""
    result = subprocess.run(
        [sys.executable, "-c", SHOW],
        env=os.environ | {"SECRET_KEY": "", "HTTPS": "", "DATABASE_URL": ""} | variables,
        capture_output=True,
        check=True,
        text=True,
    )
    settings: dict[str, Any] = json.loads(result.stdout)
    return settings


def test_every_variable_is_explained_and_every_explained_variable_is_read() -> None:
    source = (ROOT / "maillage" / "config" / "settings.py").read_text()
    example = (ROOT / ".env.example").read_text()

    read = set(re.findall(r'env\.\w+\(\s*"([A-Z0-9_]+)"', source))
    explained = set(re.findall(r"^([A-Z0-9_]+)=", example, re.MULTILINE))

    assert read == explained


def test_explained_defaults_are_the_true_ones(tmp_path: Path) -> None:
    example = dict(re.findall(r"^([A-Z0-9_]+)=(.*)$", (ROOT / ".env.example").read_text(), re.M))
    for_both = {"VAR_DIR": str(tmp_path)}

    assert read_settings(**example | for_both) == read_settings(
        **dict.fromkeys(example, "") | for_both
    )


def test_embedded_database_is_durable_and_takes_the_write_lock_first(tmp_path: Path) -> None:
    settings = read_settings(VAR_DIR=str(tmp_path))

    database = settings["DATABASES"]["default"]
    assert database["NAME"] == str(tmp_path / "maillage.sqlite3")
    assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in database["OPTIONS"]["init_command"]
    assert "synchronous=FULL" in database["OPTIONS"]["init_command"]
    assert settings["SECRET_KEY"] == (tmp_path / "secret_key").read_text()
    assert settings["SECURE_SSL_REDIRECT"] is False


def test_postgresql_means_https_and_connections_that_are_checked(tmp_path: Path) -> None:
    settings = read_settings(
        DATABASE_URL="postgresql://u:p@h/base", SECRET_KEY=LONG_SECRET, VAR_DIR=str(tmp_path)
    )

    database = settings["DATABASES"]["default"]
    assert database["CONN_HEALTH_CHECKS"] is True
    assert database["CONN_MAX_AGE"] > 0
    assert settings["SECURE_SSL_REDIRECT"] is True
    assert settings["SESSION_COOKIE_SECURE"] is True
    assert settings["SECURE_HSTS_SECONDS"] > 0
    assert not (tmp_path / "secret_key").exists()


@pytest.mark.parametrize("name", ["SECURE_PROXY_SSL_HEADER", "ALLAUTH_TRUSTED_PROXY_COUNT"])
def test_proxy_is_believed_only_where_there_is_one(name: str) -> None:
    assert name not in read_settings()
    assert name in read_settings(BEHIND_PROXY="true")


def test_a_session_lasts_as_many_hours_as_told() -> None:
    assert read_settings(SESSION_HOURS="2")["SESSION_COOKIE_AGE"] == 7200


def test_demonstration_chooses_the_territory_unless_the_environment_does(tmp_path: Path) -> None:
    (tmp_path / "territory").write_text("34\n")

    assert read_settings(VAR_DIR=str(tmp_path))["TERRITORY"] == "34"
    assert read_settings(VAR_DIR=str(tmp_path), TERRITORY="45")["TERRITORY"] == "45"


def test_browser_is_told_to_load_nothing_from_elsewhere_but_tiles() -> None:
    tiles = {"TILE_URL": "https://t.fr/{z}/{x}/{y}.png", "TILE_ATTRIBUTION": "© t"}

    without = read_settings()["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]
    with_tiles = read_settings(**tiles)["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]

    assert without["default-src"] == ["'none'"]
    assert without["img-src"] == ["'self'", "data:"]
    assert with_tiles["img-src"] == ["'self'", "data:", "https://t.fr"]
    assert with_tiles | {"img-src": without["img-src"]} == without


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"DATABASE_URL": "postgresql://u:p@h/base"}, "SECRET_KEY est vide"),
        ({"DATABASE_URL": "postgresql://u:p@h/base", "SECRET_KEY": "short"}, "50 caractères"),
        ({"TILE_URL": "https://t.fr/{z}/{x}/{y}.png"}, "TILE_ATTRIBUTION est vide"),
        ({"ROUTE_URL": "https://itineraire.fr/"}, "contient {latitude} et {longitude}"),
        ({"SESSION_HOURS": "200"}, "SESSION_HOURS"),
    ],
)
def test_settings_that_cannot_do_are_refused(variables: dict[str, str], sentence: str) -> None:
    with pytest.raises(subprocess.CalledProcessError) as failure:
        read_settings(**variables)

    assert sentence in failure.value.stderr
