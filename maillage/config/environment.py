"""Reads variables of the environment, and refuses a wrong one in a sentence an operator can act on.

The sentences are plain French, without gettext: translating needs the settings, not there yet.
"""

import os
import re
import secrets
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from dotenv import dotenv_values

TRUE = {"true", "1", "yes", "oui"}
FALSE = {"false", "0", "no", "non"}

ENGINES = {"django.db.backends.sqlite3", "django.db.backends.postgresql"}

HOST = re.compile(r"\*|\.?[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*|\[[0-9A-Fa-f:.]+\]")
# A département, a commune or an EPCI; a code's length says which (see Territory.parse).
TERRITORY_CODE = re.compile(
    r"(?!20$)(0[1-9]|[1-8]\d|9[0-5]|2[AB]|97[1-8])|(\d\d|2[AB])\d{3}|\d{9}", re.IGNORECASE
)

WEB_ADDRESS = re.compile(r"https?://([\w.-]+|\[[0-9A-Fa-f:.]+\])(:\d{1,5})?([/?#]|$)", re.ASCII)

# Strict, because the host goes into a security header.
TILE_HOST = re.compile(r"(https?://[\w.:{}-]+)?/(?!/)", re.ASCII)

LOGO_SUFFIXES = {".svg", ".png", ".webp", ".jpg", ".jpeg"}


class SettingError(Exception):
    """A variable cannot be used as it is; str() is the sentence to show."""


@dataclass(frozen=True)
class Environment:
    """The variables, each read as the type it must have. An empty variable is an absent one."""

    values: Mapping[str, str]

    def wrong(self, name: str, expected: str) -> SettingError:
        return SettingError(f"La variable {name} vaut « {self.text(name)} » ; il faut {expected}.")

    def text(self, name: str, *, default: str = "") -> str:
        return self.values.get(name, "").strip() or default

    def words(self, name: str, *, default: str = "") -> list[str]:
        return [
            word.strip() for word in self.text(name, default=default).split(",") if word.strip()
        ]

    def hosts(self, name: str, *, default: str) -> list[str]:
        """Names of hosts, without scheme nor port, as Django compares them."""
        hosts = self.words(name, default=default)
        if not hosts or not all(HOST.fullmatch(host) for host in hosts):
            raise self.wrong(
                name, "des noms d’hôte séparés par des virgules, sans https:// ni port"
            )
        return hosts

    def choice(self, name: str, *, choices: tuple[str, ...], default: str) -> str:
        value = self.text(name, default=default)
        if value not in choices:
            raise self.wrong(name, f"l’une de ces valeurs : {', '.join(choices)}")
        return value

    def boolean(self, name: str, *, default: bool) -> bool:
        value = self.text(name, default=str(default)).lower()
        if value not in TRUE | FALSE:
            raise self.wrong(name, "true ou false")
        return value in TRUE

    def integer(self, name: str, *, default: int, minimum: int, maximum: int) -> int:
        value = self.text(name, default=str(default))
        if not (value.isascii() and value.isdigit() and minimum <= int(value) <= maximum):
            raise self.wrong(name, f"un nombre entier de {minimum} à {maximum}")
        return int(value)

    def email(self, name: str, *, default: str = "") -> str:
        value = self.text(name, default=default)
        try:
            if value:
                validate_email(value)
        except ValidationError as error:
            raise self.wrong(name, "une adresse électronique") from error
        return value

    def web_address(self, name: str) -> str:
        value = self.text(name)
        if value and not WEB_ADDRESS.match(value):
            raise self.wrong(name, "une adresse web entière, qui commence par https://")
        return value

    def phone(self, name: str) -> str:
        """The number in E.164, or an empty text. Without country code, it is read as French."""
        value = self.text(name)
        if not value:
            return ""
        expected = "un numéro de téléphone, par exemple +33 5 46 00 00 00"
        try:
            number = phonenumbers.parse(value, "FR")
        except phonenumbers.NumberParseException as error:
            raise self.wrong(name, expected) from error
        if not phonenumbers.is_possible_number(number):
            raise self.wrong(name, expected)
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)

    def image(self, name: str) -> Path | None:
        value = self.text(name)
        if not value:
            return None
        path = Path(value)
        if not path.is_file() or path.suffix.lower() not in LOGO_SUFFIXES:
            raise self.wrong(
                name, f"le chemin d’une image qui existe ({', '.join(sorted(LOGO_SUFFIXES))})"
            )
        return path

    def folder(self, name: str, *, default: Path) -> Path:
        """An absolute folder, created where missing, readable by this system user alone."""
        path = Path(self.text(name, default=str(default))).absolute()
        with suppress(OSError):
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not (path.is_dir() and os.access(path, os.R_OK | os.W_OK | os.X_OK)):
            raise SettingError(
                f"La variable {name} désigne {path} ; il faut un dossier où cet utilisateur du "
                "système peut écrire."
            )
        return path

    def territory(self, name: str, *, default: str) -> str:
        codes = self.words(name, default=default)
        is_understood = bool(codes) and all(TERRITORY_CODE.fullmatch(code) for code in codes)
        if codes != ["FR"] and not is_understood:
            raise SettingError(
                f"La variable {name} vaut « {','.join(codes)} » ; il faut FR, ou des codes de "
                "département (17, 2A, 974), d’EPCI (200041762) ou de commune (17415) "
                "séparés par des virgules."
            )
        return ",".join(code.upper() for code in codes)

    def tiles(self, name: str) -> str:
        """The address of a layer of raster tiles: elsewhere (https://…) or on this host (/…)."""
        value = self.text(name)
        if value and not (
            TILE_HOST.match(value) and all(part in value for part in ("{z}", "{x}", "{y}"))
        ):
            raise self.wrong(name, "une adresse qui contient {z}, {x} et {y}")
        return value

    def database(self, name: str, *, default: str) -> dict[str, Any]:
        """Connection parameters. The address holds a password: no sentence repeats it."""
        url = self.text(name, default=default)
        try:
            parameters = dict(dj_database_url.parse(url))
        except ValueError:
            parameters = {}
        if parameters.get("ENGINE") not in ENGINES or not parameters["NAME"]:
            raise SettingError(
                f"La variable {name} est illisible ; il faut une adresse comme "
                "sqlite:////dossier/maillage.sqlite3 ou postgresql://compte:secret@hote:5432/base."
            )
        return parameters


def variables_of_file(path: Path) -> dict[str, str]:
    """Read the optional file of variables; none when it is absent."""
    try:
        return {name: value or "" for name, value in dotenv_values(path).items()}
    except UnicodeDecodeError as error:
        raise SettingError(
            f"Le fichier {path} n’est pas en UTF-8 ; enregistrez-le de nouveau dans ce format."
        ) from error


def kept_secret(path: Path) -> str:
    """The secret kept in this file, written the first time for this system user alone."""
    if not path.exists():
        # Written aside, then linked: two processes starting together read the same whole secret.
        with tempfile.NamedTemporaryFile("w", dir=path.parent) as draft:
            draft.write(secrets.token_urlsafe(50))
            draft.flush()
            with suppress(FileExistsError):
                os.link(draft.name, path)
    return path.read_text().strip()


def tile_source(url: str) -> str:
    """Where the browser may fetch tiles from, as a Content-Security-Policy source."""
    address = urlsplit(url)
    return f"{address.scheme}://{address.netloc.replace('{s}', '*')}" if address.netloc else ""
