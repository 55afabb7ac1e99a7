"""The words of French opening hours: a text becomes tokens, or is refused at a strange word.

Texts are compared in lower case, without accents.
"""

import html
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class Unclear(ValueError):
    """Hours that cannot be told for sure; the message says why, in French.

    What it says of a word of the source stands apart, in `word`: reasons are counted.
    """

    def __init__(self, reason: str | Promise, *, word: str = "") -> None:
        super().__init__(str(reason))
        self.word = word.strip()


class Kind(StrEnum):
    PLACE = "place"
    DAY = "day"  # numbers: (0,) is Monday
    EVERY_DAY = "every day"
    HALF = "half"  # text: MORNING or AFTERNOON
    ORDINAL = "ordinal"  # numbers: (1,) first of the month, (-1,) last
    OF_MONTH = "of month"
    TIME = "time"  # numbers: (minutes since midnight,)
    NUMBER = "number"  # an hour without its unit, or anything else
    ALL_DAY = "all day"
    TO = "to"
    BETWEEN = "between"
    AND = "and"
    OR = "or"
    DASH = "dash"
    SLASH = "slash"
    COMMA = "comma"
    COLON = "colon"
    PARENTHESIS = "parenthesis"
    BREAK = "break"  # what follows is another sentence
    THE_MANY = "the many"
    EXCEPT = "except"
    INCLUDING = "including"
    CLOSED = "closed"
    APPOINTMENT = "appointment"
    PUBLIC_HOLIDAY = "public holiday"
    SCHOOL_HOLIDAYS = "school holidays"
    OPEN_IN_HOLIDAYS = "open in holidays"
    TERM_TIME = "term time"
    END = "end"


@dataclass(frozen=True)
class Token:
    kind: Kind
    text: str
    numbers: tuple[int, ...] = ()
    is_apart: bool = False  # a sign between two blanks


MORNING, AFTERNOON = "matin", "apres-midi"
DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
ORDINALS = {"premier": 1, "deuxieme": 2, "second": 2, "troisieme": 3, "quatrieme": 4, "dernier": -1}
HOURS = {"midi": 12 * 60, "minuit": 24 * 60}
PLACES = (
    *("mairie", "secretariat", "mediatheque", "bibliotheque", "ludotheque", "epn", "ccas", "mjc"),
    *("espace public numerique", "espace numerique", "point numerique", "cyberbase"),
    *("cyberespace", "centre social", "fablab", "bureau", "bureaux", "agence", "mission locale"),
    *("france services", "maison france services", "permanence", "permanences"),
    *("bureau de poste", "agence postale", "agence postale communale", "conseiller numerique"),
    *("boutique", "local", "structure", "association"),
)
HOLIDAY_NAMES = ("vacances", "vacances scolaires", "conges scolaires")

WHOLE_WEEK = ("7j/7", "7/7")

# The longest wording wins: "au public" before "au".
WORDINGS: dict[str, Kind] = {
    **dict.fromkeys(
        ("tous les jours", "chaque jour", "tous les matins", "tous les apres-midi", *WHOLE_WEEK),
        Kind.EVERY_DAY,
    ),
    **dict.fromkeys(("24h/24", "24/24"), Kind.ALL_DAY),
    **dict.fromkeys(("du mois", "de chaque mois"), Kind.OF_MONTH),
    **dict.fromkeys(("a", "au", "jusqu'a", "jusqu'au"), Kind.TO),
    "entre": Kind.BETWEEN,
    **dict.fromkeys(("et", "puis", "ainsi que", "&", "+"), Kind.AND),
    "ou": Kind.OR,
    "les": Kind.THE_MANY,
    **dict.fromkeys(
        ("sauf", "excepte", "hors", "hormis", "a l'exception", "en dehors"), Kind.EXCEPT
    ),
    **dict.fromkeys(("y compris", "meme"), Kind.INCLUDING),
    **dict.fromkeys(
        (
            *("ferme", "fermes", "fermee", "fermees", "fermeture", "pas d'accueil"),
            *("pas d'ouverture", "pas de permanence", "neant"),
            *("pause", "pause meridienne", "pause dejeuner"),
        ),
        Kind.CLOSED,
    ),
    **dict.fromkeys(
        (
            *("sur rendez-vous", "uniquement sur rendez-vous", "sur rendez-vous uniquement"),
            *("exclusivement sur rendez-vous", "rendez-vous obligatoire", "avec rendez-vous"),
        ),
        Kind.APPOINTMENT,
    ),
    **dict.fromkeys(("jours feries", "jour ferie", "feries", "fetes"), Kind.PUBLIC_HOLIDAY),
    **dict.fromkeys(
        (
            *(*HOLIDAY_NAMES, "periode de vacances"),
            *("periode de vacances scolaires", "periodes de vacances scolaires"),
        ),
        Kind.SCHOOL_HOLIDAYS,
    ),
    **{
        f"{opens} {during} {name}": Kind.OPEN_IN_HOLIDAYS
        for opens in ("ouvert", "ouverte", "ouverts", "ouvertes", "ouverture")
        for during in ("pendant les", "durant les", "lors des", "en", "pendant", "aux")
        for name in HOLIDAY_NAMES
    },
    **dict.fromkeys(("periode scolaire", "periodes scolaires", "temps scolaire"), Kind.TERM_TIME),
    **dict.fromkeys(PLACES, Kind.PLACE),
    ",": Kind.COMMA,
    "-": Kind.DASH,
    "/": Kind.SLASH,
    ":": Kind.COLON,
    **dict.fromkeys("()", Kind.PARENTHESIS),
    **dict.fromkeys((*";.|\n*", "\u2022", "\u00b7"), Kind.BREAK),
}

