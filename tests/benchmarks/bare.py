"""A Textual app with nothing in it: what any screen costs before it shows its first word."""

from textual.app import App, ComposeResult
from textual.widgets import Static


class Bare(App[None]):
    """One word."""

    def compose(self) -> ComposeResult:
        """Show it."""
        yield Static("bare")


if __name__ == "__main__":
    Bare().run()
