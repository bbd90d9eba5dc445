"""How the kiosk looks: one theme, dark ink on warm paper, every pair of colours above 10:1."""

from textual.theme import Theme

PAPER = "#faf6ec"
INK = "#14202e"
BLUE = "#06375f"
RED = "#7c0a16"
GREEN = "#0a4423"
AMBER = "#523400"
LINE = "#c9bfa8"
SHADE = "#e9dfc7"
FOCUS = "#ffd24a"

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
        "focus": FOCUS,
        "button-foreground": INK,
        "button-color-foreground": "#ffffff",
        "text": INK,
        "text-muted": INK,
    },
)
