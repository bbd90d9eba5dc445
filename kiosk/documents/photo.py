"""Pictures on a card: read from outside with a limit, or drawn of people who do not exist."""

import io

from PIL import Image, ImageDraw

from devices.entropy import SeededEntropy, Stream

PHOTO = (236, 307)
"""Pixels of a card's photo, 20 × 26 mm at 300 dpi."""
SIGNATURE = (236, 76)
MAX_PIXELS = 4_000_000
MAX_BYTES = 1_000_000

RED, BLUE = (177, 32, 37), (37, 88, 166)
"""Backgrounds: red for those born in odd years, blue for even ones."""
SKIN = ((236, 196, 160), (222, 176, 136), (198, 148, 108), (168, 120, 84))
HAIR = ((28, 24, 22), (44, 34, 28), (92, 88, 86))
CLOTHES = ((240, 240, 236), (64, 96, 88), (120, 60, 60), (58, 66, 104), (150, 120, 60))
VEILS = ((238, 232, 222), (70, 104, 120), (128, 84, 110), (90, 118, 84), (60, 60, 70))
ENLARGED = 2
"""Drawn larger and made smaller, so that edges are smooth."""
WOMAN = 40
"""Added to the day of birth in a woman's number."""

Colour = tuple[int, int, int]


def read_photo(data: bytes) -> Image.Image | None:
    """Return a picture from outside, PNG or JPEG, within the limits; None where it is none."""
    if len(data) > MAX_BYTES:
        return None
    try:
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG")) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                return None
            return picture.convert("RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None


def draw_portrait(nik: str) -> bytes:
    """Return a drawn portrait as PNG: the same for the same number, and clearly of nobody."""
    chance = SeededEntropy(nik).stream("portrait")
    size = (PHOTO[0] * ENLARGED, PHOTO[1] * ENLARGED)
    picture = Image.new("RGB", size, RED if int(nik[11]) % 2 else BLUE)
    draw = ImageDraw.Draw(picture)
    skin, hair = chance.choice(SKIN), chance.choice(HAIR)
    if int(nik[6:8]) > WOMAN:
        _woman(draw, chance, skin, hair)
    else:
        _man(draw, chance, skin, hair)
    _face(draw, chance, skin, hair)
    return _png(picture.reduce(ENLARGED))


def draw_signature(nik: str) -> bytes:
    """Return a scribble as PNG, black on white: the same for the same number."""
    chance = SeededEntropy(nik).stream("signature")
    picture = Image.new("L", (SIGNATURE[0] * ENLARGED, SIGNATURE[1] * ENLARGED), 255)
    draw = ImageDraw.Draw(picture)
    x, middle = 40.0, SIGNATURE[1] * ENLARGED / 2
    points = [(x, middle)]
    while x < SIGNATURE[0] * ENLARGED - 80:
        x += chance.uniform(6, 30)
        points.append((x, middle + chance.uniform(-1, 1) * chance.choice((18, 30, 62))))
    draw.line(_smooth(points), fill=0, width=5, joint="curve")
    tail = middle + chance.uniform(20, 44)
    draw.line((44, tail, x + 30, tail - chance.uniform(8, 24)), fill=0, width=4)
    return _png(picture.reduce(ENLARGED))


def _man(draw: ImageDraw.ImageDraw, chance: Stream, skin: Colour, hair: Colour) -> None:
    _shoulders(draw, chance.choice(CLOTHES))
    draw.polygon(((192, 430), (280, 430), (236, 500)), fill=skin)
    _neck_and_head(draw, skin)
    if chance.random() < 0.4:
        draw.polygon(((140, 176), (152, 92), (320, 92), (332, 176)), fill=(22, 22, 26))
    else:
        draw.chord((138, 104, 334, 300), 180, 360, fill=hair)
        draw.rectangle((138, 196, 156, 236), fill=hair)
        draw.rectangle((316, 196, 334, 236), fill=hair)


def _woman(draw: ImageDraw.ImageDraw, chance: Stream, skin: Colour, hair: Colour) -> None:
    veil = chance.choice(VEILS)
    if chance.random() < 0.65:
        _shoulders(draw, veil)
        draw.ellipse((112, 84, 360, 470), fill=veil)
        draw.polygon(((112, 290), (360, 290), (400, 560), (72, 560)), fill=veil)
        draw.ellipse((150, 132, 322, 366), fill=skin)
    else:
        draw.ellipse((116, 100, 356, 440), fill=hair)
        _shoulders(draw, chance.choice(CLOTHES))
        _neck_and_head(draw, skin)
        draw.chord((138, 104, 334, 292), 180, 360, fill=hair)


def _shoulders(draw: ImageDraw.ImageDraw, cloth: Colour) -> None:
    draw.rounded_rectangle((40, 440, 432, 760), 120, fill=cloth)


def _neck_and_head(draw: ImageDraw.ImageDraw, skin: Colour) -> None:
    shade = _darker(skin, 0.86)
    draw.rounded_rectangle((192, 330, 280, 456), 30, fill=shade)
    draw.ellipse((144, 120, 328, 384), fill=skin)
    draw.ellipse((128, 226, 156, 288), fill=shade)
    draw.ellipse((316, 226, 344, 288), fill=shade)


def _face(draw: ImageDraw.ImageDraw, chance: Stream, skin: Colour, hair: Colour) -> None:
    dark = _darker(skin, 0.55)
    for x in (196, 276):
        draw.ellipse((x - 9, 238, x + 9, 258), fill=(34, 28, 26))
        draw.arc((x - 26, 206, x + 26, 250), 205, 335, fill=hair, width=7)
    draw.line((236, 252, 228, 300, 242, 304), fill=dark, width=5, joint="curve")
    lift = chance.choice((0, 8))
    draw.arc((200, 300, 272, 344 + lift), 20, 160, fill=dark, width=6)
    if chance.random() < 0.3:
        for x in (196, 276):
            draw.rounded_rectangle((x - 32, 222, x + 32, 276), 18, outline=(30, 30, 34), width=5)
        draw.line((228, 244, 244, 244), fill=(30, 30, 34), width=5)


def _darker(colour: Colour, by: float) -> Colour:
    red, green, blue = (int(part * by) for part in colour)
    return red, green, blue


def _smooth(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return the curve through the middles of a polyline (quadratic pieces)."""
    curve = [points[0]]
    for before, at, after in zip(points, points[1:], points[2:], strict=False):
        start = ((before[0] + at[0]) / 2, (before[1] + at[1]) / 2)
        end = ((at[0] + after[0]) / 2, (at[1] + after[1]) / 2)
        for step in range(9):
            t = step / 8
            curve.append(
                (
                    (1 - t) ** 2 * start[0] + 2 * t * (1 - t) * at[0] + t * t * end[0],
                    (1 - t) ** 2 * start[1] + 2 * t * (1 - t) * at[1] + t * t * end[1],
                )
            )
    return [*curve, points[-1]]


def _png(picture: Image.Image) -> bytes:
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()
