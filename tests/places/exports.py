"""Places as the open data give them: any of them, and its row."""

from datetime import date

from hypothesis import strategies as st

from maillage.places.cleaning import says_something
from maillage.places.opening_hours import join_school_holidays
from maillage.places.standard import (
    COLUMN_OF_FIELD,
    COLUMNS,
    SEPARATOR,
    UNKNOWN_PIVOT,
    VALUE_OF_CODE,
    PlaceData,
)
from maillage.places.terms import Field, Term


def _is_kept(text: str) -> bool:
    return not text or says_something(text)


def _squeezed(max_size: int) -> st.SearchStrategy[str]:
    return st.text(max_size=max_size).map(lambda text: " ".join(text.split()))


PLACES = st.builds(
    PlaceData,
    name=_squeezed(250).filter(says_something),
    pivot=st.sampled_from(("", "73282932000074", "35600000049837", "W171234567")),
    code_insee=st.just("17415"),
    commune=st.just("Saintes"),
    postcode=st.sampled_from(("", "17100")),
    address=_squeezed(300).filter(_is_kept),
    address_details=_squeezed(300).filter(_is_kept),
    latitude=st.floats(45.7, 45.8),
    longitude=st.floats(-0.7, -0.6),
    phone=st.sampled_from(("", "+33546000000", "+590690000000")),
    emails=st.sampled_from(((), ("a@example.org",), ("a@example.org", "b@example.org"))),
    websites=st.sampled_from(((), ("https://a.example/?b=c,d;e",), ("http://a.fr", "http://b.fr"))),
    opening_hours=st.just("Mo-Fr 09:00-12:00,14:00-18:30; Sa 08:30-12:00"),
    holiday_hours=st.sampled_from(("", "off", "unknown", "Mo-Fr 10:00-12:00")),
    summary=_squeezed(280).filter(_is_kept),
    description=st.lists(_squeezed(100), max_size=3)
    .map(lambda lines: "\n".join(lines).strip())
    .filter(_is_kept),
    terms=st.frozensets(
        st.sampled_from(
            [
                *(Term(field, code) for field, values in VALUE_OF_CODE.items() for code in values),
                Term(Field.TYPOLOGY, "PIJ_BIJ"),
                Term(Field.TYPOLOGY, "Autre"),
            ]
        )
    ),
    other_labels=st.lists(
        _squeezed(50).map(lambda label: label.replace("|", "").strip()).filter(says_something),
        unique=True,
        max_size=3,
    ).map(tuple),
    parent_structure=_squeezed(200).filter(_is_kept),
    accessibility_url=st.sampled_from(("", "https://acceslibre.beta.gouv.fr/app/17-saintes/")),
    appointment_url=st.sampled_from(("", "https://www.rdv-solidarites.fr/")),
    stated_on=st.dates(date(2000, 1, 1), date(2024, 8, 1)),
)


def exported(data: PlaceData) -> dict[str, str]:
    """The row that the open data give of such a place (kinds of offer and notes are not of it)."""
    row = dict.fromkeys(COLUMNS, "") | {
        "id": "france-services--1",
        "pivot": data.pivot or UNKNOWN_PIVOT,
        "nom": data.name,
        "commune": data.commune,
        "code_postal": data.postcode,
        "code_insee": data.code_insee,
        "adresse": data.address,
        "complement_adresse": data.address_details,
        "latitude": str(data.latitude),
        "longitude": str(data.longitude),
        "telephone": data.phone,
        "courriels": SEPARATOR.join(data.emails),
        "site_web": SEPARATOR.join(data.websites),
        "horaires": join_school_holidays(data.opening_hours, data.holiday_hours),
        "presentation_resume": data.summary,
        "presentation_detail": data.description,
        "structure_parente": data.parent_structure,
        "date_maj": data.stated_on.isoformat(),
        "autres_formations_labels": SEPARATOR.join(data.other_labels),
        "fiche_acces_libre": data.accessibility_url,
        "prise_rdv": data.appointment_url,
    }
    for field, column in COLUMN_OF_FIELD.items():
        spelt = VALUE_OF_CODE.get(field, {})
        codes = sorted(term.code for term in data.terms if term.field == field)
        row[column] = SEPARATOR.join(spelt.get(code, code) for code in codes)
    return row
