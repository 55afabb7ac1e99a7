import stat
from pathlib import Path

import pytest

from maillage.config.environment import (
    Environment,
    SettingError,
    kept_secret,
    tile_source,
    variables_of_file,
)


def environment(**values: str) -> Environment:
    return Environment(values)


@pytest.mark.parametrize("written", ["true", "True", "1", "oui", " yes "])
def test_boolean_is_true(written: str) -> None:
    assert environment(HTTPS=written).boolean("HTTPS", default=False) is True


@pytest.mark.parametrize("written", ["false", "0", "non", "no"])
def test_boolean_is_false(written: str) -> None:
    assert environment(HTTPS=written).boolean("HTTPS", default=True) is False


def test_empty_variable_is_an_absent_one() -> None:
    env = environment(HTTPS="", TERRITORY_HUE=" ", SITE_NAME="")

    assert env.boolean("HTTPS", default=True) is True
    assert env.integer("TERRITORY_HUE", default=225, minimum=0, maximum=359) == 225
    assert env.text("SITE_NAME", default="Maillage") == "Maillage"


@pytest.mark.parametrize("written", ["abc", "-1", "360", "22.5", "²", "1e2"])
def test_integer_out_of_bounds_is_refused_by_a_sentence_that_says_the_bounds(written: str) -> None:
    with pytest.raises(SettingError) as refusal:
        environment(TERRITORY_HUE=written).integer(
            "TERRITORY_HUE", default=225, minimum=0, maximum=359
        )

    assert str(refusal.value) == (
        f"La variable TERRITORY_HUE vaut «\u00a0{written}\u00a0»\u00a0; "
        "il faut un nombre entier de 0 à 359."
    )


def test_boolean_that_is_neither_is_refused() -> None:
    with pytest.raises(SettingError, match=r"HTTPS vaut «.maybe.».*true ou false"):
        environment(HTTPS="maybe").boolean("HTTPS", default=True)


def test_unknown_choice_is_refused_with_the_known_ones() -> None:
    with pytest.raises(SettingError, match="starttls, tls"):
        environment(EMAIL_SECURITY="ssl").choice(
            "EMAIL_SECURITY", choices=("starttls", "tls"), default="tls"
        )


def test_words_are_cut_at_commas() -> None:
    env = environment(ALLOWED_HOSTS=" a.fr, ,b.fr ")

    assert env.words("ALLOWED_HOSTS") == ["a.fr", "b.fr"]


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("05 46 73 41 18", "+33546734118"),
        ("+33 5 46 73 41 18", "+33546734118"),
        ("+262 262 90 20 20", "+262262902020"),
        ("", ""),
    ],
)
def test_phone_is_kept_in_e164(written: str, kept: str) -> None:
    assert environment(PHONE=written).phone("PHONE") == kept


@pytest.mark.parametrize("written", ["bonjour", "05 46", "05 46 73 41 18 99 99"])
def test_what_is_no_phone_number_is_refused(written: str) -> None:
    with pytest.raises(SettingError, match=r"PHONE.*numéro de téléphone"):
        environment(PHONE=written).phone("PHONE")


@pytest.mark.parametrize(
    "written",
    ["forge.example", "javascript:alert(1)", "/code", "https://", "http://[", "https://a b/c"],
)
def test_web_address_is_whole(written: str) -> None:
    with pytest.raises(SettingError, match="SOURCE_URL"):
        Environment({"SOURCE_URL": written}).web_address("SOURCE_URL")


@pytest.mark.parametrize(
    "address",
    [
        "https://forge.example/maillage",
        "http://geocodage.interne:7878/search?limit=1",
        "http://[::1]:7878",
        "https://forge.example",
    ],
)
def test_web_address_is_read_as_written(address: str) -> None:
    assert Environment({"SOURCE_URL": address}).web_address("SOURCE_URL") == address
    assert Environment({}).web_address("SOURCE_URL") == ""


def test_email_address_is_checked() -> None:
    assert environment(CONTACT_EMAIL="a@b.fr").email("CONTACT_EMAIL") == "a@b.fr"
    assert environment().email("CONTACT_EMAIL") == ""
    with pytest.raises(SettingError, match="adresse électronique"):
        environment(CONTACT_EMAIL="moi").email("CONTACT_EMAIL")


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("17", "17"),
        ("17, 34", "17,34"),
        ("2a", "2A"),
        ("974", "974"),
        ("200041762", "200041762"),
        ("17415", "17415"),
        ("2B033", "2B033"),
        ("FR", "FR"),
    ],
)
def test_territory_codes_are_read(written: str, kept: str) -> None:
    assert environment(TERRITORY=written).territory("TERRITORY", default="45") == kept


def test_territory_defaults() -> None:
    assert environment(TERRITORY="").territory("TERRITORY", default="45") == "45"


@pytest.mark.parametrize("written", ["1", "20", "96", "99", "2C", "123x", "17;34", "17,FR", "1234"])
def test_wrong_territory_code_is_refused(written: str) -> None:
    with pytest.raises(SettingError, match="TERRITORY vaut"):
        environment(TERRITORY=written).territory("TERRITORY", default="17")


