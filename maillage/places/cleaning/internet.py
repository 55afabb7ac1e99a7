"""Electronic addresses: e-mail and web."""

import re
from collections.abc import Iterable, Iterator
from itertools import chain, dropwhile

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils.translation import gettext as _

from maillage.places.cleaning.doubts import Doubtful, Kept
from maillage.places.cleaning.texts import text

BETWEEN_EMAILS = re.compile(r"[;,|/\n]+|\s-\s|\s(?:et|ou)\s")
BEFORE_EMAIL = re.compile(r"\A[^@:]*:\s*")  # "mailto:", "Courriel : "
AT = re.compile(r"\s*(?:@|\(at\)|\[at\])\s*", re.IGNORECASE)
# What an address may hold before its @. The law of e-mail allows more ("a?bcc=x@y.fr"), of which
# a link would make something else.
MAILBOX = re.compile(r"[A-Za-z0-9._%+-]+")

BETWEEN_WEB_ADDRESSES = re.compile(r"[|\n]+|[;,]\s*(?=https?://|www\.)", re.IGNORECASE)
ASIDE = re.compile(r"\s\([^)]*\)")  # "https://example.org (site de la ville)"
BETWEEN_WORDS = ("et", "ou", "-", "–", "/")
# "mairie.fr" is a site; "notice.pdf" and "M.Martin" are none, though they are spelt alike.
DOMAIN = re.compile(
    r"(?!www\.)(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+"
    r"(?:fr|com|org|net|eu|info|io|coop|asso|paris|bzh|alsace|corsica|"
    r"gp|mq|gf|re|pm|yt|bl|mf|wf|pf|nc)"
    r"(?:[/?#]\S*)?",
    re.IGNORECASE,
)
is_web_address = URLValidator(schemes=("http", "https"))


def emails(value: str) -> Kept[tuple[str, ...]]:
    """Read the addresses of a cell, each once; what is none is left out."""
    pieces = _pieces(value, between=BETWEEN_EMAILS)
    mended = [AT.sub("@", BEFORE_EMAIL.sub("", piece)).strip(" .<>") for piece in pieces]
    read = [_all_or_none(map(_plain_email, piece.split())) for piece in mended]
    if pieces and not any(read):
        raise Doubtful(_("ce n’est pas une adresse électronique"))
    doubts = []
    if mended != pieces:
        doubts.append(_("écriture de l’adresse corrigée"))
    if not all(read):
        doubts.append(_("une partie n’est pas une adresse électronique : laissée de côté"))
    return Kept(_each_once(read), tuple(doubts))


def web_addresses(value: str) -> Kept[tuple[str, ...]]:
    """Read the addresses of a cell, each once; one that begins with "www." is of http.

    What stands before an address is its label; what stands after it may be the rest of one that
    holds a space: none of it is then kept.
    """
    pieces = _pieces(value, between=BETWEEN_WEB_ADDRESSES)
    words = [[one for one in piece.split() if one not in BETWEEN_WORDS] for piece in pieces]
    read = [_all_or_none(_web_addresses_in(ASIDE.sub("", piece))) for piece in pieces]
    if pieces and not any(read):
        raise Doubtful(_("ce n’est pas une adresse web"))
    doubts = []
    if any(map(_is_domain, chain.from_iterable(words))):
        doubts.append(_("adresse sans http:// : complétée"))
    if list(map(len, read)) != list(map(len, words)):
        doubts.append(_("une partie n’est pas une adresse web : laissée de côté"))
    return Kept(_each_once(read), tuple(doubts))


def web_address(value: str, *, max_length: int) -> Kept[str]:
    addresses, doubts = web_addresses(text(value, max_length=max_length))
    if len(addresses) > 1:
        raise Doubtful(_("plusieurs adresses : on n’en attend qu’une"))
    return Kept("".join(addresses), doubts)


def _pieces(value: str, *, between: re.Pattern[str]) -> list[str]:
    return list(filter(None, (piece.strip() for piece in between.split(value))))


def _plain_email(written: str) -> str:
    try:
        validate_email(written)
    except ValidationError:
        return ""
    return written if MAILBOX.fullmatch(written.rpartition("@")[0]) else ""


def _web_addresses_in(piece: str) -> Iterator[str]:
    """Read each word from the first address on, "" for what is none."""
    words = (word for word in piece.split() if word not in BETWEEN_WORDS)
    return dropwhile(lambda address: not address, map(_web_address, words))


def _web_address(word: str) -> str:
    """Give the address, with its scheme; "" for what is none."""
    bare = _bare(word)
    scheme, separator, rest = bare.partition("://")
    if separator:
        address = f"{scheme.lower()}://{rest}"
    else:
        is_known = bare.lower().startswith("www.") or DOMAIN.fullmatch(bare)
        address = f"http://{bare}" if is_known else bare
    try:
        is_web_address(address)
    except ValidationError:
        return ""
    return address


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
