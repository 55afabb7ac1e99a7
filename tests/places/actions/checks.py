"""What must hold after any act on places."""

from maillage.places.actions.composition import COPIED_FIELDS
from maillage.places.actions.imports import ImportReport
from maillage.places.models import Place
from maillage.places.rules import compose
from maillage.places.standard import PlaceData
from maillage.places.terms import Field, Term


def outcomes(report: ImportReport) -> dict[str, int]:
    names = ("created", "updated", "unchanged", "quarantined", "outside", "gone")
    counts = {name: getattr(report, name) for name in names}
    assert report.read == sum(counts.values()) - report.gone
    return {name: count for name, count in counts.items() if count}


def assert_places_are_what_their_records_say() -> None:
    for place in Place.objects.prefetch_related("terms"):
        records = list(place.records.order_by("source__rank", "source__slug", "pk"))
        listed = [one for one in records if one.no_longer_listed_on is None]
        data = compose([PlaceData.from_json(one.understood) for one in listed or records])

        terms = {Term(Field(term.field), term.code) for term in place.terms.all()}
        assert terms == data.terms
        assert place.commune_id == data.code_insee
        assert (place.withdrawn_at is None) == bool(listed)
        for name in COPIED_FIELDS:
            said = getattr(data, name)
            assert getattr(place, name) == (list(said) if isinstance(said, tuple) else said), name
