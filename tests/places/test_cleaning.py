import pytest

from maillage.places import cleaning
from maillage.places.cleaning import Cells, Doubtful, Unusable
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
