from datetime import date, datetime

import pytest
from django.db import IntegrityError

from maillage.places.actions.composition import recompose
from maillage.places.actions.spots import refresh_spots
from maillage.places.facets import TERM_TIME_ONLY, mask_of
from maillage.places.models import Place, Record, Spot
from maillage.places.terms import Field, Mobility, Term
from tests.cast import HELPED_WITH_PAPERWORK, place, record, stop, town
from tests.places.conftest import Import
from tests.places.samples import row

pytestmark = pytest.mark.django_db

BUS = (Term(Field.MOBILITY, Mobility.ITINERANT),)


def spot_of(a_place: Place) -> Spot:
    return a_place.spots.get()


def test_a_spot_says_what_the_search_reads_of_a_place() -> None:
    here = place(
        "L’Atelier d’Éloïse", in_town="Saintes", address="12 bis, rue St-Pierre", postcode="17100"
    )

    spot = spot_of(here)

    assert spot.words == " l atelier d eloise 12 bis rue saint pierre 17100 saintes "
    assert spot.rank == "saintes l atelier d eloise"
    assert spot.facets == mask_of(HELPED_WITH_PAPERWORK)
    assert (spot.latitude, spot.longitude) == (here.latitude, here.longitude)
    assert spot.commune == here.commune
    assert not spot.is_presumed
    assert spot.position == here.position


def test_a_place_whose_position_is_unknown_is_presumed_in_its_commune() -> None:
    spot = spot_of(place("Ici", in_town="Saintes", latitude=None, longitude=None))

    assert (spot.latitude, spot.longitude) == town("Saintes").position
    assert spot.is_presumed
    assert spot.position is None


def test_a_place_that_closes_for_the_school_holidays_is_found_by_it() -> None:
    assert spot_of(place("Collège", in_town="Saintes", holiday_hours="off")).facets & TERM_TIME_ONLY
    here = place("Mairie", in_town="Saintes", holiday_hours="Mo 09:00-12:00")
    assert not spot_of(here).facets & TERM_TIME_ONLY


def test_a_bus_is_at_its_stops_and_no_more_at_its_office() -> None:
    bus = place("Bus", in_town="La Rochelle", terms=BUS)
    at_the_office = spot_of(bus).is_presumed

    stop(bus, in_town="Saintes", address="place du Marché")
    stop(bus, in_town="Jonzac", latitude=None, longitude=None)

    assert at_the_office
    assert [(s.commune.name, s.is_presumed) for s in bus.spots.order_by("pk")] == [
        ("Jonzac", True),
        ("Saintes", False),
    ]
    assert bus.spots.get(commune=town("Saintes")).words == " bus place du marche saintes "


def test_a_library_that_also_goes_elsewhere_is_still_at_home() -> None:
    library = place("Médiathèque", in_town="Saintes")

    stop(library, in_town="Jonzac")

    assert {spot.commune.name for spot in library.spots.all()} == {"Saintes", "Jonzac"}


def test_a_withdrawn_place_is_nowhere(now: datetime) -> None:
    here = place("Ici", in_town="Saintes")
    here.withdrawn_at = now
    here.save()

    refresh_spots([here.pk])

    assert not here.spots.exists()


def test_an_import_makes_spots_that_say_what_they_would_if_made_again(load: Import) -> None:
    load([row(id_fs="1"), row(id_fs="2")])
    load([row(id_fs="1", lib_fs="Autre nom")], dated_on=date(2024, 9, 1), accept_gone=True)
    made = {spot.place_id: _without_key(spot) for spot in Spot.objects.all()}

    refresh_spots(list(Place.objects.values_list("pk", flat=True)))

    assert {spot.place_id: _without_key(spot) for spot in Spot.objects.all()} == made
    assert len(made) == 1


def test_a_place_composed_again_gets_its_new_words(now: datetime) -> None:
    here = place("Ici", in_town="Saintes")
    said = record(here, identifier="1", now=now)
    Record.objects.filter(pk=said.pk).update(
        understood={
            "name": "Là",
            "code_insee": "17415",
            "commune": "Saintes",
            "stated_on": "2026-10-01",
        }
    )

    recompose([here.pk], now=now)

    assert spot_of(here).rank == "saintes la"


def test_a_place_has_one_spot_of_its_own() -> None:
    spot = spot_of(place("Ici", in_town="Saintes"))
    spot.pk = None

    with pytest.raises(IntegrityError):
        spot.save(force_insert=True)


def _without_key(spot: Spot) -> dict[str, object]:
    return {
        field.attname: getattr(spot, field.attname)
        for field in Spot._meta.concrete_fields
        if not field.primary_key
    }
