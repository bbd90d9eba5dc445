"""The code lists of population administration, as the ministry prints them (form F-1.01)."""

import functools
import json
from pathlib import Path
from typing import Literal

from kiosk.text import UNKNOWN

CodeList = Literal[
    "jenis_kelamin",
    "golongan_darah",
    "agama",
    "status_perkawinan",
    "pekerjaan",
    "kewarganegaraan",
    "shdk",
]


def label(list_name: CodeList, code: int | str) -> str:
    """Return what a code stands for, in capitals: 2, or "2", of jenis_kelamin is PEREMPUAN.

    A code that the list lacks is U+FFFD, which no card is printed with.
    """
    return _labels(list_name).get(code, UNKNOWN)


@functools.cache
def _labels(list_name: CodeList) -> dict[int | str, str]:
    path = Path(__file__).with_name("data") / "codes.json"
    entries: dict[str, str] = json.loads(path.read_text("utf-8"))[list_name]
    return {form: words for code, words in entries.items() for form in (code, int(code))}
