from datetime import date

import pytest

from maillage.places import cleaning
from maillage.places.cleaning import Cells, Doubtful, Unusable
from maillage.places.standard import VALUE_OF_CODE
from maillage.places.terms import Field, Programme, Service, Term, TrainingLabel
from maillage.territory.models import Commune, CommunePostcode, Departement, FormerCommune
from tests.cast import town


def test_a_text_loses_its_spare_spaces() -> None:
    assert cleaning.text(" France\u00a0services \n de  Pau\u00a0", max_length=50) == (
        "France services de Pau"
    )


def test_a_text_that_does_not_fit_is_doubtful_rather_than_cut() -> None:
    with pytest.raises(Doubtful, match="3"):
        cleaning.text("abcd", max_length=3)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (
            r"Le\x20lundi\x20de\x2012\xA0\x3A45\x20\xE0\x2017\x3A00",
            "Le lundi de 12\u00a0:45 à 17:00",
        ),
        (r"L\u2019auditoire", "L’auditoire"),
        ("rien à décoder", "rien à décoder"),
        (r"C:\xyz", r"C:\xyz"),
        (r"\x00 \uD83D", r"\x00 \uD83D"),  # nothing a database could hold
    ],
)
def test_escapes_are_decoded(written: str, meant: str) -> None:
    assert cleaning.unescaped(written) == meant


@pytest.mark.parametrize(
    ("written", "code_insee", "number"),
    [
        ("05 46 26 23 16", "17024", "+33546262316"),
        ("05 96 53 20 87", "97209", "+596596532087"),
        ("06 39 69 57 84", "97608", "+262639695784"),
        ("02 62 37 80 39", "97411", "+262262378039"),
        ("06 90 66 88 66", "97801", "+590690668866"),
        ("05 46 26 23 16", "97411", "+33546262316"),
        ("08 05 29 04 40", "68224", "+33805290440"),
        ("+33 5 46 26 23 16", "17024", "+33546262316"),
        ("  ", "17024", ""),
    ],
)
def test_phones_become_e164_where_the_place_is(written: str, code_insee: str, number: str) -> None:
    assert cleaning.phone(written, code_insee=code_insee) == number


@pytest.mark.parametrize("written", ["00 00 00 00 00", "05 46", "à l’accueil"])
def test_impossible_phones_are_doubtful(written: str) -> None:
    with pytest.raises(Doubtful):
        cleaning.phone(written, code_insee="17024")


@pytest.mark.parametrize(
    ("written", "addresses"),
    [
        ("", ()),
        ("a@example.org", ("a@example.org",)),
        ("J.Doe_1%2+fs-17@example.org", ("J.Doe_1%2+fs-17@example.org",)),
        ("a@example.org - b@example.org", ("a@example.org", "b@example.org")),
        ("a@example.org; b@example.org", ("a@example.org", "b@example.org")),
    ],
)
def test_a_cell_may_hold_several_emails(written: str, addresses: tuple[str, ...]) -> None:
    assert cleaning.emails(written) == addresses


@pytest.mark.parametrize(
    "written",
    [
        "voir le site",
        "a?bcc=x@example.org",  # valid, but a link to it would write to someone else
        "a&b@example.org",
        '"a b"@example.org',
        "a@example.org;b?c@example.org",
    ],
)
def test_what_is_not_a_plain_email_is_doubtful(written: str) -> None:
    with pytest.raises(Doubtful):
        cleaning.emails(written)


def test_a_postcode_has_five_digits_or_is_not_said() -> None:
    assert cleaning.postcode(" 17100 ") == "17100"
    assert cleaning.postcode("") == ""
    with pytest.raises(Doubtful):
        cleaning.postcode("1710")


@pytest.mark.parametrize(
    ("written", "addresses"),
    [
        ("", ()),
        ("https://example.org/a?b=1,2;c", ("https://example.org/a?b=1,2;c",)),
        ("HTTPS://example.org", ("https://example.org",)),  # a table refuses capitals
        ("www.example.org", ("http://www.example.org",)),
        ("https://a.example|https://b.example", ("https://a.example", "https://b.example")),
        ("https://a.example;https://b.example", ("https://a.example", "https://b.example")),
        ("https://a.example, www.b.example", ("https://a.example", "http://www.b.example")),
        ("https://a.example https://a.example", ("https://a.example",)),
    ],
)
def test_a_cell_may_hold_several_web_addresses(written: str, addresses: tuple[str, ...]) -> None:
    assert cleaning.web_addresses(written) == addresses


@pytest.mark.parametrize(
    "written",
    [
        "sur demande",
        "example.org",  # or a file, or a word: only "www." says it is of the web
        "javascript:alert(1)",
        "ftp://example.org",
        "https:/example.org",
        "https://a.example|non",
    ],
)
def test_what_is_not_of_the_web_is_doubtful(written: str) -> None:
    with pytest.raises(Doubtful):
        cleaning.web_addresses(written)


