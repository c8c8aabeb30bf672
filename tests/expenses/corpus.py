"""Files as people send them, and as attackers do: all made here, none stored."""

import io
import struct
import zipfile
import zlib

import pikepdf
from pikepdf import Array, Dictionary, Name, String
from PIL import Image, PngImagePlugin

PAYLOAD = b"<script>alert(document.domain)</script>"
PLACE = "Rua das Flores 17"


def encoded(image, form, **options):
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def halves(size=(40, 20)):
    """Red on the left, blue on the right."""
    image = Image.new("RGB", size, (255, 0, 0))
    image.paste((0, 0, 255), (size[0] // 2, 0, *size))
    return image


def jpeg(size=(40, 20), **options):
    return encoded(halves(size), "JPEG", quality=95, **options)


def png(size=(40, 20), **options):
    return encoded(halves(size), "PNG", **options)


def webp(size=(40, 20)):
    return encoded(halves(size), "WEBP", lossless=True)


def heic(size=(64, 32)):
    import pillow_heif

    pillow_heif.register_heif_opener()
    return encoded(halves(size), "HEIF", quality=90)


def photo_with_place(orientation=6):
    """A phone's photo: turned, and telling where, when and by whom."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010E] = PLACE
    exif[0x8825] = {1: "N", 2: (38.0, 42.0, 30.0), 3: "W", 4: (9.0, 8.0, 0.0)}
    return jpeg(exif=exif, comment=PLACE.encode(), xmp=PLACE.encode(), icc_profile=PLACE.encode())


def huge_png(width, height, bits=1):
    """A PNG of that many black pixels; a few kilobytes of zeros."""

    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    line = b"\0" * (1 + (width * bits + 7) // 8)
    packer = zlib.compressobj(9)
    rows = b"".join([packer.compress(line * min(1000, height - top)) for top in range(0, height, 1000)])
    header = struct.pack(">IIBBBBB", width, height, min(8, bits), 2 if bits == 24 else 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows + packer.flush()) + chunk(b"IEND", b"")


def png_with_text():
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", PAYLOAD.decode())
    return png(pnginfo=info)


def zipped():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("evil.class", b"\xca\xfe\xba\xbe" * 9)
    return out.getvalue()


def several_frames(form):
    return encoded(
        Image.new("RGB", (9, 9), "red"), form, save_all=True, append_images=[Image.new("RGB", (9, 9), "blue")]
    )


def svg():
    return b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">' + PAYLOAD + b"</svg>"


XXE = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'
HTML = b"<!DOCTYPE html><html><body>" + PAYLOAD + b"</body></html>"
EPS = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(%pipe%id) (w) file\n"

# What is no photo or PDF of ours, whatever it is called.
STRANGERS = {
    "svg": svg(),
    "xxe": XXE,
    "html": HTML,
    "eps": EPS,
    "gif": several_frames("GIF"),
    "tiff": encoded(halves(), "TIFF"),
    "bmp": encoded(halves(), "BMP"),
    "ico": encoded(halves((32, 32)), "ICO"),
    "jpeg 2000": encoded(halves(), "JPEG2000"),
    "avif": encoded(halves((32, 32)), "AVIF"),
    "psd": b"8BPS\0\1" + b"\0" * 40,
    "fits": b"SIMPLE  =                    T" + b" " * 50,
    "zip": zipped(),
    "program": b"\x7fELF" + b"\0" * 60,
    "one byte": b"x",
    "text": b"Total 12.00",
    "pdf after something else": b"GIF89a" + b"%PDF-1.7",
}


# -- PDFs -------------------------------------------------------------------------------------------------------------
WORDS = b"BT /F1 24 Tf 20 100 Td (Total 12.00 EUR) Tj ET"


def document(pages=1, content=WORDS):
    made = pikepdf.Pdf.new()
    for _ in range(pages):
        made.add_blank_page(page_size=(200, 300))
        page = made.pages[-1]
        page.Contents = made.make_stream(content)
        page.Resources = Dictionary(
            Font=Dictionary(F1=Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
        )
    return made


def written(made, **options):
    out = io.BytesIO()
    made.save(out, **options)
    return out.getvalue()


def pdf(pages=1, **options):
    return written(document(pages), **options)


def pdf_that_acts(action, *, packed=False):
    """An action on opening, and on every link and field; `packed` hides the objects in compressed streams."""
    made = document()
    made.Root.OpenAction = action
    made.Root.AA = Dictionary(WC=action)
    link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], A=action)
    made.pages[0].Annots = Array([link, made.make_indirect(link)])
    mode = pikepdf.ObjectStreamMode.generate if packed else pikepdf.ObjectStreamMode.disable
    return written(made, object_stream_mode=mode)


def script():
    return Dictionary(S=Name.JavaScript, JS=String("app.alert('EVIL')"))


def pdf_with_file():
    made = document()
    made.attachments["EVIL.exe"] = b"MZ" * 100
    return written(made)


def pdf_with_named_script():
    made = document()
    made.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("a"), script()])))
    return written(made)


def pdf_that_plays():
    made = document()
    made.pages[0].Annots = Array([Dictionary(Type=Name.Annot, Subtype=Name.RichMedia, Rect=[0, 0, 9, 9])])
    return written(made)


def pdf_that_draws_itself():
    made = document(content=b"/X Do")
    form = made.make_stream(b"/X Do", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 200, 300])
    form.Resources = Dictionary(XObject=Dictionary(X=form))
    made.pages[0].Resources.XObject = Dictionary(X=form)
    return written(made)


def pdf_bomb(megabytes=1_000):
    """A page whose contents are a few kilobytes that unpack to a gigabyte."""
    packer = zlib.compressobj(9)
    packed = b"".join([packer.compress(b"0 0 m 1 1 l S\n" * 75_000) for _ in range(megabytes)]) + packer.flush()
    made = document()
    stream = made.make_stream(b"")
    stream.write(packed, filter=Name.FlateDecode)
    made.pages[0].Contents = stream
    return written(made, compress_streams=False)


def pdf_whose_tables_go_round():
    """Two cross-reference tables that each name the other as the one before."""
    plain = pdf(object_stream_mode=pikepdf.ObjectStreamMode.disable)
    at = int(plain.rsplit(b"startxref\n", 1)[1].split()[0])
    return plain.replace(b"trailer <<", b"trailer << /Prev %d" % at)


def locked(user="secret"):
    return pdf(encryption=pikepdf.Encryption(owner="owner", user=user))
