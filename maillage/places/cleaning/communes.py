"""Postcodes and communes.

A commune is told by its code, or by its name and its postcode together. When they do not tell,
it is inferred only where one answer is left, and the row carries a doubt that says how. A wrong
town misleads whoever goes there: what is not sure is refused, for the team to say.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import chain

from django.utils.translation import gettext as _

from maillage.lib.distance import Position
from maillage.lib.text import ARTICLES, commune_search_name, search_name
from maillage.places.cleaning.doubts import Doubtful, Kept
from maillage.places.cleaning.positions import nearest_to, points_of, reach_of, unrefuted
from maillage.places.cleaning.texts import says_something, whole_number
from maillage.territory.gazetteer import Communes, Gazetteer, KnownCommune, named_among
from maillage.territory.queries import POSTCODE, full_postcode

# « Paris 12e Arrondissement », « 17107 SAINTES CEDEX », in the words of search_name.
NOISE = re.compile(r"[0-9]+(?:er|e|eme|nd|nde|ieme)?|cedex|arrondissements?|arr|bp|cs")
NO_NAME_YET = ("saint", "saints", "sainte")
TITLE = re.compile(r"(?:ville|mairie|commune) (?:de|du|des|d) ")
QUALIFIER = re.compile(r"\(([^()]*)\)")  # « Saint-Denis (93) »
WHOLE_AREA = re.compile(
    r"\b(?:tout|toute|tous|toutes|plusieurs|divers|diverses|departement|region|pays|canton|communes"
    r"|communaute|agglomeration|intercommunalite|territoire|itinerant|itinerante|itinerance)\b"
)
CLOSE = 0.85  # of difflib: one letter out of seven


@dataclass(frozen=True, kw_only=True)
class Whereabouts:
    """What the cells of a row say of where it is; the postcode is read, the others as written."""

    code: str
    name: str
    postcode: str
    latitude: str
    longitude: str


@dataclass(frozen=True, kw_only=True)
class Clues:
    """What these cells mean; `postcode` may stand in place of the code."""

    name: str  # as search_name writes it
    words: str  # those of the name that may be of a commune's
    postcode: str
    departements: tuple[str, ...]  # of the postcode, or said behind the name
    nearby: Communes  # of the postcode
    namesakes: Communes
    is_area: bool  # what is named is larger than a commune
    points: tuple[Position, ...]


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


def postcode_within(text: str, *, gazetteer: Gazetteer) -> str:
    """Find the only postcode in the cell of a commune: "Surgères (17700)".

    A figure that is no postcode we know may be the code of the commune.
    """
    within = POSTCODE.findall(text)
    return within[0] if len(within) == 1 and gazetteer.of_postcode(within[0]) else ""


def commune_of(said: Whereabouts, *, gazetteer: Gazetteer) -> Found | None:
    """Find the commune by its code, else by its name and its postcode; both of today or before."""
    clues = _clues(said, gazetteer=gazetteer)
    code = whole_number(said.code)
    by_code = gazetteer.by_code(code)
    if by_code is None or not _is_backed(by_code, clues):
        found = _by_words(clues, gazetteer=gazetteer)
        if by_code is None or (found and _bears(found.value, clues.words)):
            return found and Found(found.value, _doubts_of_code(code, clues, by_code), found.doubts)
        is_there = not clues.namesakes and nearest_to(clues.points, among=(by_code,))
        return Found(by_code) if is_there else None
    by_name = _said_by_name(clues, by_code=by_code)
    if by_name is None:
        return Found(by_code)
    # Two cells that people write, and that agree, against one that a machine found, often along
    # with the position: where it took one town for its namesake, both are wrong together.
    doubt = _("ce code désigne une autre commune que le nom et le code postal, qui l’emportent")
    return Found(by_name, code_doubts=(doubt,))


def _clues(said: Whereabouts, *, gazetteer: Gazetteer) -> Clues:
    qualifier = QUALIFIER.search(said.name)
    area = gazetteer.areas.get(commune_search_name(qualifier[1]), ()) if qualifier else ()
    name = QUALIFIER.sub(" ", said.name) if area else said.name
    words = _words(name)
    if not gazetteer.named(words):  # as it is for Aucun, and for Ville-d’Avray
        words = TITLE.sub("", words) if says_something(name) else ""
    named_area = gazetteer.areas.get(words, ())
    postcode = said.postcode or _misplaced_postcode(said, words=words, gazetteer=gazetteer)
    return Clues(
        name=search_name(name),
        words=words,
        postcode=postcode,
        departements=_departements_of_postcode(postcode) if postcode else area,
        nearby=gazetteer.of_postcode(postcode),
        # Of an area that bears the name too, only the commune inside may be meant: Paris.
        namesakes=tuple(
            one
            for one in gazetteer.named(words)
            if not named_area or one.departement_id in named_area
        ),
        is_area=bool(named_area or WHOLE_AREA.search(words)),
        points=points_of(said.latitude, said.longitude),
    )


def _misplaced_postcode(said: Whereabouts, *, words: str, gazetteer: Gazetteer) -> str:
    """Find a postcode in place of the code; 17100 is both, that of Saintes and Chérac's."""
    code = whole_number(said.code)
    communes = gazetteer.of_postcode(code)
    is_meant = gazetteer.by_code(code) is None or named_among(communes, search_name=words)
    return code if communes and is_meant else ""