def test_a_single_web_address_is_single_and_fits() -> None:
    assert cleaning.web_address(" https://a.example ", max_length=20) == "https://a.example"
    assert cleaning.web_address("", max_length=20) == ""
    with pytest.raises(Doubtful):
        cleaning.web_address("https://a.example|https://b.example", max_length=50)
    with pytest.raises(Doubtful, match="20"):
        cleaning.web_address("https://a.example/too/long", max_length=20)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("73282932000074", "73282932000074"),
        ("732 829 320 00074", "73282932000074"),
        ("35600000000048", "35600000000048"),  # the seat of La Poste follows Luhn
        ("35600000049837", "35600000049837"),  # its offices do not: their digits add up to 45
        ("w171234560", "W171234560"),
        ("00000000000000", ""),
        ("0", ""),
        (" ", ""),
    ],
)
def test_a_siret_or_a_rna_number_is_kept_and_zeros_are_unknown(written: str, meant: str) -> None:
    assert cleaning.siret_or_rna(written) == meant


@pytest.mark.parametrize(
    "written",
    [
        "73282932000075",  # wrong key
        "35600000049838",  # wrong key, at La Poste
        "732829320",  # a SIREN
        "1234567",  # a RIDET
        "W17123456",
        "néant",
    ],
)
def test_what_is_neither_a_siret_nor_a_rna_number_is_doubtful(written: str) -> None:
    with pytest.raises(Doubtful):
        cleaning.siret_or_rna(written)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2024-04-02", date(2024, 4, 2)),
        (" 2024-04-02T10:00:00Z ", date(2024, 4, 2)),
        ("02/04/2024", date(2024, 4, 2)),
        ("1969-12-31", None),
        ("1970-01-01", None),
        ("01/01/1970", None),
        ("", None),
    ],
)
def test_days_are_read_and_the_origin_of_clocks_is_unknown(
    written: str, meant: date | None
) -> None:
    assert cleaning.day(written) == meant


@pytest.mark.parametrize("written", ["hier", "2024-02-30", "0000-01-01", "04/2024", "2/4/24"])
def test_what_is_no_day_is_doubtful(written: str) -> None:
    with pytest.raises(Doubtful):
        cleaning.day(written)


@pytest.mark.parametrize(
    ("written", "term"),
    [
        ("Comprehension du monde numérique", Term(Field.SERVICE, Service.UNDERSTANDING)),
        (
            "Étapes numériques (La Poste)",
            Term(Field.TRAINING_LABEL, TrainingLabel.ETAPES_NUMERIQUES),
        ),
        (
            "Bibliothèques numériques de référence",
            Term(Field.PROGRAMME, Programme.BIBLIOTHEQUES_NUMERIQUES),
        ),
        ("Point d’accès numérique CAF", Term(Field.PROGRAMME, Programme.POINT_NUMERIQUE_CAF)),
        ("CNFS", Term(Field.PROGRAMME, Programme.CONSEILLERS_NUMERIQUES)),
    ],
)
def test_a_value_of_a_list_is_found_under_its_variants(written: str, term: Term) -> None:
    assert cleaning.term(written, field=term.field) == term


@pytest.mark.parametrize("field", VALUE_OF_CODE)
def test_no_two_values_of_a_list_are_taken_for_one_another(field: Field) -> None:
    for code, value in VALUE_OF_CODE[field].items():
        assert cleaning.term(value, field=field) == Term(field, code)


@pytest.mark.parametrize("written", ["", "Aide", "France Services"])
def test_a_value_of_no_list_or_of_another_is_not_found(written: str) -> None:
    assert cleaning.term(written, field=Field.SERVICE) is None


