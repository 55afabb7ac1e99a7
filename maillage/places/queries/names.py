"""Places by the words of their names, and what someone means who says where they are."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from django.db.models import Case, Max, Q, When

from maillage.lib.spelling import nearly
from maillage.lib.text import search_name
from maillage.places.models import Spot
from maillage.places.whereabouts import Where, Whereabouts
from maillage.territory.geocoder import GeocoderError, Kind, find_address, looks_like_address
from maillage.territory.models import Commune
from maillage.territory.queries import (
    Territory,
    communes_misspelt,
    communes_named,
    find_communes,
    postcode_and_name,
)

# Written or not as one likes: « médiathèque de Royan », « médiathèque Royan ».
LITTLE_WORDS = frozenset(
    ("a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les")
)
MOST_WORDS = 8
MOST_READ = 200  # spots whose address alone may hold the words
LONGEST_ENDING = 4  # words: Saint-Jean-d’Angély


@dataclass(frozen=True)
class KnownName:
    """A place as its name makes it known; `slug` is that of its page."""

    name: str
    slug: str
    commune: str


@dataclass(frozen=True)
class Vocabulary:
    """The words of the spots, in order, and how many spots bear each of them."""

    words: Sequence[str]
    counts: Mapping[str, int]

    def meant_by(self, word: str) -> str:
        """Correct a word that begins none of these; the closest is meant, then the commonest."""
        following = bisect_left(self.words, word)
        is_begun = following < len(self.words) and self.words[following].startswith(word)
        if is_begun or any(letter.isdigit() for letter in word):
            return word
        near = nearly(word, known=self.words)
        return min(near, key=lambda one: (near[one], -self.counts[one]), default=word)


def names_matching(text: str, *, territory: Territory, limit: int) -> list[KnownName]:
    """Find the places whose name, or name and commune, hold words that begin so, as written.

    First those whose name begins with the text.
    """
    return _named(_beginnings(telling_words(text)), text=text, territory=territory)[:limit]


def word_condition(text: str, *, territory: Territory) -> tuple[Q, str]:
    """Keep the spots that bear every word of the text, or words that begin so.

    A word that none of them bears is replaced by the one that it misspells; then the words looked
    for come second, "" otherwise.
    """
    words = telling_words(text)
    vocabulary = known_words(territory, version=_version())
    meant = [vocabulary.meant_by(word) for word in words]
    return _bearing(_beginnings(meant)), "" if meant == words else " ".join(meant)


def understand_where(text: str, *, territory: Territory) -> Where:
    """Tell what someone means by a commune, a postcode, an address or the name of a place.

    What is as written comes first, what is begun next, then what is misspelt or only in part.
    """
    postcode, name = postcode_and_name(text)
    communes = communes_named(text)
    if communes and name in ("", communes[0].search_name):
        return _in_one_of(communes, text=text)
    if _named([f" {word} " for word in telling_words(text)], text=text, territory=territory):
        return Where(text=text, words=text)
    if communes:  # whose name only begins so, or changed
        return _in_one_of(communes, text=text, corrected_from=text)
    if looks_like_address(text):
        return _at_address(text, territory=territory)
    if communes := communes_misspelt(text):
        return _in_misspelt(communes, text=text, misspelt=text)
    if not postcode and _is_borne(text, territory=territory):
        return Where(text=text, words=text)
    if communes := find_communes(text):  # the end of what was typed, or its postcode alone
        return _in_one_of(communes, text=text, corrected_from=text)
    return Where(text=text, is_unknown=True)


def _at_address(text: str, *, territory: Territory) -> Where:
    """Ask where it is, if someone may be asked; else stop at its commune."""
    with suppress(GeocoderError):  # logged; whoever searches sees that the street is left out
        if address := find_address(text, territory=territory):
            return Where(
                text=text,
                whereabouts=Whereabouts.of_address(address),
                is_street_left_out=address.kind is Kind.COMMUNE,
            )
    if communes := find_communes(text):
        return _in_one_of(communes, text=text, is_street_left_out=True)
    words = text.split()
    for count in range(min(LONGEST_ENDING, len(words)), 0, -1):
        ending = " ".join(words[-count:])
        if communes := communes_misspelt(ending):
            return _in_misspelt(communes, text=text, misspelt=ending, is_street_left_out=True)
    if _is_borne(text, territory=territory):
        return Where(text=text, words=text)
    return Where(text=text, is_unknown=True)


def _in_one_of(
    communes: Sequence[Commune],
    *,
    text: str,
    corrected_from: str = "",
    is_street_left_out: bool = False,
) -> Where:
    """A postcode means its largest commune; namesakes are left for the visitor to choose from."""
    first, *others = communes
    postcode, _name = postcode_and_name(text)
    if others and not first.postcodes.filter(code=postcode).exists():
        return Where(text=text, homonyms=tuple(communes))
    return Where(
        text=text,
        whereabouts=Whereabouts.of_commune(first),
        same_postcode=tuple(others),
        corrected_from=corrected_from,
        is_street_left_out=is_street_left_out,
    )


def _in_misspelt(
    communes: Sequence[Commune], *, text: str, misspelt: str, is_street_left_out: bool = False
) -> Where:
    """Trust the only one that may be meant; of several, offer the likeliest."""
    if len(communes) > 1:
        return Where(text=text, closest=communes[0], is_unknown=True)
    return _in_one_of(
        communes, text=text, corrected_from=misspelt, is_street_left_out=is_street_left_out
    )


def _is_borne(text: str, *, territory: Territory) -> bool:
    """Tell whether a spot bears these words, corrected if need be, be it in its address."""
    condition, _corrected = word_condition(text, territory=territory)
    return Spot.objects.in_territory(territory).filter(condition).exists()


def telling_words(text: str) -> list[str]:
    written = search_name(text).split()
    telling = [word for word in written if word not in LITTLE_WORDS]
    return (telling or written)[:MOST_WORDS]


def _beginnings(words: Iterable[str]) -> list[str]:
    """What Spot.words holds, a space around each word, where a word of it begins so."""
    return [f" {word}" for word in words]


def _bearing(parts: Sequence[str]) -> Q:
    """Keep the spots that hold all of these; what is made of no word is borne by none."""
    return Q(*(Q(words__contains=part) for part in parts)) if parts else Q(pk__in=())


def _named(parts: Sequence[str], *, text: str, territory: Territory) -> list[KnownName]:
    """Find the places that hold these in their name, or in it and in that of their commune."""
    begins_so = When(words__startswith=f" {search_name(text)}", then=0)
    spots = (
        Spot.objects.in_territory(territory)
        .filter(_bearing(parts))
        .order_by(Case(begins_so, default=1), "rank", "pk")
        .values_list("place__name", "place__slug", "commune__name")[:MOST_READ]
    )
    found = {
        slug: KnownName(name, slug, commune)
        for name, slug, commune in spots
        if _is_named(parts, name=name, commune=commune)
    }
    return list(found.values())


def _is_named(parts: Iterable[str], *, name: str, commune: str) -> bool:
    """Tell whether these are in the two names, and not all of them in that of the commune."""
    of_commune = f" {search_name(commune)} "
    missing = [part for part in parts if part not in of_commune]
    return bool(missing) and all(part in f" {search_name(name)} " for part in missing)


def _version() -> int | None:
    """What changes with the spots, which are made anew whenever a place changes.

    Words that only a withdrawn place bore stay known until then: they are borne by none.
    """
    last: int | None = Spot.objects.aggregate(last=Max("pk"))["last"]
    return last


@lru_cache(maxsize=4)
def known_words(territory: Territory, *, version: int | None) -> Vocabulary:
    """Read the words of the territory's spots; the version is there to forget those of before."""
    written = Spot.objects.in_territory(territory).order_by().values_list("words", flat=True)
    counts = Counter(chain.from_iterable(words.split() for words in written.iterator()))
    return Vocabulary(words=sorted(counts), counts=counts)