def _doubts_of_code(code: str, clues: Clues, by_code: KnownCommune | None) -> tuple[str, ...]:
    if code and code == clues.postcode:
        return (_("code postal à la place du code de la commune"),)
    if by_code:
        return (_("ce code désigne une autre commune que le nom, qui l’emporte"),)
    return (_("code de commune inconnu"),) if code.strip("0") else ()


def _is_backed(by_code: KnownCommune, clues: Clues) -> bool:
    """Tell whether another cell says the same as the code, or no name says otherwise.

    Alone against a name, it is not believed: it may come from a cell dragged over a column, or
    be a postcode.
    """
    return not clues.words or by_code in clues.nearby or _bears(by_code, clues.words)


def _bears(commune: KnownCommune, words: str) -> bool:
    """Tell whether a commune bears this name, today or before, in full or not, or nearly."""
    one = (commune,)
    return bool(
        named_among(one, search_name=words) or _beginning(one, words) or _nearly(one, words)
    )


def _said_by_name(clues: Clues, *, by_code: KnownCommune) -> KnownCommune | None:
    """Find another commune than the code's that name and postcode tell together, if there is.

    A postcode that only tells the département is enough where the position refutes the code.
    """
    if by_code in clues.nearby and len(clues.nearby) == 1:
        return None
    named = named_among(clues.nearby, search_name=clues.words)
    is_refuted = not unrefuted((by_code,), points=clues.points)
    if is_refuted and not named and by_code not in clues.nearby:
        named = _in_departements(clues.namesakes, clues.departements)
    return named[0] if len(named) == 1 and named[0] != by_code else None


def _by_words(clues: Clues, *, gazetteer: Gazetteer) -> Kept[KnownCommune] | None:
    """Take the first attempt that leaves one commune; of several, the one at the position."""
    for candidates, doubts in _attempts(clues, gazetteer=gazetteer):
        if len(candidates) == 1:
            return Kept(candidates[0], doubts)
        if nearest := nearest_to(clues.points, among=candidates):
            doubt = _("plusieurs communes possibles : celle des coordonnées est gardée")
            return Kept(nearest, (doubt,))
    nearest = nearest_to(clues.points, among=_around(clues, gazetteer=gazetteer))
    return Kept(nearest, (_("commune trouvée par les coordonnées"),)) if nearest else None


def _attempts(clues: Clues, *, gazetteer: Gazetteer) -> Iterator[tuple[Communes, tuple[str, ...]]]:
    """Give the communes that the row may mean, from the surest reading to the boldest."""
    nearby, words, points = clues.nearby, clues.words, clues.points
    yield named_among(nearby, search_name=commune_search_name(clues.name)), ()
    yield (
        named_among(nearby, search_name=words),
        (_("nom de commune entouré d’autres mots, laissés de côté"),),
    )
    yield (
        _coded(clues, gazetteer=gazetteer),
        (_("code de la commune à la place de son nom"),),
    )
    yield (
        _beginning(nearby, words),
        (_("nom de commune abrégé : la seule de ce code postal qui commence ainsi"),),
    )
    in_departement = _in_departements(clues.namesakes, clues.departements)
    if clues.postcode:
        yield (
            # A postcode of other communes contradicts the name: the position may refute it too.
            unrefuted(in_departement, points=points) if nearby else in_departement,
            (_("code postal d’aucune commune de ce nom : trouvée dans le département"),),
        )
    else:
        yield (
            unrefuted(in_departement if clues.departements else clues.namesakes, points=points),
            (_("sans code postal : la seule commune de ce nom"),),
        )
    yield _island(clues, gazetteer=gazetteer), (_("la seule commune de cette île"),)
    if not clues.namesakes and not clues.is_area:
        yield from _bold_attempts(clues, gazetteer=gazetteer)


def _bold_attempts(
    clues: Clues, *, gazetteer: Gazetteer
) -> Iterator[tuple[Communes, tuple[str, ...]]]:
    """The same, of a name that no commune bears."""
    nearby, words, points = clues.nearby, clues.words, clues.points
    yield (
        _nearly(nearby, words),
        (_("nom de commune approchant, parmi celles du code postal"),),
    )
    in_departements = tuple(chain.from_iterable(map(gazetteer.of_departement, clues.departements)))
    nearly_spelt = _nearly_spelt(in_departements, words)
    yield (
        unrefuted(nearly_spelt, points=points),
        (_("nom de commune approchant, parmi celles du département"),),
    )
    if words and not nearly_spelt and not get_close_matches(words, gazetteer.towns, cutoff=CLOSE):
        yield (
            unrefuted(_with_quarters(nearby, words, gazetteer=gazetteer), points=points),
            (_("nom de commune inconnu : la seule de ce code postal"),),
        )


