"""`make screenshots`: every view as a picture, through the same gallery as the tests.

Without arguments: every view in Indonesian at 80×24 by day, as docs/screens/ keeps them. With a
folder: every view, in both languages, all themes and three sizes.
"""

import asyncio
import re
import sys
from collections.abc import Iterator
from itertools import product
from pathlib import Path

from kiosk.locale.catalogue import LANGUAGES
from screens.board.board import BoardApp
from screens.theme import DAY, THEMES
from tests.screens import samples
from tests.screens.gallery import Gallery, everything

KEPT = Path(__file__).parents[2] / "docs" / "screens"
SIZES = ((80, 24), (100, 30), (132, 43))
BOARD = "board"
"""The picture of what hangs in the hall."""
LARGE = ("welcome", "nik-typed", "question-moved", "outcome-no_blank")
"""Samples that are also drawn in large letters."""
CELL = 12.2
"""Width of a cell in Textual's pictures, in their own units."""
FONT = "'DejaVu Sans Mono','Liberation Mono',monospace"
SIZE = 20.26
"""At which a letter of that font is as wide as a cell, so that nothing has to be stretched."""
RUN = re.compile(r'<text class="([^"]+)" x="([\d.]+)" y="([\d.]+)"([^>]*)>((?:&#160;)+)')


def faithful(picture: str) -> str:
    """Return the picture so that every viewer shows it alike.

    Some drop blanks at the start of a run, and some stretch no text to its length; none needs to
    fetch a font from elsewhere.
    """

    def moved(run: re.Match[str]) -> str:
        name, x, y, rest, blanks = run.groups()
        right = float(x) + CELL * blanks.count("&#160;")
        rest = re.sub(r'\s*textLength="[\d.]+"', "", rest)
        return f'<text class="{name}" x="{right:g}" y="{y}"{rest}>'

    picture = re.sub(r"@font-face\s*\{.*?\}", "", picture, flags=re.DOTALL)
    picture = re.sub(r"font-family: [^;]*Fira[^;]*;", f"font-family: {FONT};", picture)
    picture = picture.replace("font-size: 20px", f"font-size: {SIZE}px")
    return RUN.sub(moved, picture)


def choices(*, all_of_them: bool) -> Iterator[tuple[str, str, tuple[int, int]]]:
    """Yield language, theme and size of the pictures to draw."""
    if all_of_them:
        yield from product(LANGUAGES, THEMES, SIZES)
    else:
        yield next(iter(LANGUAGES)), DAY.name, SIZES[0]


async def draw(folder: Path, names: list[str], *, all_of_them: bool) -> None:
    """Draw the samples of those names; all, if there are none."""
    for language, theme, size in choices(all_of_them=all_of_them):
        into = folder / f"{language}-{theme}-{size[0]}x{size[1]}" if all_of_them else folder
        into.mkdir(parents=True, exist_ok=True)
        for name, (view, overlay) in everything().items():
            if names and name not in names:
                continue
            app = Gallery(view, language, overlay, theme)
            async with app.run_test(size=size) as pilot:
                await pilot.pause()
                picture = faithful(app.export_screenshot(title=name, simplify=True))
                (into / f"{name}.svg").write_text(picture)
                if name in LARGE:
                    await app.enlarge()
                    picture = faithful(app.export_screenshot(title=name, simplify=True))
                    (into / f"large-{name}.svg").write_text(picture)
        if not names or BOARD in names:
            board = BoardApp(lambda: samples.STOCK, samples.PLACE.office, language, theme)
            async with board.run_test(size=size) as pilot:
                await pilot.pause()
                picture = faithful(board.export_screenshot(title=BOARD, simplify=True))
                (into / f"{BOARD}.svg").write_text(picture)


if __name__ == "__main__":
    given = sys.argv[1:]
    asyncio.run(draw(Path(given[0]) if given else KEPT, given[1:], all_of_them=bool(given)))
