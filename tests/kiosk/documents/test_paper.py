"""Slips as people take them along, each read by somebody else's scanner."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]
import pytest
from PIL import Image

from devices.cable import Cable
from devices.clock import WIB, VirtualClock
from devices.port import MemoryPort
from devices.receipt.driver import ReceiptPrinter
from devices.receipt.receipt import Printed
from devices.receipt.simulator.simulator import ReceiptSimulator
from kiosk.documents.paper import WIDTH, Paper, compose, picture, receipt, save, terminal
from kiosk.documents.reference import checked
from kiosk.documents.slip import Kind, Slip, sign
from kiosk.locale.catalogue import LANGUAGES, catalogue
from kiosk.message import message
from tests.kiosk.documents.scanner import DARK, LIGHT, photograph, scan
from tests.kiosk.documents.test_slip import KEY, OFFICE

ISSUED = date(2026, 3, 2)
TOLD = (message("document.family_card"), message("document.village_letter"))


def paper(kind: Kind = Kind.QUEUE, language: str = "id") -> Paper:
    slip = Slip(kind, checked(4821093755), OFFICE, ISSUED, ISSUED + timedelta(30))
    name = "Dispendukcapil Kota Probolinggo"
    return compose(slip, sign(slip, KEY), name, TOLD, catalogue(language))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", Kind, ids=lambda kind: kind.name)
def test_every_kind_is_read_from_its_picture(kind: Kind, language: str) -> None:
    drawn = picture(paper(kind, language))
    assert scan(drawn) == [paper(kind, language).token]
    edges = (drawn.crop((0, 0, 8, drawn.height)), drawn.crop((WIDTH - 8, 0, WIDTH, drawn.height)))
    assert all(each.getextrema() == (255, 255) for each in edges)


def test_files_are_read(tmp_path: Path) -> None:
    slip = paper()
    save(slip, tmp_path / "slip.png")
    save(slip, tmp_path / "slip.pdf")
    assert scan(Image.open(tmp_path / "slip.png")) == [slip.token]
    document = pypdfium2.PdfDocument(tmp_path / "slip.pdf")
    assert len(document) == 1
    page = document[0]
    assert page.get_width() == pytest.approx(80 / 25.4 * 72, abs=0.1)
    assert scan(page.render(scale=2).to_pil()) == [slip.token]
    document.close()
    with pytest.raises(ValueError, match="pdf"):
        save(slip, tmp_path / "slip.doc")


@pytest.mark.parametrize("suffix", ["png", "pdf"])
def test_the_same_slip_is_the_same_file(suffix: str, tmp_path: Path) -> None:
    first, second = (tmp_path / f"{name}.{suffix}" for name in ("first", "second"))
    save(paper(), first)
    save(paper(), second)
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", Kind, ids=lambda kind: kind.name)
def test_every_kind_is_read_from_its_receipt(kind: Kind, language: str) -> None:
    clock, machine = VirtualClock(datetime(2026, 3, 2, 8, tzinfo=WIB)), ReceiptSimulator()
    printer = ReceiptPrinter(MemoryPort(Cable(machine), clock, "receipt printer"), clock)
    slip = paper(kind, language)
    assert printer.print_receipt(receipt(slip)) == Printed()
    assert scan(machine.receipts[-1]) == [slip.token]


@pytest.mark.parametrize("own", [DARK, LIGHT], ids=["dark", "light"])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", Kind, ids=lambda kind: kind.name)
def test_every_kind_fits_a_terminal_beside_its_words(
    kind: Kind, language: str, own: tuple[str, str]
) -> None:
    slip = paper(kind, language)
    lines = terminal(slip)
    assert len(lines) == 23
    assert slip.number in " ".join(lines)
    assert scan(photograph("\r\n".join(lines), own)) == [slip.token]