def _words(name: str) -> str:
    """Reduce a name as `search_name` does, without what is no part of it."""
    kept = (word for word in search_name(name).split() if not NOISE.fullmatch(word))
    words = commune_search_name(" ".join(kept))
    return "" if words in NO_NAME_YET else words


def _coded(clues: Clues, *, gazetteer: Gazetteer) -> Communes:
    """Find the commune whose code is written in place of its name, if the postcode agrees."""
    return tuple(one for one in clues.nearby if one == gazetteer.by_code(clues.name))


def _beginning(communes: Communes, words: str) -> Communes:
    return tuple(one for one in communes if words and one.search_name.startswith(f"{words} "))


def _nearly(communes: Communes, words: str) -> Communes:
    return (
        _nearly_spelt(communes, words)
        or _followed_by_words(communes, words)
        or tuple(one for one in communes if _shortens(words, one.search_name))
    )


def _followed_by_words(communes: Communes, words: str) -> Communes:
    """Keep the communes whose name begins these words: "Vorey" for "Vorey sur Arzon"."""
    return tuple(one for one in communes if words.startswith(f"{one.search_name} "))


def _nearly_spelt(communes: Communes, words: str) -> Communes:
    """Keep the communes whose name, of today or before, is nearly these words."""
    names = {one: (one.search_name, *one.former_search_names) for one in communes}
    known = set(chain.from_iterable(names.values()))
    near = get_close_matches(words, known, n=len(known) + 1, cutoff=CLOSE)
    return tuple(one for one, those in names.items() if not set(those).isdisjoint(near))


def _shortens(words: str, name: str) -> bool:
    """Tell whether these words are those of a name, some shortened or left out, not the first.

    "aix en pce" shortens "aix en provence", and "ivry seine" "ivry sur seine".
    """
    first, *others = words.split() or [""]
    first_of_name, *rest = name.split()
    left = iter(rest)
    return (
        bool(others)
        and first == first_of_name
        and all(any(_is_short_for(one, word) for word in left) for one in others)
    )


def _is_short_for(short: str, word: str) -> bool:
    letters = iter(word)
    return short[0] == word[0] and all(letter in letters for letter in short)


def _island(clues: Clues, *, gazetteer: Gazetteer) -> Communes:
    """Give the commune that is the whole of an overseas département: Marigot is in Saint-Martin.

    Unless a commune elsewhere bears the very name, its article too: Le Marigot is one.
    """
    if not clues.postcode.startswith("97") or clues.is_area:
        return ()
    is_named = any(search_name(one.name) == clues.name for one in clues.namesakes)
    return tuple(
        one
        for one in clues.nearby
        if not is_named and len(gazetteer.of_departement(one.departement_id)) == 1
    )


def _with_quarters(nearby: Communes, words: str, *, gazetteer: Gazetteer) -> Communes:
    """Give the only commune of a postcode, where a name that nobody knows may be of its quarters.

    A commune with several postcodes has one for a quarter: Malo-les-Bains in Dunkerque. With a
    single one, it may share it with others that the lists forget: Carnon is not in its commune.
    """
    if len(nearby) != 1 or len(nearby[0].postcodes) > 1:
        return nearby if len(nearby) == 1 else ()
    departement = gazetteer.of_departement(nearby[0].departement_id)
    others = set(
        chain.from_iterable(one.search_name.split() for one in departement if one not in nearby)
    )
    own = set(nearby[0].search_name.split()) - others - set(ARTICLES)
    return () if own.isdisjoint(words.split()) else nearby


def _in_departements(communes: Communes, departements: tuple[str, ...]) -> Communes:
    return tuple(one for one in communes if one.departement_id in departements)


def _departements_of_postcode(postcode: str) -> tuple[str, ...]:
    if postcode.startswith("20"):
        return ("2A", "2B")
    return (postcode[:3] if postcode.startswith(("97", "98")) else postcode[:2],)


def _around(clues: Clues, *, gazetteer: Gazetteer) -> Communes:
    """Give the communes that one cell of the row names, or else all those around its position."""
    named = (*clues.nearby, *clues.namesakes)
    if named:
        return named
    bands = (
        gazetteer.between(south=south, north=north) for south, north in map(reach_of, clues.points)
    )
    around = tuple(chain.from_iterable(bands))
    return _in_departements(around, clues.departements) if clues.departements else around