# They change nothing to who may come and when.
FILLERS = (
    *("le", "la", "l'", "de", "du", "des", "d'", "chaque", "tous les", "en", "horaire", "horaires"),
    *("heures", "jours", "jour", "est", "sont", "pendant", "durant", "lors"),
    *("heures d'ouverture", "jours d'ouverture", "jours et heures d'ouverture", "ouvertures"),
    *("jours et heures d'ouvertures", "heures d'ouvertures", "jours et horaires d'ouverture"),
    *("ouvert", "ouverts", "ouverte", "ouvertes", "ouverture", "accueil", "accueil physique"),
    *("au public", "du public", "tout public", "a tous", "aux horaires suivants"),
    *("accueil libre", "en accueil libre", "acces libre", "en acces libre", "libre acces"),
    *("entree libre", "nous sommes", "nous vous accueillons", "vous accueille", "gratuit"),
    *("je vous accueille", "on vous accueille", "en mairie"),  # « je » is no Thursday
    *("sans rendez-vous", "avec ou sans rendez-vous", "rendez-vous conseille"),
    *("de preference sur rendez-vous", "prise de rendez-vous conseillee"),
    *("journee continue", "en continu", "sans interruption", "non stop", "toute la journee"),
    *("toute l'annee", "uniquement", "seulement", "exclusif", "exclusivement"),
)

# Words that are understood, and mean that the week alone does not tell.
REFUSED: dict[str, str | Promise] = {
    **dict.fromkeys(
        (
            *("ete", "hiver", "printemps", "automne", "saison", "janvier", "fevrier", "mars"),
            *("avril", "mai", "juin", "juillet", "aout", "septembre", "octobre", "novembre"),
            *("decembre", "noel", "toussaint", "paques", "estivale", "estival"),
        ),
        gettext_lazy("dépend de la saison"),
    ),
    **dict.fromkeys(
        ("semaine", "semaines", "paire", "paires", "impaire", "impaires", "quinzaine", "deux"),
        gettext_lazy("certaines semaines seulement"),
    ),
    **dict.fromkeys(("environ", "variable", "variables"), gettext_lazy("horaires approximatifs")),
    "partir": gettext_lazy("une heure n’a pas de début ou pas de fin"),
}

