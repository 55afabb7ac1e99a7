import pytest

from maillage.places import cleaning
from maillage.places.cleaning import Doubtful, Kept


@pytest.mark.parametrize(
    ("written", "addresses"),
    [
        ("", ()),
        ("a@example.org", ("a@example.org",)),
        ("J.Doe_1%2+fs-17@example.org", ("J.Doe_1%2+fs-17@example.org",)),
        ("a@example.org - b@example.org", ("a@example.org", "b@example.org")),
        ("a@example.org; b@example.org", ("a@example.org", "b@example.org")),
        ("a@example.org b@example.org", ("a@example.org", "b@example.org")),
        ("a@example.org ou b@example.org", ("a@example.org", "b@example.org")),
        ("a@example.org|a@example.org", ("a@example.org",)),
        ("a@example.org /", ("a@example.org",)),
    ],
)
def test_a_cell_may_hold_several_emails(written: str, addresses: tuple[str, ...]) -> None:
    assert cleaning.emails(written) == Kept(addresses)


@pytest.mark.parametrize(
    "written",
    [
        "mailto:a@example.org",
        "Courriel : a@example.org",
        "a @ example.org",
        "a(at)example.org",
        "a [at] example.org",
        "<a@example.org>",
        "a@example.org.",
        "Accueil <a@example.org>",
        "a@example.org (accueil)",
    ],
)
def test_an_email_is_mended_and_told(written: str) -> None:
    addresses, doubts = cleaning.emails(written)

    assert addresses == ("a@example.org",)
    assert len(doubts) == 1


@pytest.mark.parametrize(
    "written", ["a@orange.fr", "a.b@GMAIL.com", "a@wanadoo.fr; b@example.org", "a@laposte.net"]
)
def test_a_mailbox_of_the_general_public_is_kept_and_told(written: str) -> None:
    addresses, doubts = cleaning.emails(written)

    assert addresses == tuple(written.split("; "))
    assert len(doubts) == 1
    assert "personne" in doubts[0]


@pytest.mark.parametrize(
    "written",
    ["mairie17@orange.fr", "la.mediatheque@gmail.com", "ccas-saintes@wanadoo.fr", "saujon@free.fr"],
)
def test_a_mailbox_that_names_a_function_or_the_place_is_no_persons(written: str) -> None:
    assert cleaning.emails(written, place="Espace de Saujon") == Kept((written,))


@pytest.mark.parametrize("written", ["a@orange.com.example.org", "a@gmail.example", "gmail@sfr.eu"])
def test_a_mailbox_that_only_looks_so_is_not(written: str) -> None:
    assert cleaning.emails(written).doubts == ()


@pytest.mark.parametrize("written", ["a@example.org;b?c@example.org", "a@example.org, accueil"])
def test_what_is_no_email_beside_one_is_left_out_and_told(written: str) -> None:
    addresses, doubts = cleaning.emails(written)

    assert addresses == ("a@example.org",)
    assert len(doubts) == 1


@pytest.mark.parametrize(
    "written",
    [
        "voir le site",
        "a?bcc=x@example.org",  # valid, but a link to it would write to someone else
        "a&b@example.org",
        '"a b"@example.org',
        "marie curie@example.org",  # not curie@example.org
        "chambéry@example.org",
        "www.example.org",
    ],
)
def test_what_is_not_a_plain_email_is_doubtful(written: str) -> None:
    with pytest.raises(Doubtful):
        cleaning.emails(written)


@pytest.mark.parametrize(
    ("written", "addresses"),
    [
        ("", ()),
        ("https://example.org/a?b=1,2;c", ("https://example.org/a?b=1,2;c",)),
        ("HTTPS://example.org", ("https://example.org",)),  # a table refuses capitals
        ("www.example.org", ("http://www.example.org",)),
        ("https://example.org/.", ("https://example.org/",)),
        ("https://example.org/ ,", ("https://example.org/",)),
        ("<https://example.org/>", ("https://example.org/",)),
        ("https://a.example|https://b.example", ("https://a.example", "https://b.example")),
        ("https://a.example;https://b.example", ("https://a.example", "https://b.example")),
        ("https://a.example, www.b.example", ("https://a.example", "http://www.b.example")),
        ("https://a.example et https://b.example", ("https://a.example", "https://b.example")),
        ("https://a.example https://a.example", ("https://a.example",)),
    ],
)
def test_a_cell_may_hold_several_web_addresses(written: str, addresses: tuple[str, ...]) -> None:
    assert cleaning.web_addresses(written).value == addresses


@pytest.mark.parametrize(
    ("written", "addresses"),
    [
        ("mairie.example.org", ("http://mairie.example.org",)),
        ("example.fr/contact", ("http://example.fr/contact",)),
        ("Facebook : https://a.example", ("https://a.example",)),
        ("https:// www.a.example", ("https://www.a.example",)),
        ("https://a.example (site de la ville)", ("https://a.example",)),
        ("https://a.example|non", ("https://a.example",)),
        ("https://a.example|https://b.example/mon site", ("https://a.example",)),
    ],
)
def test_a_web_address_is_mended_or_taken_out_of_a_text_and_told(
    written: str, addresses: tuple[str, ...]
) -> None:
    found, doubts = cleaning.web_addresses(written)

    assert found == addresses
    assert len(doubts) == 1


@pytest.mark.parametrize(
    "written", ["https://a.example", "www.a.example", "https://a.fr https://b.fr"]
)
def test_a_plain_web_address_leaves_no_doubt(written: str) -> None:
    assert cleaning.web_addresses(written).doubts == ()


@pytest.mark.parametrize(
    "written",
    [
        "sur demande",
        "notice.pdf",  # spelt like a domain
        "Médiathèque de Saintes",  # its name on some network
        "javascript:alert(1)",
        "ftp://example.org",
        "https:/example.org",
        "https://a.example/mon site",  # cut at its space, it would lead elsewhere
        "a@example.org",
        "http://[",
        "http://localhost/",
        "http://192.168.1.12/intranet",
        "http://[::1]/",
        "https://user:pass@example.org/",
        "https://example.org/<script>",
        'https://example.org/"onclick=',
    ],
)
def test_what_is_not_of_the_web_is_doubtful(written: str) -> None:
    with pytest.raises(Doubtful):
        cleaning.web_addresses(written)


def test_a_web_address_that_gets_its_scheme_must_still_fit() -> None:
    with pytest.raises(Doubtful, match="20"):
        cleaning.web_address("www.a.example/123456", max_length=20)


def test_a_single_web_address_is_single_and_fits() -> None:
    assert cleaning.web_address(" https://a.example ", max_length=20) == Kept("https://a.example")
    assert cleaning.web_address("", max_length=20) == Kept("")
    with pytest.raises(Doubtful):
        cleaning.web_address("https://a.example|https://b.example", max_length=50)
    with pytest.raises(Doubtful, match="20"):
        cleaning.web_address("https://a.example/too/long", max_length=20)
