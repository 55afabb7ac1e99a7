import pytest

from maillage.lib.distance import Position
from maillage.places.whereabouts import Precision, Whereabouts
from maillage.territory.geocoder import Address, Kind
from maillage.territory.models import Commune

SAINTES = Commune(code_insee="17415", name="Saintes", latitude=45.7464, longitude=-0.6333)


def test_a_commune_is_known_by_its_centre() -> None:
    where = Whereabouts.of_commune(SAINTES)

    assert where == Whereabouts("Saintes", Position(45.7464, -0.6333), SAINTES, Precision.COMMUNE)


@pytest.mark.parametrize(
    ("kind", "precision"),
    [
        (Kind.HOUSE, Precision.ADDRESS),
        (Kind.STREET, Precision.STREET),
        (Kind.LOCALITY, Precision.STREET),
        (Kind.COMMUNE, Precision.COMMUNE),
    ],
)
def test_an_address_is_as_precise_as_what_was_found_of_it(kind: Kind, precision: Precision) -> None:
    where = Whereabouts.of_address(Address("Rue du Port", Position(45.7, -0.6), SAINTES, kind))

    assert where == Whereabouts("Rue du Port", Position(45.7, -0.6), SAINTES, precision)
