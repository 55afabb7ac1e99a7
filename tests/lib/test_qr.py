import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw
from zxingcpp import read_barcode

from maillage.lib.qr import QUIET_ZONE, QrCode, qr_code

MODULE_PX = 4
RUN = re.compile(r"M(\d+) (\d+)h(\d+)v1h-\d+z")


def drawn(code: QrCode) -> Image.Image:
    """The code as a browser draws its path."""
    image = Image.new("L", (code.size * MODULE_PX, code.size * MODULE_PX), 255)
    draw = ImageDraw.Draw(image)
    for x, y, width in (map(int, run.groups()) for run in RUN.finditer(code.path)):
        left, top = x * MODULE_PX, y * MODULE_PX
        draw.rectangle((left, top, left + width * MODULE_PX - 1, top + MODULE_PX - 1), fill=0)
    return image


def read_back(image: Image.Image) -> str:
    barcode = read_barcode(image)
    assert barcode is not None
    return str(barcode.text)


@settings(max_examples=20)
@given(st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=120))
def test_what_is_drawn_reads_back(text: str) -> None:
    assert read_back(drawn(qr_code(text))) == text


def test_a_stain_over_a_tenth_of_the_square_does_not_matter() -> None:
    image = drawn(qr_code("https://aide.exemple.fr/l/3010"))
    middle, stain = image.width // 2, image.width // 7
    ImageDraw.Draw(image).rectangle((middle, middle, middle + stain, middle + stain), fill=255)

    assert read_back(image) == "https://aide.exemple.fr/l/3010"


def test_a_white_margin_surrounds_the_code() -> None:
    code = qr_code("https://aide.exemple.fr/l/3010")

    inside = drawn(code).point(lambda shade: 255 - shade).getbbox()

    margin, end = QUIET_ZONE * MODULE_PX, (code.size - QUIET_ZONE) * MODULE_PX
    assert inside == (margin, margin, end, end)


def test_a_short_address_makes_a_small_code() -> None:
    assert qr_code("https://aide.exemple.fr/l/3010").size == 29 + 2 * QUIET_ZONE


def test_a_text_too_long_for_a_code_is_refused() -> None:
    with pytest.raises(ValueError, match="too long"):
        qr_code("x" * 5_000)
