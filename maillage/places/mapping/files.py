"""Mapping files: TOML, or the same in JSON as the converter of the national map has it."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from maillage.places.mapping.application import Mapping
from maillage.places.mapping.problems import BadMapping

LINE_IN_TOML = re.compile(r"\(at line ([0-9]+),")


def load_mapping(path: Path) -> Mapping:
    """Read a mapping file. Raises BadMapping, with all that is wrong in it."""
    return Mapping.from_json(_document(_text(path)))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        problem = _("Ce fichier ne s’ouvre pas (%(error)s). Vérifiez son chemin.")
        raise BadMapping([problem % {"error": error.strerror or error}]) from error
    except UnicodeDecodeError as error:
        problem = _("Cette correspondance n’est pas en UTF-8. Enregistrez-la en UTF-8.")
        raise BadMapping([problem]) from error


def _document(text: str) -> object:
    try:
        if text.lstrip().startswith("{"):  # which TOML never does
            return json.loads(text, object_pairs_hook=_without_repeats)
        return tomllib.loads(text)
    except BadMapping:
        raise
    except json.JSONDecodeError as error:
        raise _badly_written(line=error.lineno) from error
    except tomllib.TOMLDecodeError as error:
        place = LINE_IN_TOML.search(str(error))  # else at the end of the document
        raise _badly_written(line=int(place[1]) if place else text.count("\n") + 1) from error
    except (RecursionError, ValueError) as error:
        problem = _("Cette correspondance a trop de crochets, ou un nombre démesuré.")
        raise BadMapping([problem]) from error


def _badly_written(*, line: int) -> BadMapping:
    problem = _(
        "Cette correspondance est mal écrite, à la ligne %(line)d ou juste avant. Vérifiez les"
        " guillemets, les crochets et les virgules, et qu’aucune clé n’est écrite deux fois."
    )
    return BadMapping([problem % {"line": line}])


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    table = dict(pairs)
    if len(table) < len(pairs):
        keys = [key for key, _value in pairs]
        repeated = next(key for key in keys if keys.count(key) > 1)
        raise BadMapping([_("%(key)s : cette clé est écrite deux fois.") % {"key": repeated}])
    return table
