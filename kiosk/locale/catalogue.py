"""Says messages in one language: gettext catalogues for words, CLDR for days and numbers."""

import functools
from collections.abc import Mapping
from datetime import date, datetime, time
from pathlib import Path
from typing import Literal

from babel.core import Locale
from babel.dates import format_date, format_time, get_day_names
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from kiosk.message import Localised, Message, Value, Weekday

LANGUAGES = {
    "id": "Bahasa Indonesia",
    "en": "English",
    "jv": "Basa Jawa",
    "mad": "Bhâsa Madhurâ",
}
"""Every language there is, by its code, in its own words; the first is the office's own."""
COMPLETE = ("id", "en")
"""Languages that can say everything; the others say in the first what they have no words for."""
_FORMATS = {"mad": "id"}
"""Whose days and numbers a language uses of which the CLDR knows nothing."""


class Catalogue:
    """One language."""

    def __init__(
        self, language: str, texts: Mapping[str, str], fallback: "Catalogue | None" = None
    ) -> None:
        """`fallback` says, values and all, what is not among the texts."""
        self.language = language
        self._texts = texts
        self._fallback = fallback
        self._formats = _FORMATS.get(language, language)

    def say(self, message: Message) -> str:
        """Return the words for a message. Text from outside is put in as it is, never parsed."""
        if self._fallback is not None and message.id not in self._texts:
            return self._fallback.say(message)
        values = {name: self._word(value) for name, value in message.args}
        return self._texts[message.id].format_map(values)

    def ids(self) -> set[str]:
        """Return every message this language has words of its own for."""
        return set(self._texts)

    def _word(self, value: Value) -> str:
        match value:
            case Message():
                return self.say(value)
            case tuple():
                return ", ".join(self.say(each) for each in value)
            case datetime():
                return f"{self._word(value.date())} {self._word(value.time())}"
            case date():
                return format_date(value, "d MMMM y", locale=self._formats)
            case time():
                return format_time(value, self._hours_and_minutes, locale=self._formats)
            case Weekday(number, is_short):
                width: Literal["abbreviated", "wide"] = "abbreviated" if is_short else "wide"
                return str(get_day_names(width, "stand-alone", self._formats)[number])
            case Localised(texts):
                known = dict(texts)
                return known.get(self.language, known[COMPLETE[0]])
            case int():
                return format_decimal(value, locale=self._formats)
            case str():
                return value

    @functools.cached_property
    def _hours_and_minutes(self) -> str:
        return str(Locale.parse(self._formats).datetime_skeletons["Hm"].pattern)


@functools.cache
def catalogue(language: str) -> Catalogue:
    """Return the catalogue of a language in `LANGUAGES`."""
    path = Path(__file__).with_name(f"{language}.po")
    with path.open("rb") as file:
        entries = read_po(file)
    texts = {str(entry.id): str(entry.string) for entry in entries if entry.id}
    return Catalogue(language, texts, None if language in COMPLETE else catalogue(COMPLETE[0]))