# What accents and tags tell, before they are lost.
MARKS = (
    (r"</?(?:br|p|div|ul|ol|li|tr)\b[^<>]*>", "\n"),
    (r"</?(?:b|strong|em|i|u|span|td|th)\b[^<>]*>", " "),
    (r"\bd[èÈ]s\b", "à partir de"),
)
SPELLINGS = (
    (r"[\u2018\u2019\u02bc`]", "'"),
    (r"[\u2010-\u2015\u2212]", "-"),
    (r"-+>", "-"),
    (r"=>?", ":"),
    (r"[>\u2192\u21d2]", "-"),
    (r"\s*\n\s*", "\n"),
    (r"[^\S\n]+", " "),
    (r"\bapres[ -]?midis?\b|\baprem\b", AFTERNOON),
    (r"\b(?:rendez[ -]?vous|r\.?d\.?v\b\.?)", "rendez-vous"),
    (r"\b7 ?j(?:ours)?\b ?(?:/|sur) ?7(?: ?j(?:ours)?\b)?", "7j/7"),
    (r"\b24 ?h(?:eures)? ?(?:/|sur) ?24(?: ?h(?:eures)?\b)?", "24h/24"),
    (r"\(s\)", ""),
    # When it opens does not tell when it closes.
    (r"\b(?:ouv(?:re|rent|erte?s?|erture) a|des) (?=\d\d? ?[h:.]|midi\b)", "a partir de "),
    (r"\btoutes les semaines\b", ""),
    (r"\bles semaines de (?=vacances)", "les "),
    (r"(?<=\d) ?(?:mn|min|minutes)\b", ""),
    (r"\ben semaine\b|\bjours ouvres\b|\bl([ ,/.-]{0,2})m\1m\1j\1v\b", "lundi au vendredi"),
    (r"\bweek-?ends?\b", "samedi et dimanche"),
    # How to call changes nothing to the hours.
    (r"(?:\bau )?(?:\btel(?:ephone)?\b\.? ?:? ?)?(?<!\d)0\d(?:[ .]?\d\d){4}(?!\d)", ""),
)
ROUND_MINUTES = "00|15|30|45"  # "9 h 30" is one time, "9 h 12" may be two
LAST_HOUR = 24  # as "9h12" may
TIME = re.compile(
    r"(?P<hour>\d{1,2}) ?(?:heures?|hrs?|h)"
    r"(?:(?P<slip>2[5-9]|[3-5]\d)h(?!\d)|(?P<stuck>[0-5]\d)(?!\d| ?h)"
    rf"| (?P<apart>{ROUND_MINUTES})(?!\d| ?[h:]))?"
    r"|(?P<hour_colon>\d{1,2}) ?: ?(?P<colon>[0-5]\d)(?!\d| ?h)(?: ?:00\b)?"
    r"|(?P<hour_only>\d{1,2}):(?! ?\d)"
    r"|(?P<hour_dot>\d{1,2})\.(?P<dot>[0-5]\d)(?![.\d]| ?h)"
)
ORDINAL = re.compile(r"([1-4])(?:ere|er|eme|nde|nd|e)s?\b")
NUMBER = re.compile(r"\d[\d.,]*(?<![.,])")
LETTERS = re.compile(r"[a-z]+")
BLANKS = re.compile(r"[^\S\n]+")

# « Mairie de Mer », « mairie de Mardié »: towns, not days.
TOWN = re.compile(rf"\b(?:{'|'.join(PLACES)}) (?:(?:de|du|a|au|en) (?:la )?|d')([a-z]+)")

_PIECE = re.compile(r"7j/7|24h/24|7/7|24/24|apres-midi|rendez-vous|[a-z]+'?|\S|\n")
_LEXICON: dict[tuple[str, ...], Kind | None] = {
    tuple(_PIECE.findall(wording)): kind
    for wording, kind in {**WORDINGS, **dict.fromkeys(FILLERS, None)}.items()
}
_LONGEST = max(map(len, _LEXICON))


def tokens(text: str) -> list[Token]:
    """Cut the text; the last token is END. Raises Unclear."""
    plain = _spelled(text)
    for word in LETTERS.findall(plain):
        if word in REFUSED:
            raise Unclear(REFUSED[word])
    for name in TOWN.findall(plain):
        if name.removesuffix("s") not in DAYS and _day(name) is not None:
            raise Unclear(_("mot inconnu"), word=name)
    return [*_tokens(plain), Token(Kind.END, "")]


def _spelled(text: str) -> str:
    marked = unicodedata.normalize("NFC", html.unescape(text))
    for pattern, spelling in MARKS:
        marked = re.sub(pattern, spelling, marked, flags=re.IGNORECASE)
    decomposed = unicodedata.normalize("NFKD", marked.strip())
    plain = "".join(char for char in decomposed if not unicodedata.combining(char)).lower()
    for pattern, spelling in SPELLINGS:
        plain = re.sub(pattern, spelling, plain)
    return plain


def _tokens(text: str) -> Iterator[Token]:
    position = 0
    while position < len(text):
        if text[position].isspace() and text[position] != "\n":
            position += 1
            continue
        token, position = _next(text, position)
        if token:
            yield token


