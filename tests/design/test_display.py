import pytest
from django.http import HttpResponse

from maillage.design.display import COOKIE, DISPLAYS, Display, display_of, keep_display
from maillage.design.rules import Colours


@pytest.mark.parametrize("display", DISPLAYS.values(), ids=str)
def test_what_is_kept_is_read_again(rf, display):
    response, request = HttpResponse(), rf.get("/")

    keep_display(response, display=display)
    request.COOKIES[COOKIE] = response.cookies[COOKIE].value

    assert display_of(request) == display


@pytest.mark.parametrize(
    "written", ["", "contraste", "contraste-200", "rose-100", "contraste-150-1", "-", "é-١٥٠"]
)
def test_a_cookie_we_did_not_write_counts_for_nothing(rf, written):
    request = rf.get("/")
    request.COOKIES[COOKIE] = written

    assert display_of(request) == Display()


@pytest.mark.parametrize("https", [True, False])
def test_the_cookie_lasts_a_year_and_stays_with_this_site(settings, https):
    settings.HTTPS = https
    response = HttpResponse()

    keep_display(response, display=Display(Colours.DARK, 125))

    cookie = response.cookies[COOKIE]
    assert cookie.value == "sombre-125"
    assert cookie["max-age"] == 365 * 24 * 3600
    assert (cookie["samesite"], cookie["httponly"], bool(cookie["secure"])) == ("Lax", True, https)


def test_the_usual_display_leaves_no_cookie():
    response = HttpResponse()

    keep_display(response, display=Display())

    assert (response.cookies[COOKIE].value, response.cookies[COOKIE]["max-age"]) == ("", 0)
