"""How the kiosk looks: dark ink on warm paper, or nothing but black and white.

Every colour and every edge has a role here, and screens name only roles; docs/screens.md explains
them. All letters of the day theme are above 10:1, those of the other two are 21:1.
"""

from collections.abc import Mapping

from textual.theme import Theme

PAPER = "#faf6ec"
INK = "#14202e"
BLUE = "#06375f"
RED = "#7c0a16"
GREEN = "#083a1d"
AMBER = "#523400"
LINE = "#c9bfa8"
SHADE = "#e9dfc7"
BAND = "#f4eedf"
FOCUS = "#ffd24a"
BLACK, WHITE = "#000000", "#ffffff"

RIBBON = {"y": "#b58900", "m": "#a3195b", "c": "#006d8f", "k": INK, "o": "#7a7a7a"}
"""The panels of a printer's ribbon, as they are drawn by day."""


def _plain(name: str, ink: str, paper: str) -> Theme:
    """Return a theme of two colours: what day says by colour, it says by outline and filling."""
    return Theme(
        name=name,
        primary=ink,
        secondary=ink,
        warning=ink,
        error=ink,
        success=ink,
        accent=ink,
        foreground=ink,
        background=paper,
        surface=paper,
        panel=paper,
        dark=paper == BLACK,
        variables={
            "line": ink,
            "bar": ink,
            "bar-ink": paper,
            "band": paper,
            "veil": paper,
            "plate": paper,
            "plate-ink": ink,
            "plate-side": f"round {ink}",
            "plate-cap": f"round {ink}",
            "plate-close": f"round {ink}",
            "main": paper,
            "main-ink": ink,
            "main-side": f"heavy {ink}",
            "main-cap": f"heavy {ink}",
            "wrong": paper,
            "wrong-ink": ink,
            "wrong-close": f"double {ink}",
            "alert": ink,
            "alert-ink": paper,
            "focus": ink,
            "focus-ink": paper,
            "focus-side": f"blank {ink}",
            "focus-cap": f"blank {ink}",
            "focus-close": f"inner {ink}",
            **{f"ribbon-{panel}": ink for panel in RIBBON},
            **_shared(ink, paper),
        },
    )


def _shared(ink: str, paper: str) -> Mapping[str, str]:
    """Return what Textual's own widgets take their colours from."""
    bars = {f"scrollbar{state}": ink for state in ("", "-hover", "-active")}
    grooves = dict.fromkeys(
        (
            "scrollbar-background",
            "scrollbar-background-hover",
            "scrollbar-background-active",
            "scrollbar-corner-color",
        ),
        paper,
    )
    return {
        **bars,
        **grooves,
        "text": ink,
        "text-muted": ink,
        "button-foreground": ink,
        "button-color-foreground": paper,
        "input-selection-background": ink,
        "input-selection-foreground": paper,
    }


DAY = Theme(
    name="day",
    primary=BLUE,
    secondary=BLUE,
    warning=AMBER,
    error=RED,
    success=GREEN,
    accent=BLUE,
    foreground=INK,
    background=PAPER,
    surface=PAPER,
    panel=SHADE,
    dark=False,
    variables={
        "line": LINE,
        "bar": BLUE,
        "bar-ink": WHITE,
        "band": BAND,
        "veil": f"{PAPER} 60%",
        "plate": SHADE,
        "plate-ink": INK,
        "plate-side": f"blank {SHADE}",
        "plate-cap": "none",
        "plate-close": f"inner {SHADE}",
        "main": BLUE,
        "main-ink": WHITE,
        "main-side": f"blank {BLUE}",
        "main-cap": "none",
        "wrong": RED,
        "wrong-ink": WHITE,
        "wrong-close": f"inner {RED}",
        "alert": RED,
        "alert-ink": WHITE,
        "focus": FOCUS,
        "focus-ink": INK,
        "focus-side": f"outer {INK}",
        "focus-cap": "none",
        "focus-close": f"inner {FOCUS}",
        **{f"ribbon-{panel}": colour for panel, colour in RIBBON.items()},
        **_shared(INK, SHADE),
        "scrollbar": BLUE,
    },
)
BLACK_ON_WHITE = _plain("black-on-white", BLACK, WHITE)
WHITE_ON_BLACK = _plain("white-on-black", WHITE, BLACK)

THEMES = {theme.name: theme for theme in (DAY, BLACK_ON_WHITE, WHITE_ON_BLACK)}
"""Every theme by its name in the settings, in the order in which one press goes through them."""


def theme_after(name: str) -> str:
    """Return the name of the theme that the next press shows."""
    names = list(THEMES)
    return names[(names.index(name) + 1) % len(names)]
