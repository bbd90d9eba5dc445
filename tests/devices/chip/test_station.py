"""A card that the printer holds over the coupler is in its field, across processes too."""

import json
import socket
import threading

from devices.chip.simulator.simulator import CouplerSimulator
from devices.chip.simulator.station import over, over_channel
from devices.printer.evolis.simulator.simulator import PrinterSimulator
from devices.simulator import Json


def test_a_card_comes_and_goes() -> None:
    coupler = CouplerSimulator("1", card="fresh")
    printer = PrinterSimulator(station=over(lambda act: coupler.act(act, 0.0)))
    assert coupler.act({"act": "look"}, 0.0)["cards"] == []
    printer.receive(b"\x1bPem;2\r\x1bSic\r", 0.0)
    printer.transmit(60.0)
    (card,) = cards(coupler)
    printer.receive(b"\x1bSer\r", 60.0)
    printer.transmit(120.0)
    assert cards(coupler) == []
    printer.receive(b"\x1bSic\r", 120.0)
    printer.transmit(180.0)
    assert cards(coupler)[0]["uid"] != card["uid"]


def cards(coupler: CouplerSimulator) -> list[dict[str, Json]]:
    seen = coupler.act({"act": "look"}, 0.0)["cards"]
    assert isinstance(seen, list)
    return [each for each in seen if isinstance(each, dict)]


def test_over_a_control_channel_it_is_there_when_that_has_answered() -> None:
    came: list[Json] = []

    def serve(server: socket.socket) -> None:
        for _ in range(2):
            line, _ = server.accept()
            with line:
                came.append(json.loads(line.makefile().readline()))
                line.sendall(b"{}\n")

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=serve, args=(server,))
        thread.start()
        host, port = server.getsockname()[:2]
        stands = over_channel(host, port)
        stands(7)
        assert came == [{"act": "card", "number": 7}]
        stands(None)
        assert came[1:] == [{"act": "card", "is": "none"}]
        thread.join()
    stands(8)  # nobody there: the card stands over nothing
