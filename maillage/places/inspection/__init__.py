"""A mapping to start from: which column of a file is likely which column of the standard.

samples.py tells what values look like, guesses.py weighs names and values, writing.py shows them.
Nothing is decided for the reader: each line says how sure it is and shows examples, where
persons, telephones and mailboxes are hidden. A column of no use shows none where it may be
internal, or is free text.
"""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from maillage.places import france_services, standard_reader
from maillage.places.inspection.guesses import Proposal, proposals
from maillage.places.inspection.samples import NEARLY_ALL, Sampled, masked, sampled
from maillage.places.inspection.writing import FEW_VALUES, comment, examples, quoted
from maillage.places.standard import COLUMNS
from maillage.places.table import Description, columns_as_required

__all__ = ["propose"]


def propose(description: Description) -> str:
    """Write the TOML of a mapping to start from; load_mapping reads it as it is."""
    lines = [*_heading(description)]
    if kind := _read_without_mapping(set(description.columns)):
        no_need = _("Aucune correspondance n’est nécessaire : c’est %(kind)s.") % {"kind": kind}
        lines += ["", comment(no_need)]
    else:
        columns = sampled(description)
        found = proposals(columns)
        lines += _source_lines()
        for proposal in found:
            lines += ["", *proposal.lines]
        lines += _leftovers(columns, found)
    return "\n".join(lines) + "\n"


def _heading(description: Description) -> list[str]:
    kind = ", ".join(filter(None, (description.kind, description.encoding)))
    return [
        comment(_("Correspondance proposée pour un fichier %(kind)s.") % {"kind": kind}),
        comment(_("Relisez chaque ligne, corrigez, puis importez avec --mapping.")),
    ]


def _read_without_mapping(names: set[str]) -> str:
    """Name the kind of a file that needs no mapping, "" otherwise."""
    if names.issuperset(france_services.COLUMNS):
        return _("la liste nationale des France services")
    if _is_standard(names):
        return _("un fichier au standard national des lieux de médiation numérique")
    return ""


def _is_standard(names: set[str]) -> bool:
    spelling = columns_as_required(tuple(names), required=standard_reader.ALL_COLUMNS)
    names = {spelling.get(name, name) for name in names}
    known = names & {*standard_reader.ALL_COLUMNS, "cle_ban"}
    required = {"id", "nom", "commune", "code_postal"}
    return required <= names and len(known) >= NEARLY_ALL * len(names)


def _source_lines() -> list[str]:
    return [
        "",
        comment(_("Qui fait ce fichier, et sous quelle licence. Vide : inconnu.")),
        *(f'source.{key} = ""' for key in ("nom", "producteur", "licence", "mention", "adresse")),
    ]


def _leftovers(columns: list[Sampled], found: list[Proposal]) -> Iterator[str]:
    keys = {proposal.key for proposal in found}
    used = {column.name for proposal in found for column in proposal.columns}
    missing = [key for key in COLUMNS if key not in keys and key != "source"]
    if missing:
        yield ""
        yield comment(_("Rien trouvé pour : %(keys)s.") % {"keys": ", ".join(missing)})
    left = [column for column in columns if column.name not in used]
    if left:
        yield ""
        yield comment(_("Colonnes que rien n’utilise encore :"))
    for column in left:
        yield comment(f"- {quoted(masked(column.name))}. {_shown(column)}")


def _shown(column: Sampled) -> str:
    if column.is_perhaps_internal:
        return _("Donnée interne ou d’une personne ? Supprimez-la du fichier avant l’import.")
    return _("Exemples masqués.") if column.is_free_text else examples(column, few=FEW_VALUES)
