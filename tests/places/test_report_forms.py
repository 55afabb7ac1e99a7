import pytest

from maillage.places.models import ErrorReport
from maillage.places.report_forms import ABOUT_BY_SLUG, ErrorReportForm

GOOD = {"about": "hours", "message": "Fermé le lundi", "contact": "05 46 00 00 00"}


@pytest.mark.parametrize(
    "typed",
    [
        GOOD,
        {"about": "closed"},
        {"about": "other", "message": "La porte est derrière"},
        {"about": "phone", "message": "x" * 1000, "contact": "y" * 200},
    ],
)
def test_what_is_wrong_is_enough(typed: dict[str, str]) -> None:
    assert ErrorReportForm(typed).is_valid()


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"about": ""}, "about", "Choisissez"),
        ({"about": "weather"}, "about", "weather"),
        ({"about": "other", "message": "  "}, "message", "Écrivez"),
        ({"message": "x" * 1001}, "message", "1000"),
        ({"message": "a\0b"}, "message", "nul"),
        ({"contact": "x" * 201}, "contact", "200"),
        ({"trap": "https://example.org"}, "__all__", "robot"),
    ],
)
def test_the_rest_is_refused_with_its_reason(
    changed: dict[str, str], field: str, words: str
) -> None:
    form = ErrorReportForm(GOOD | changed)

    assert list(form.errors) == [field]
    assert words in str(form.errors[field])


def test_every_kind_of_error_has_its_link() -> None:
    assert set(ABOUT_BY_SLUG.values()) == set(ErrorReport.About)
