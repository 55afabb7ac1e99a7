from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maillage.lib.distance import Position
from maillage.places.models import Stop
from maillage.places.stop_forms import StopForm, read_position
from maillage.territory.models import Commune
from tests.cast import place, town

GOOD = {"commune": "Saintes", "hours_text": "le mardi de 9 h à 12 h"}


@pytest.mark.parametrize(
    "text",
    [
        "45.7464, -0.6333",
        "45.7464,-0.6333",
        "45,7464 ; -0,6333",
        "45,7464\u00a0; -0,6333",
        "45,7464, -0,6333",
        "45,7464,-0,6333",
        "45.7464 -0.6333",
        " 45.7464/-0.6333 ",
        "+45.7464\t-0.6333",
    ],
)
def test_a_position_copied_from_a_map_is_read(text: str) -> None:
    assert read_position(text) == (45.7464, -0.6333)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "45.7464",
        "45,12",
        "45, 0",
        "91.5, 0.5",
        "45.5, 180.1",
        "45°44′ N",
        "1.5 2.5 3.5",
        "a, b",
    ],
)
def test_anything_else_is_no_position(text: str) -> None:
    assert read_position(text) is None


@given(st.text(max_size=40))
def test_no_text_breaks_the_reading_of_a_position(text: str) -> None:
    position = read_position(text)

    assert position is None or (abs(position.latitude) <= 90 and abs(position.longitude) <= 180)


@settings(max_examples=50)
@given(
    st.floats(-90, 90).map(lambda degrees: round(degrees, 5)),
    st.floats(-180, 180).map(lambda degrees: round(degrees, 5)),
    st.sampled_from((", ", " ; ", " ")),
    st.booleans(),
)
def test_any_position_is_read_as_it_was_written(
    latitude: float, longitude: float, separator: str, is_french: bool
) -> None:
    text = f"{latitude:.5f}{separator}{longitude:.5f}"

    assert read_position(text.replace(".", ",") if is_french else text) == (latitude, longitude)


@pytest.mark.django_db
def test_a_stop_is_told_by_its_form() -> None:
    town("Saintes")
    form = StopForm(GOOD | {"address": " Place du marché ", "position": "45,7464 ; -0,6333"})

    assert form.is_valid()
    told = form.told()
    assert (told.commune.name, told.address) == ("Saintes", "Place du marché")
    assert told.position == Position(45.7464, -0.6333)
    assert told.reading.osm == "Tu 09:00-12:00"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"commune": ""}, "commune", "Écrivez la commune"),
        ({"commune": "Xyzzy"}, "commune", "ne connaissons pas"),
        ({"position": "là-bas"}, "position", "Exemple"),
        ({"hours_text": " "}, "hours_text", "Écrivez quand"),
        ({"hours_text": "x" * 501}, "hours_text", "500"),
        ({"address": "x" * 301}, "address", "300"),
        ({"commune": "Sain\0tes"}, "commune", "nul"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_its_reason(
    changed: dict[str, str], field: str, words: str
) -> None:
    town("Saintes")

    form = StopForm(GOOD | changed)

    assert list(form.errors) == [field]
    assert words in str(form.errors[field])


@pytest.mark.django_db
def test_of_communes_that_share_a_name_one_is_chosen() -> None:
    saintes, fontcouverte = town("Saintes"), town("Fontcouverte")
    typed = GOOD | {"commune": "17100"}

    asked, chosen, other = (
        StopForm(typed | {"which": code}) for code in ("", fontcouverte.pk, "34172")
    )

    assert list(asked.errors) == ["which"]
    assert [code for code, _label in asked.fields["which"].choices] == [saintes.pk, fontcouverte.pk]  # type: ignore[attr-defined]
    assert chosen.is_valid()
    assert chosen.told().commune == fontcouverte
    assert list(other.errors) == ["which"]


@pytest.mark.django_db
def test_a_commune_alone_asks_nothing_more() -> None:
    town("Saintes")

    assert "which" not in StopForm().fields
    assert "which" not in StopForm(GOOD | {"which": "34172"}).fields


@pytest.mark.django_db
@pytest.mark.parametrize("position", [None, Position(45.75, -0.62)])
def test_a_stop_shown_and_sent_back_untouched_says_the_same(position: Position | None) -> None:
    town("Fontcouverte")  # has the same postcode
    latitude, longitude = position or (None, None)
    stop = Stop(
        place=place("Bus", in_town="Saintes"),
        commune=Commune.objects.get(name="Saintes"),
        address="Place du marché",
        latitude=latitude,
        longitude=longitude,
        hours_text="le mardi\r\n9h-12h",
        stated_on=date(2026, 11, 1),
    )

    shown = StopForm(stop=stop)
    form = StopForm({name: shown[name].value() for name in shown.fields})

    assert form.is_valid()
    told = form.told()
    assert (told.commune, told.address, told.position, told.hours_text) == (
        stop.commune,
        stop.address,
        position,
        stop.hours_text,
    )