@pytest.mark.django_db
class TestCommune:
    def test_is_found_by_its_code(self) -> None:
        saintes = town("Saintes")

        assert cleaning.commune_of(code_insee="17415", name="?", postcode="") == saintes

    def test_is_found_by_a_former_code(self) -> None:
        saintes = town("Saintes")
        FormerCommune.objects.create(code_insee="17999", name="Avant", commune=saintes)

        assert cleaning.commune_of(code_insee="17999", name="", postcode="") == saintes

    def test_is_found_by_its_name_among_those_of_the_postcode(self) -> None:
        town("Saintes")
        fontcouverte = town("Fontcouverte")

        found = cleaning.commune_of(code_insee="", name="FONTCOUVERTE", postcode="17100")

        assert found == fontcouverte

    def test_is_found_by_a_former_name_among_those_of_the_postcode(self) -> None:
        saintes = town("Saintes")
        town("Jonzac")
        FormerCommune.objects.create(
            code_insee="17999", name="Avant", search_name="avant", commune=saintes
        )

        assert cleaning.commune_of(code_insee="", name="AVANT", postcode="17100") == saintes
        assert cleaning.commune_of(code_insee="", name="Avant", postcode="17500") is None

    def test_is_found_by_its_name_in_the_departement_of_a_cedex(self) -> None:
        saintes = town("Saintes")
        town("Jonzac")

        assert cleaning.commune_of(code_insee="", name="Saintes", postcode="17108") == saintes
        assert cleaning.commune_of(code_insee="", name="Saintes", postcode="34108") is None
        assert cleaning.commune_of(code_insee="", name="Saintes", postcode="17500") is None

    def test_is_found_in_corsica_and_overseas_whose_departements_postcodes_tell_otherwise(
        self,
    ) -> None:
        for code, departement, name in (("2A004", "2A", "Ajaccio"), ("97411", "974", "Saint-Paul")):
            Commune.objects.create(
                code_insee=code,
                name=name,
                departement=Departement.objects.create(code=departement, name=departement),
            )

        ajaccio = cleaning.commune_of(code_insee="", name="Ajaccio", postcode="20189")
        saint_paul = cleaning.commune_of(code_insee="", name="Saint-Paul", postcode="97499")

        assert (ajaccio and ajaccio.pk, saint_paul and saint_paul.pk) == ("2A004", "97411")

    def test_without_a_name_is_not_found_by_a_former_code_without_a_name(self) -> None:
        saintes = town("Saintes")
        FormerCommune.objects.create(code_insee="17999", commune=saintes)

        assert cleaning.commune_of(code_insee="", name="", postcode="17100") is None

    def test_is_not_guessed_between_two_namesakes(self) -> None:
        saintes = town("Saintes")
        twin = Commune.objects.create(
            code_insee="17998", name="Saintes", departement=saintes.departement
        )
        CommunePostcode.objects.create(commune=twin, code="17100")

        assert cleaning.commune_of(code_insee="", name="Saintes", postcode="17100") is None

    def test_is_not_guessed_from_a_postcode_alone(self) -> None:
        town("Saintes")

        assert cleaning.commune_of(code_insee="", name="Ailleurs", postcode="17100") is None


@pytest.mark.django_db
class TestPosition:
    def test_near_its_commune_is_kept(self) -> None:
        point = cleaning.position("45.75", "-0.63", commune=town("Saintes"), postcode="17100")

        assert point == (45.75, -0.63)

    def test_far_from_its_commune_but_near_another_of_its_postcode_is_kept(self) -> None:
        town("Fontcouverte")
        north = ("45.8300", "-0.5894")  # 10 km from Saintes, 7 km from Fontcouverte

        assert cleaning.position(*north, commune=town("Saintes"), postcode="17100")

    @pytest.mark.parametrize("postcode", ["17100", ""])
    def test_far_from_every_commune_is_doubtful(self, postcode: str) -> None:
        with pytest.raises(Doubtful, match="10"):
            cleaning.position("46.16", "-1.15", commune=town("Saintes"), postcode=postcode)

    def test_far_within_the_vast_communes_of_guyane_is_kept(self) -> None:
        mana = Commune.objects.create(
            code_insee="97306",
            name="Mana",
            departement=Departement.objects.create(code="973", name="Guyane"),
            latitude=4.94,
            longitude=-53.85,
        )

        assert cleaning.position("5.567233", "-53.882456", commune=mana, postcode="97360")

    def test_is_kept_when_no_centre_is_known(self) -> None:
        commune = town("Saintes")
        commune.latitude = commune.longitude = None

        assert cleaning.position("46.16", "-1.15", commune=commune, postcode="") == (46.16, -1.15)

    @pytest.mark.parametrize(
        ("latitude", "longitude"),
        [("nord", "ouest"), ("45.7", ""), ("91", "0"), ("0", "181"), ("nan", "nan"), ("inf", "0")],
    )
    def test_that_is_no_point_of_the_earth_is_doubtful(self, latitude: str, longitude: str) -> None:
        with pytest.raises(Doubtful):
            cleaning.position(latitude, longitude, commune=town("Saintes"), postcode="17100")

    def test_may_be_unsaid(self) -> None:
        assert cleaning.position("", " ", commune=town("Saintes"), postcode="17100") is None


def test_a_required_cell_must_say_something_that_fits() -> None:
    cells = Cells({"name": " ", "long": "abcd"})

    with pytest.raises(Unusable) as empty:
        cells.required("name", max_length=3)
    with pytest.raises(Unusable) as too_long:
        cells.required("long", max_length=3)

    assert (empty.value.field, empty.value.value) == ("name", "")
    assert (too_long.value.field, too_long.value.value) == ("long", "abcd")


def test_a_doubtful_cell_is_flagged_and_says_nothing() -> None:
    cells = Cells({"address": "abcd"})

    value = cells.text("address", max_length=3)

    assert value == ""
    assert [(flag.field, flag.value) for flag in cells.flags] == [("address", "abcd")]
    assert cells.flags[0].reason
