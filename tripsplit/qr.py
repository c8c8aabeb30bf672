"""QR codes as inline SVG: dark on light in either colour scheme, with no style attribute, as large as the page makes them."""

import segno
from django.utils.safestring import SafeString


def qr_svg(code: segno.QRCode, *, title: str) -> SafeString:
    """The drawing of a code, to be put into a page; `title` is what a screen reader says."""
    return SafeString(code.svg_inline(border=2, omitsize=True, title=title, svgclass=None, lineclass=None))


def qr_code(text: str, *, title: str) -> SafeString:
    """Any text as a QR code that survives a scratched screen (error correction M)."""
    return qr_svg(segno.make(text, error="m", micro=False), title=title)


# SIX's guidelines: the code is 46 mm wide, the cross in its middle 7 mm, a black square in a white frame.
CODE_MM, CROSS_MM, FRAME_MM = 46, 7, 0.5


def swiss_qr_svg(code: segno.QRCode, *, title: str) -> SafeString:
    """The drawing of a Swiss QR code, with the white cross in its middle."""
    width = code.symbol_size(border=0)[0]
    unit = width / CODE_MM
    middle, side = width / 2 + 2, CROSS_MM * unit  # a border of two modules goes round the code

    def square(size: float, fill: str, *, height: float = 0) -> str:
        tall = height or size
        return f'<rect x="{middle - size / 2:.3f}" y="{middle - tall / 2:.3f}" width="{size:.3f}" height="{tall:.3f}" fill="{fill}"/>'

    cross = [
        square(side, "#fff"),
        square(side - 2 * FRAME_MM * unit, "#000"),
        square(side * 0.58, "#fff", height=side * 0.174),
        square(side * 0.174, "#fff", height=side * 0.58),
    ]
    return SafeString(qr_svg(code, title=title).replace("</svg>", "".join(cross) + "</svg>"))
