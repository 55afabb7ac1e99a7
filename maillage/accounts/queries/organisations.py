"""Which organisations are in the network."""

from maillage.accounts.models import Kind, Organisation, OrganisationQuerySet
from maillage.lib.text import search_name
from maillage.territory.models import Sector

LONGEST_SEARCH = 100


def organisation_named(slug: str) -> Organisation | None:
    return Organisation.objects.filter(slug=slug).first()


def in_sector(sector: Sector) -> OrganisationQuerySet:
    """The organisations whose commune is in it, open or closed."""
    return Organisation.objects.filter(commune__sectors=sector)


def organisations_found(
    *,
    text: str = "",
    kind: Kind | None = None,
    sector: Sector | None = None,
    is_closed: bool = False,
) -> OrganisationQuerySet:
    """The open organisations, or the closed ones, that answer to all that is asked.

    `text`: words of their name and their commune, whatever the accents, or the first digits of
    their SIRET.
    """
    found = in_sector(sector) if sector else Organisation.objects.all()
    found = found.filter(closed_at__isnull=not is_closed)
    if kind:
        found = found.filter(kinds__kind=kind)
    if text.strip():
        found = found.filter(pk__in=_answering(text[:LONGEST_SEARCH]))
    return found


def _answering(text: str) -> list[int]:
    """No column holds names without accents: all of them are read, four values each."""
    words, digits = search_name(text).split(), "".join(text.split())
    names = Organisation.objects.values_list("pk", "name", "commune__name", "siret")
    return [
        pk
        for pk, name, commune, siret in names.order_by()
        if (digits.isdecimal() and siret.startswith(digits))
        or (words and all(word in search_name(f"{name} {commune or ''}") for word in words))
    ]
