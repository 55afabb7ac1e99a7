"""QR codes, drawn as one path so that a page, a PDF or a test can show them."""

from dataclasses import dataclass
from itertools import groupby

from zxingcpp import BarcodeFormat, create_barcode

QUIET_ZONE = 4  # modules left white on each side. Source: ISO/IEC 18004, 5.3.8
DARK = 0


@dataclass(frozen=True)
class QrCode:
    """`path` in the syntax of SVG, `size` the side of the square around it: both in modules."""

    path: str
    size: int


def qr_code(text: str) -> QrCode:
    """Encode a text so that it can still be read with 15 % of the square stained (level M)."""
    code = create_barcode(text, BarcodeFormat.QRCode, ec_level="M")
    image = code.to_image(scale=1, add_quiet_zones=False)
    shades = memoryview(image)  # type: ignore[arg-type]  # a buffer, which its types do not say
    side = len(shades)
    modules = shades.tobytes()
    rows = [modules[start : start + side] for start in range(0, side * side, side)]
    return QrCode(
        path="".join(_row(row, y=y) for y, row in enumerate(rows, start=QUIET_ZONE)),
        size=side + 2 * QUIET_ZONE,
    )


def _row(modules: bytes, *, y: int) -> str:
    runs, x = [], QUIET_ZONE
    for shade, run in groupby(modules):
        width = len(list(run))
        if shade == DARK:
            runs.append(f"M{x} {y}h{width}v1h-{width}z")
        x += width
    return "".join(runs)