def _next(text: str, position: int) -> tuple[Token | None, int]:
    """Give the token found there (None for a filler), and where to go on."""
    kind, end = _longest_wording(text, position)
    if end:
        is_apart = text[position - 1 : position] == text[end : end + 1] == " "
        return (Token(kind, text[position:end], is_apart=is_apart) if kind else None), end
    for read in (_ordinal, _time, _number):
        if found := read(text, position):
            return found
    match = _PIECE.match(text, position)
    word = match[0] if match else text[position]
    end = position + len(word)
    token = _word(word)
    is_short = token.kind == Kind.DAY and _abbreviated(word) is not None
    return token, end + (is_short and text[end : end + 1] == ".")


def _longest_wording(text: str, position: int) -> tuple[Kind | None, int]:
    """Give the kind and the end of the wording found there; the end is 0 if there is none."""
    pieces: list[str] = []
    best: tuple[Kind | None, int] = (None, 0)
    while len(pieces) < _LONGEST and (match := _PIECE.match(text, position)):
        pieces.append(match[0])
        if tuple(pieces) in _LEXICON:
            best = (_LEXICON[tuple(pieces)], match.end())
        blanks = BLANKS.match(text, match.end())
        position = blanks.end() if blanks else match.end()
    return best


def _ordinal(text: str, position: int) -> tuple[Token, int] | None:
    match = ORDINAL.match(text, position)
    return (Token(Kind.ORDINAL, match[0], (int(match[1]),)), match.end()) if match else None


def _time(text: str, position: int) -> tuple[Token, int] | None:
    match = TIME.match(text, position)
    if not match:
        return None
    hour, *minute = (int(part) for part in match.groups() if part is not None)
    minutes = hour * 60 + sum(minute)
    if minutes > HOURS["minuit"]:
        raise Unclear(_("ce n’est pas une heure"), word=match[0])
    if match["stuck"] and sum(minute) % 5 and hour < sum(minute) <= LAST_HOUR:
        raise Unclear(_("des minutes sont peut-être une heure"), word=match[0])
    return Token(Kind.TIME, match[0], (minutes,)), match.end()


def _number(text: str, position: int) -> tuple[Token, int] | None:
    match = NUMBER.match(text, position)
    if not match:
        return None
    hours = (int(match[0]) * 60,) if len(match[0]) <= 2 and match[0].isdecimal() else ()
    return Token(Kind.NUMBER, match[0], hours), match.end()


def _word(word: str) -> Token:
    if word in HOURS:
        return Token(Kind.TIME, word, (HOURS[word],))
    if word.removesuffix("s") in (MORNING, "matinee"):
        return Token(Kind.HALF, MORNING)
    if word == AFTERNOON:
        return Token(Kind.HALF, AFTERNOON)
    if word.removesuffix("s") in ORDINALS:
        return Token(Kind.ORDINAL, word, (ORDINALS[word.removesuffix("s")],))
    day = _day(word)
    if day is None:
        raise Unclear(_("mot inconnu"), word=word)
    return Token(Kind.DAY, word, (day,))


def _day(word: str) -> int | None:
    """Read the name of a day, abbreviated or with one slip of the pen ("merdi", "vendrdi")."""
    short = _abbreviated(word)
    if short is not None:
        return short
    singular = word.removesuffix("s")
    close = [number for number, day in enumerate(DAYS) if _is_one_slip(singular, day)]
    return close[0] if len(close) == 1 else None


def _abbreviated(word: str) -> int | None:
    """Read « ma », « mer », « vend »; one letter does not tell Tuesday from Wednesday."""
    is_short = len(word) > 1 and word not in DAYS
    return next((n for n, day in enumerate(DAYS) if is_short and day.startswith(word)), None)


def _is_one_slip(word: str, model: str) -> bool:
    """Tell whether at most one letter was added, left out or replaced, or two were swapped."""
    if abs(len(word) - len(model)) > 1 or len(word) < len("lundi") - 1:
        return False
    start = 0
    while start < min(len(word), len(model)) and word[start] == model[start]:
        start += 1
    rest, model_rest = word[start:], model[start:]
    is_swapped = rest[1::-1] == model_rest[:2] and rest[2:] == model_rest[2:]
    is_close = rest[1:] == model_rest[1:] or rest[1:] == model_rest or rest == model_rest[1:]
    return is_close or is_swapped
