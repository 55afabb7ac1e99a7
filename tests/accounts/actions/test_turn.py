from datetime import datetime

import pytest

from maillage.accounts.actions.turn import LONGEST_STEM, free_slug
from maillage.accounts.models import Organisation

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("L’Atelier de l’Œuf", "l-atelier-de-l-oeuf"),
        ("CCAS de Saint-Jean-d'Angély", "ccas-de-saint-jean-d-angely"),
        ("Nouvelle", "nouvelle-2"),
        ("123", "123"),
        ("図書館", "organisation"),
        ("a" * 200, "a" * LONGEST_STEM),
    ],
)
def test_a_page_is_named_after_its_words(name: str, slug: str) -> None:
    assert free_slug(name, model=Organisation) == slug


def test_a_number_between_two_others_is_free(now: datetime) -> None:
    for slug in ("ccas", "ccas-3", "ccas-de-jonzac"):
        Organisation.objects.create(slug=slug, name=slug, created_at=now)

    assert free_slug("CCAS", model=Organisation) == "ccas-2"


def test_a_longest_name_has_room_for_a_number(now: datetime) -> None:
    longest = Organisation._meta.get_field("slug").max_length
    Organisation.objects.create(slug="a" * LONGEST_STEM, name="a", created_at=now)

    slug = free_slug("a" * 200, model=Organisation)

    assert slug == "a" * LONGEST_STEM + "-2"
    assert len(slug) < longest
