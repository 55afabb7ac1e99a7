from datetime import datetime
from typing import Any

import pytest

from maillage.accounts.models import Kind, Organisation
from maillage.accounts.queries.organisations import (
    in_sector,
    organisation_named,
    organisations_found,
)
from maillage.territory.models import Sector
from tests.cast import town

pytestmark = pytest.mark.django_db

SIRET = "73282932000074"


@pytest.fixture(autouse=True)
def network(db: None, now: datetime) -> None:
    for slug, name, kinds, values in (
        ("mediatheque", "Médiathèque François-Mitterrand", ["mediation"], {"siret": SIRET}),
        ("ccas", "CCAS", ["commune", "relay"], {"commune": town("La Rochelle")}),
        ("atelier", "L’Atelier d’Étienne", ["mediation"], {"commune": town("Saintes")}),
        ("ancien", "Ancien atelier", ["mediation"], {"closed_at": now}),
    ):
        made = Organisation.objects.create(slug=slug, name=name, created_at=now, **values)
        for kind in kinds:
            made.kinds.create(kind=kind)


def slugs(**asked: Any) -> set[str]:
    return {one.slug for one in organisations_found(**asked)}


def test_the_open_ones_are_found_or_the_closed_ones() -> None:
    assert slugs() == {"mediatheque", "ccas", "atelier"}
    assert slugs(is_closed=True) == {"ancien"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("mediatheque", {"mediatheque"}),
        ("MITTERRAND françois", {"mediatheque"}),
        ("ccas la rochelle", {"ccas"}),
        ("Saintes", {"atelier"}),
        ("etienne saintes", {"atelier"}),
        ("etienne rochelle", set()),
        ("732 829 320", {"mediatheque"}),
        (SIRET, {"mediatheque"}),
        ("829320", set()),
        ("  ", {"mediatheque", "ccas", "atelier"}),
        ("?!", set()),
        ("²", set()),
        ("None", set()),
    ],
)
def test_words_are_looked_for_whatever_their_accents(text: str, found: set[str]) -> None:
    assert slugs(text=text) == found


def test_a_kind_among_several_is_enough() -> None:
    assert slugs(kind=Kind.RELAY) == {"ccas"}
    assert slugs(kind=Kind.RELAY, text="atelier") == set()


def test_a_sector_holds_those_of_its_communes_once() -> None:
    sector = Sector.objects.create(kind="other", name="Ouest", slug="ouest")
    sector.communes.add(town("Saintes"), town("Jonzac"))
    overlapping = Sector.objects.create(kind="other", name="Est", slug="est")
    overlapping.communes.add(town("Saintes"))

    assert [one.slug for one in organisations_found(sector=sector)] == ["atelier"]
    assert in_sector(overlapping).get().slug == "atelier"


def test_a_sector_holds_closed_ones_too_until_they_are_left_out() -> None:
    sector = Sector.objects.create(kind="other", name="Ouest", slug="ouest")
    sector.communes.add(town("Saintes"))
    Organisation.objects.filter(slug="ancien").update(commune=town("Saintes"))

    assert {one.slug for one in in_sector(sector)} == {"atelier", "ancien"}
    assert slugs(sector=sector) == {"atelier"}


def test_the_public_ones_are_a_part_of_what_is_found() -> None:
    Organisation.objects.filter(slug__in=["ccas", "ancien"]).update(is_public=True)

    assert [one.slug for one in organisations_found().public()] == ["ccas"]
    assert not organisations_found(is_closed=True).public().exists()


def test_an_organisation_is_known_by_its_page() -> None:
    found = organisation_named("ccas")

    assert found is not None
    assert found.name == "CCAS"
    assert organisation_named("nulle-part") is None


def test_a_search_reads_the_names_once(django_assert_num_queries) -> None:
    with django_assert_num_queries(2):
        list(organisations_found(text="atelier"))
