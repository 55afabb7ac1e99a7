"""Electronic addresses: e-mail and web."""

import re
from collections.abc import Iterable, Iterator
from itertools import chain, dropwhile
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils.translation import gettext as _

from maillage.places.cleaning.doubts import Doubtful, Kept
from maillage.places.cleaning.persons import PERHAPS_OF_A_PERSON, is_perhaps_of_a_person
from maillage.places.cleaning.texts import fitting

BETWEEN_EMAILS = re.compile(r"[;,|/\n]+|\s-\s|\s(?:et|ou)\s")
BEFORE_EMAIL = re.compile(r"\A[^@:]*:\s*")  # "mailto:", "Courriel : "
AFTER_EMAIL = re.compile(r"\s\([^@()]*\)\Z")  # "contact@example.org (accueil)"
NAMED = re.compile(r"[^<>@]*<([^<>]*)>\Z")  # "Accueil <contact@example.org>"
AT = re.compile(r"\s*(?:@|\(at\)|\[at\])\s*", re.IGNORECASE)
# What an address may hold before its @. The law of e-mail allows more ("a?bcc=x@y.fr"), of which
# a link would make something else.
MAILBOX = re.compile(r"[A-Za-z0-9._%+-]+")

BETWEEN_WEB_ADDRESSES = re.compile(r"[|\n]+|[;,]\s*(?=https?://|www\.)", re.IGNORECASE)
AFTER_SCHEME = re.compile(r"(?<=://)\s+")  # "https:// example.org"
ASIDE = re.compile(r"\s\([^)]*\)")  # "https://example.org (site de la ville)"
BETWEEN_WORDS = re.compile(r"et|ou|[\W_]+")
NOT_OF_AN_ADDRESS = re.compile(r"[<>\"]")
PUBLIC_HOST = re.compile(r".+\.[^\W\d_][^\W_]+\.?")  # neither "localhost" nor 192.168.1.12
# "mairie.fr" is a site; "notice.pdf" and "M.Martin" are none, though they are spelt alike.
DOMAIN = re.compile(
    r"(?!www\.)(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+"
    r"(?:fr|com|org|net|eu|info|io|coop|asso|paris|bzh|alsace|corsica|"
    r"gp|mq|gf|re|pm|yt|bl|mf|wf|pf|nc)"
    r"(?:[/?#]\S*)?",
    re.IGNORECASE,
)
URL = URLValidator(schemes=("http", "https"))


def emails(value: str, *, place: str = "") -> Kept[tuple[str, ...]]:
    """Read the addresses of a cell, each once; what is none is left out.

    `place` is its name and its commune: a mailbox that bears them is the place's.
    """
    pieces = _pieces(value, between=BETWEEN_EMAILS)
    mended = [_mended_email(piece) for piece in pieces]
    read = [_all_or_none(map(_plain_email, piece.split())) for piece in mended]
    if pieces and not any(read):
        raise Doubtful(_("ce n’est pas une adresse électronique"))
    doubts = []
    if mended != pieces:
        doubts.append(_("écriture de l’adresse corrigée"))
    if not all(read):
        doubts.append(_("une partie n’est pas une adresse électronique : laissée de côté"))
    addresses = _each_once(read)
    if any(is_perhaps_of_a_person(address, place=place) for address in addresses):
        doubts.append(str(PERHAPS_OF_A_PERSON))
    return Kept(addresses, tuple(doubts))


def web_addresses(value: str) -> Kept[tuple[str, ...]]:
    """Read the addresses of a cell, each once; one that begins with "www." is of http.

    What stands before an address is its label; what stands after it may be the rest of one that
    holds a space: none of it is then kept.
    """
    joined = AFTER_SCHEME.sub("", value)
    pieces = _pieces(joined, between=BETWEEN_WEB_ADDRESSES)
    words = [_words(piece) for piece in pieces]
    read = [_all_or_none(_web_addresses_in(ASIDE.sub("", piece))) for piece in pieces]
    if pieces and not any(read):
        raise Doubtful(_("ce n’est pas une adresse web"))
    doubts = [_("écriture de l’adresse corrigée")] if joined != value else []
    if any(map(_is_domain, chain.from_iterable(words))):
        doubts.append(_("adresse sans http:// : complétée"))
    if list(map(len, read)) != list(map(len, words)):
        doubts.append(_("une partie n’est pas une adresse web : laissée de côté"))
    return Kept(_each_once(read), tuple(doubts))


def web_address(value: str, *, max_length: int) -> Kept[str]:
    addresses, doubts = web_addresses(value)
    if len(addresses) > 1:
        raise Doubtful(_("plusieurs adresses : on n’en attend qu’une"))
    return Kept(fitting("".join(addresses), max_length=max_length), doubts)


def is_web_address(value: str) -> bool:
    """Tell whether anyone may follow an address: not of a private network, nor with a password."""
    try:
        URL(value)
    except ValidationError:
        return False
    parts = urlsplit(value)
    return "@" not in parts.netloc and bool(PUBLIC_HOST.fullmatch(parts.hostname or ""))


def _pieces(value: str, *, between: re.Pattern[str]) -> list[str]:
    return list(filter(None, (piece.strip() for piece in between.split(value))))


def _mended_email(written: str) -> str:
    mended = AT.sub("@", BEFORE_EMAIL.sub("", written))
    return NAMED.sub(r"\1", AFTER_EMAIL.sub("", mended)).strip(" .<>")


def _plain_email(written: str) -> str:
    try:
        validate_email(written)
    except ValidationError:
        return ""
    return written if MAILBOX.fullmatch(written.rpartition("@")[0]) else ""


def _web_addresses_in(piece: str) -> Iterator[str]:
    """Read each word from the first address on, "" for what is none."""
    return dropwhile(lambda address: not address, map(_web_address, _words(piece)))


def _words(piece: str) -> list[str]:
    return [word for word in piece.split() if not BETWEEN_WORDS.fullmatch(word)]


def _web_address(word: str) -> str:
    """Give the address, with its scheme; "" for what is none."""
    bare = _bare(word)
    if NOT_OF_AN_ADDRESS.search(word.removeprefix("<").removesuffix(">")):
        return ""
    scheme, separator, rest = bare.partition("://")
    if separator:
        address = f"{scheme.lower()}://{rest}"
    else:
        is_known = bare.lower().startswith("www.") or DOMAIN.fullmatch(bare)
        address = f"http://{bare}" if is_known else bare
    return address if is_web_address(address) else ""


def _is_domain(word: str) -> bool:
    return bool(DOMAIN.fullmatch(_bare(word)))


def _bare(word: str) -> str:
    """Take away the punctuation of the sentence around."""
    return word.lstrip("<").rstrip(">.,;:")


def _all_or_none(addresses: Iterable[str]) -> list[str]:
    """Give the addresses of one piece, or none when one word of it is no address."""
    read = list(addresses)
    return read if all(read) else []


def _each_once(pieces: Iterable[list[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(chain.from_iterable(pieces)))