def test_logo_is_an_image_that_exists(tmp_path: Path) -> None:
    logo = tmp_path / "logo.SVG"
    logo.write_text("<svg/>")

    assert environment(TERRITORY_LOGO=str(logo)).image("TERRITORY_LOGO") == logo
    assert environment().image("TERRITORY_LOGO") is None


@pytest.mark.parametrize("name", ["missing.svg", "letter.doc", "."])
def test_other_logo_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "letter.doc").write_text("")

    with pytest.raises(SettingError, match="une image qui existe"):
        environment(TERRITORY_LOGO=str(tmp_path / name)).image("TERRITORY_LOGO")


def test_folder_is_made_for_this_user_alone(tmp_path: Path) -> None:
    folder = environment().folder("VAR_DIR", default=tmp_path / "a" / "var")

    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(SettingError, match=r"VAR_DIR désigne .*/file/var"):
        environment(VAR_DIR=str(tmp_path / "file" / "var")).folder("VAR_DIR", default=tmp_path)


@pytest.mark.parametrize(
    ("written", "source"),
    [
        ("https://tuiles.fr/{z}/{x}/{y}.png", "https://tuiles.fr"),
        ("https://{s}.tuiles.fr:8443/{z}/{x}/{y}.png", "https://*.tuiles.fr:8443"),
        ("/tuiles/{z}/{x}/{y}.png", ""),
        ("", ""),
    ],
)
def test_tiles_come_from_their_host(written: str, source: str) -> None:
    assert tile_source(environment(TILE_URL=written).tiles("TILE_URL")) == source


@pytest.mark.parametrize(
    "written",
    [
        "https://tuiles.fr/{z}/{x}.png",
        "tuiles/{z}/{x}/{y}.png",
        "javascript:{z}{x}{y}",
        "https://tuiles.fr; script-src *//{z}/{x}/{y}",
        "ftp://tuiles.fr/{z}/{x}/{y}.png",
    ],
)
def test_wrong_tile_address_is_refused(written: str) -> None:
    with pytest.raises(SettingError, match="TILE_URL"):
        environment(TILE_URL=written).tiles("TILE_URL")


@pytest.mark.parametrize(
    ("written", "engine"),
    [
        ("sqlite:////var/lib/maillage.sqlite3", "sqlite3"),
        ("postgresql://u:p@h:5432/base", "postgresql"),
        ("postgres://u@%2Frun%2Fpg/base", "postgresql"),
    ],
)
def test_database_address_is_read(written: str, engine: str) -> None:
    parameters = environment(DATABASE_URL=written).database("DATABASE_URL", default="")

    assert parameters["ENGINE"] == f"django.db.backends.{engine}"


@pytest.mark.parametrize(
    "written",
    ["hunter2", "mysql://u:hunter2@h/base", "postgresql://u:hunter2@h:port/base", "postgresql://"],
)
def test_unreadable_database_address_is_refused_without_showing_its_password(written: str) -> None:
    with pytest.raises(SettingError) as refusal:
        environment(DATABASE_URL=written).database("DATABASE_URL", default="")

    assert "DATABASE_URL est illisible" in str(refusal.value)
    assert "hunter2" not in str(refusal.value)


def test_secret_is_made_once_for_this_user_alone(tmp_path: Path) -> None:
    path = tmp_path / "secret_key"

    first = kept_secret(path)

    assert len(first) >= 50
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert kept_secret(path) == first
    assert [file.name for file in tmp_path.iterdir()] == ["secret_key"]


def test_secrets_differ_from_one_installation_to_another(tmp_path: Path) -> None:
    assert kept_secret(tmp_path / "one") != kept_secret(tmp_path / "other")


@pytest.mark.parametrize("written", ["https://aide.fr/", ",", "aide.fr:8000", "a b", "aide.fr,,/x"])
def test_wrong_host_is_refused(written: str) -> None:
    with pytest.raises(SettingError, match="ALLOWED_HOSTS"):
        environment(ALLOWED_HOSTS=written).hosts("ALLOWED_HOSTS", default="localhost")


def test_hosts_are_read_in_order() -> None:
    written = "aide.fr, .aide.fr,127.0.0.1,[::1],*"

    hosts = environment(ALLOWED_HOSTS=written).hosts("ALLOWED_HOSTS", default="localhost")

    assert hosts == ["aide.fr", ".aide.fr", "127.0.0.1", "[::1]", "*"]


def test_a_territory_of_commas_is_refused() -> None:
    with pytest.raises(SettingError, match="TERRITORY"):
        environment(TERRITORY=",").territory("TERRITORY", default="17")


def test_a_file_of_variables_is_read_or_absent(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("SITE_NAME=Été\nPHONE\n")

    assert variables_of_file(tmp_path / ".env") == {"SITE_NAME": "Été", "PHONE": ""}
    assert variables_of_file(tmp_path / "absent") == {}


def test_a_file_of_variables_in_another_encoding_is_refused(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes("SITE_NAME=Été".encode("latin-1"))

    with pytest.raises(SettingError, match="UTF-8"):
        variables_of_file(tmp_path / ".env")
