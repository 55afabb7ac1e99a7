"""Postcodes and communes.

A commune is told by its code, or by its name and its postcode together. When they do not tell,
it is inferred only where one answer is left, and the row carries a doubt that says how.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import chain

from django.utils.translation import gettext as _

from maillage.lib.distance import Position
from maillage.lib.text import commune_search_name, search_name
from maillage.places.cleaning.doubts import Doubtful, Kept
from maillage.places.cleaning.positions import nearest_to, points_of, reach_of, unrefuted
from maillage.places.cleaning.texts import whole_number
from maillage.territory.gazetteer import Communes, Gazetteer, KnownCommune, named_among
from maillage.territory.queries import POSTCODE, full_postcode

# « Paris 12e Arrondissement », « 17107 SAINTES CEDEX », in the words of search_name.
NOISE = re.compile(r"[0-9]+(?:er|e|eme|nd|nde|ieme)?|cedex|arrondissements?|arr|bp|cs")
NO_NAME_YET = ("saint", "saints", "sainte")
CLOSE = 0.85  # of difflib: one letter out of seven


@dataclass(frozen=True, kw_only=True)
class Whereabouts:
    """What the cells of a row say of where it is; the postcode is read, the others as written."""

    code: str
    name: str
    postcode: str
    latitude: str
    longitude: str


@dataclass(frozen=True)
class Found:
    """The commune of a row; the doubts of its code and of its name are told apart."""

    commune: KnownCommune
    code_doubts: tuple[str, ...] = ()
    name_doubts: tuple[str, ...] = ()


def postcode(value: str) -> Kept[str]:
    """Read a postcode, alone in its cell or not; zeros say nothing."""
    written = whole_number(value).replace(" ", "")
    if not written.strip("0"):
        return Kept("")
    if re.fullmatch(r"[0-9]{5}", written):
        return Kept(written)
    if re.fullmatch(r"[0-9]{4}", written):
        return Kept(full_postcode(written), (_("zéro initial perdu : rétabli"),))
    within = POSTCODE.findall(value)
    if len(within) == 1:
        return Kept(within[0], (_("code postal entouré d’un texte, qui est laissé de côté"),))
    raise Doubtful(_("un code postal a cinq chiffres"))


def commune_of(said: Whereabouts, *, gazetteer: Gazetteer) -> Found | None:
    """Find the commune by its code, else by its name and its postcode; both of today or before."""
    by_code = gazetteer.by_code(whole_number(said.code))
    if by_code is None:
        found = _by_words(said, gazetteer=gazetteer)
        unknown = (_("code de commune inconnu"),) if said.code.strip(" 0") else ()
        return found and Found(found.value, unknown, found.doubts)
    by_name = _said_by_name(said, by_code=by_code, gazetteer=gazetteer)
    if by_name is None:
        return Found(by_code)
    # Two cells that people write, and that agree, against one that a machine found, often along
    # with the position: where it took one town for its namesake, both are wrong together.
    doubt = _("ce code désigne une autre commune que le nom et le code postal, qui l’emportent")
    return Found(by_name, code_doubts=(doubt,))


def _said_by_name(
    said: Whereabouts, *, by_code: KnownCommune, gazetteer: Gazetteer
) -> KnownCommune | None:
    """Find another commune than the code's that name and postcode tell together, if there is.

    A postcode that only tells the département is enough where the position refutes the code.
    """
    nearby = gazetteer.of_postcode(said.postcode)
    if by_code in nearby and len(nearby) == 1:
        return None  # nearly always: the name need not be looked at
    words = _words(said.name)
    named = named_among(nearby, search_name=words)
    if not named and by_code not in nearby:
        points = points_of(said.latitude, said.longitude)
        if not unrefuted((by_code,), points=points):
            named = _in_departement_of(said.postcode, gazetteer.named(words))
    return named[0] if len(named) == 1 and named[0] != by_code else None


def _by_words(said: Whereabouts, *, gazetteer: Gazetteer) -> Kept[KnownCommune] | None:
    """Take the first attempt that leaves one commune; of several, the one at the position."""
    points = points_of(said.latitude, said.longitude)
    for candidates, doubts in _attempts(said, points=points, gazetteer=gazetteer):
        if len(candidates) == 1:
            return Kept(candidates[0], doubts)
        if nearest := nearest_to(points, among=candidates):
            doubt = _("plusieurs communes possibles : celle des coordonnées est gardée")
            return Kept(nearest, (doubt,))
    nearest = nearest_to(points, among=_around(said, points=points, gazetteer=gazetteer))
    return Kept(nearest, (_("commune trouvée par les coordonnées"),)) if nearest else None


def _attempts(
    said: Whereabouts, *, points: Sequence[Position], gazetteer: Gazetteer
) -> Iterator[tuple[Communes, tuple[str, ...]]]:
    """Give the communes that the row may mean, from the surest reading to the boldest."""
    nearby = gazetteer.of_postcode(said.postcode)
    words = _words(said.name)
    namesakes = gazetteer.named(words)
    yield named_among(nearby, search_name=commune_search_name(said.name)), ()
    yield (
        named_among(nearby, search_name=words),
        (_("nom de commune entouré d’autres mots, laissés de côté"),),
    )
    yield (
        _beginning(nearby, words),
        (_("nom de commune abrégé : la seule de ce code postal qui commence ainsi"),),
    )
    in_departement = _in_departement_of(said.postcode, namesakes)
    yield (
        # A postcode of other communes contradicts the name: the position may refute it in turn.
        unrefuted(in_departement, points=points) if nearby else in_departement,
        (_("code postal d’aucune commune de ce nom : trouvée dans le département"),),
    )
    if not said.postcode:
        yield (
            unrefuted(namesakes, points=points),
            (_("sans code postal : la seule commune de ce nom"),),
        )
    if namesakes:
        return
    yield (
        _nearly_spelt(nearby, words) or _followed_by_words(nearby, words),
        (_("nom de commune approchant, parmi celles du code postal"),),
    )
    in_departement = _of_departement(said.postcode, gazetteer=gazetteer)
    nearly_spelt = _nearly_spelt(in_departement, words)
    yield (
        unrefuted(nearly_spelt, points=points),
        (_("nom de commune approchant, parmi celles du département"),),
    )
    if not nearly_spelt:
        yield (
            unrefuted(nearby, points=points),
            (_("nom de commune inconnu : la seule de ce code postal"),),
        )


def _words(name: str) -> str:
    """Reduce a name as `search_name` does, without what is no part of it."""
    kept = (word for word in search_name(name).split() if not NOISE.fullmatch(word))
    words = commune_search_name(" ".join(kept))
    return "" if words in NO_NAME_YET else words


def _beginning(communes: Communes, words: str) -> Communes:
    return tuple(one for one in communes if words and one.search_name.startswith(f"{words} "))


def _followed_by_words(communes: Communes, words: str) -> Communes:
    """Keep the communes whose name begins these words: "Vorey" for "Vorey sur Arzon"."""
    return tuple(one for one in communes if words.startswith(f"{one.search_name} "))


def _nearly_spelt(communes: Communes, words: str) -> Communes:
    """Keep the communes whose name, of today or before, is nearly these words."""
    names = {one: (one.search_name, *one.former_search_names) for one in communes}
    known = set(chain.from_iterable(names.values()))
    near = get_close_matches(words, known, n=len(known) + 1, cutoff=CLOSE)
    return tuple(one for one, those in names.items() if not set(those).isdisjoint(near))


def _in_departement_of(postcode: str, communes: Communes) -> Communes:
    departements = _departements_of_postcode(postcode)
    return tuple(one for one in communes if one.departement_id in departements)


def _of_departement(postcode: str, *, gazetteer: Gazetteer) -> Communes:
    departements = _departements_of_postcode(postcode)
    return tuple(chain.from_iterable(map(gazetteer.of_departement, departements)))


def _departements_of_postcode(postcode: str) -> tuple[str, ...]:
    if postcode.startswith("20"):
        return ("2A", "2B")
    return (postcode[:3] if postcode.startswith(("97", "98")) else postcode[:2],)


def _around(said: Whereabouts, *, points: Sequence[Position], gazetteer: Gazetteer) -> Communes:
    """Give the communes that one cell of the row names, or else all those around its position."""
    named = (*gazetteer.of_postcode(said.postcode), *gazetteer.named(_words(said.name)))
    if named:
        return named
    bands = (gazetteer.between(south=south, north=north) for south, north in map(reach_of, points))
    around = tuple(chain.from_iterable(bands))
    return _in_departement_of(said.postcode, around) if said.postcode else around
