import pytest
from django.db import IntegrityError

from tests.cast import town


@pytest.mark.django_db
@pytest.mark.parametrize(("latitude", "longitude"), [(45.7, None), (None, -0.6), (91, 0), (0, 181)])
def test_a_centroid_is_whole_and_on_earth_or_absent(
    latitude: float | None, longitude: float | None
) -> None:
    commune = town("Saintes")
    commune.latitude, commune.longitude = latitude, longitude

    with pytest.raises(IntegrityError, match="commune_centroid_is_whole_or_absent"):
        commune.save()
