"""Pictures are decoded, turned upright, made smaller and written anew as JPEG: nothing but the pixels survives. Only in the child."""

import struct
import warnings
from importlib import import_module
from io import BytesIO
from typing import BinaryIO

# By name, because nothing can be loaded any more once the doors are closed; Exif is read by the TIFF plugin.
from PIL import Image, JpegImagePlugin, MpoImagePlugin, PngImagePlugin, TiffImagePlugin, WebPImagePlugin

from expenses.imaging import LONGEST_SIDE, MOST_PIXELS, THUMBNAIL_SIDE, Refused

PLUGINS = (JpegImagePlugin, MpoImagePlugin, PngImagePlugin, TiffImagePlugin, WebPImagePlugin)
TOO_MANY_PIXELS = f"This picture has more than {MOST_PIXELS // 10**6} million pixels. Take it in a smaller size, or send a part of it."
DAMAGED = "This picture is damaged or cut short. Take it again, or send another copy."
ORIENTATION = 0x0112
UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
HIGH_BYTES = [value >> 8 for value in range(2**16)]
BROKEN = (OSError, SyntaxError, ValueError, EOFError, KeyError, IndexError, TypeError, struct.error)


def get_ready(form: str) -> None:
    """Load what decoding this format needs, and make Pillow's own limit ours: an error, where it would only warn."""
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    Image.preinit()
    if form == "HEIF":
        heif = import_module("pillow_heif")
        heif.options.DECODE_THREADS = 1
        heif.register_heif_opener(thumbnails=False)


def read(data: bytes, form: str, kept: BinaryIO, preview: BinaryIO, side: int = LONGEST_SIDE) -> dict[str, str | int]:
    """Write the picture and its thumbnail. Raises Refused for too many pixels, and for what cannot be decoded."""
    try:
        picture = _decode(data, form, side)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Refused(TOO_MANY_PIXELS) from None
    except BROKEN:
        raise Refused(DAMAGED) from None
    save(picture, kept)
    thumbnail = picture.copy()
    thumbnail.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
    save(thumbnail, preview)
    return {"kind": "image", "width": picture.width, "height": picture.height}


def save(picture: Image.Image, file: BinaryIO) -> None:
    """Write the picture; a disk that is full says so by its own error, which Pillow would hide."""
    written = BytesIO()
    picture.save(written, "JPEG", quality=85)
    file.write(written.getvalue())


def _decode(data: bytes, form: str, side: int) -> Image.Image:
    """The first frame, upright, in RGB on white, its longest side at most `side`."""
    with Image.open(BytesIO(data), formats=[form]) as image:
        if image.width * image.height > MOST_PIXELS:
            raise Refused(TOO_MANY_PIXELS)
        image.draft("RGB", (side, side))  # a JPEG decodes in half the size or less at once
        image.load()
        orientation = _orientation(image)
        small = _in_plain_colours(image)
    small.thumbnail((side, side))
    if orientation in UPRIGHT:
        small = small.transpose(UPRIGHT[orientation])
    # A new picture knows nothing of what the old one carried beside its pixels.
    fresh = Image.new("RGB", small.size, "white")
    fresh.paste(small.convert("RGB"), mask=small.getchannel("A") if "A" in small.getbands() else None)
    return fresh


def _orientation(image: Image.Image) -> int:
    """How the camera was held; a picture whose Exif cannot be read counts as upright."""
    try:
        return int(image.getexif().get(ORIENTATION, 1))
    except BROKEN:
        return 1


def _in_plain_colours(image: Image.Image) -> Image.Image:
    """The same picture in a mode that can be made smaller well: no palette, no 16-bit grey."""
    if image.mode.startswith("I"):
        return image.convert("I").point(HIGH_BYTES, "L")
    if image.has_transparency_data:
        return image.convert("RGBA")
    return image.convert("RGB") if image.mode in {"1", "P"} else image.copy()
