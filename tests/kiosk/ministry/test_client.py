"""The client against the real service, and against everybody else who may answer."""

import base64
import contextlib
import json
import logging
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from devices.clock import SystemClock
from devices.entropy import SeededEntropy
from devices.fingerprint.person import image_of, template_of
from kiosk.keys import load_key
from kiosk.ministry.client import MinistryClient, Rejected, Unavailable, UnknownNik
from kiosk.ministry.contract import (
    MAX_BODY,
    MAX_STEPS,
    Match,
    MatchRequest,
    Record,
    ScriptRequest,
)
from kiosk.ministry.simulator import Ministry
from kiosk.simulation import founding
from tests.kiosk.issuance.office_process import act
from tests.kiosk.locale.endings import RECORD

RUN = Path(__file__).parents[3] / "run.py"
NIK = RECORD.fields.nik
DEADLINE = 1.0
MALFORMED = Unavailable.MALFORMED
OTHER_KEY = Ed25519PrivateKey.from_private_bytes(bytes(32)).public_key().public_bytes_raw()


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str, bytes]]:
    """Serve the ministry in a process of its own; yield address, control channel, public key."""
    folder, entropy = tmp_path_factory.mktemp("ministry"), SeededEntropy(1)
    ministry = Ministry(
        folder / founding.MINISTRY,
        load_key(folder / founding.KEY_FILE, entropy, "ministry"),
        SystemClock(),
    )
    ministry.seed([RECORD])
    ministry.close()
    with socket.create_server(("127.0.0.1", 0)) as free:
        control = f"127.0.0.1:{free.getsockname()[1]}"
    command = [sys.executable, str(RUN), "sim", "ministry", "--state", str(folder)]
    command += ["--tcp", "127.0.0.1:0", "--control", control]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip(), control, ministry.public_key
        process.terminate()
        assert process.wait(timeout=5) == 0


def client_of(url: str, public_key: bytes) -> MinistryClient:
    return MinistryClient(url, public_key, SeededEntropy(2), SystemClock(), deadline=DEADLINE)


def test_a_record_comes_whole(service: tuple[str, str, bytes]) -> None:
    url, _, key = service
    assert client_of(url, key).fetch(NIK) == RECORD
    assert client_of(url, key).fetch("3513012909009999") == UnknownNik()


def test_a_finger_is_compared_and_an_answer_to_another_image_is_none(
    service: tuple[str, str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    url, _, key = service
    client = client_of(url, key)
    image = image_of(template_of(NIK), (256, 288))
    wish = MatchRequest(nik=NIK, width=256, height=288, image=image, office="x")
    match = client.match(wish)
    assert isinstance(match, Match)
    assert match.matched
    assert client.match(msgspec.structs.replace(wish, nik="3513012909009999")) is MALFORMED
    monkeypatch.setattr("kiosk.ministry.client.payload_digest", lambda _: "0" * 64)
    assert client.match(wish) is MALFORMED


def test_a_script_is_asked_for_and_refused(service: tuple[str, str, bytes]) -> None:
    url, _, key = service
    client = client_of(url, key)
    request = ScriptRequest(claim="nobody's", uid="04deadbeef0102", office="x")
    assert isinstance(client.script(request), Rejected)


@pytest.mark.parametrize(
    ("weather", "why"),
    [
        ("down", Unavailable.DOWN),
        ("slow", Unavailable.SLOW),
        ("error", Unavailable.ERROR),
        ("error_after", Unavailable.ERROR),
        ("portal", Unavailable.NOT_THE_MINISTRY),
        ("garbled", Unavailable.MALFORMED),
    ],
)
def test_bad_weather_is_a_value_within_the_deadline(
    weather: str, why: Unavailable, service: tuple[str, str, bytes]
) -> None:
    url, control, key = service
    clock = SystemClock()
    client = client_of(url, key)
    act(control, {"act": "weather", "is": weather})
    try:
        assert soon(client, why)
        start = clock.monotonic()
        assert client.fetch(NIK) is why
        assert clock.monotonic() - start < DEADLINE + 1
    finally:
        act(control, {"act": "weather", "is": "up"})
    assert soon(client, RECORD)


def soon(client: MinistryClient, answer: object) -> bool:
    """Ask until that is the answer: a server takes a moment to go down, and to come back."""
    clock = SystemClock()
    until = clock.monotonic() + 10
    while client.fetch(NIK) != answer:
        if clock.monotonic() > until:
            return False
    return True


def test_an_answer_signed_by_somebody_else_is_no_answer(service: tuple[str, str, bytes]) -> None:
    url, _, _ = service
    assert client_of(url, OTHER_KEY).fetch(NIK) is Unavailable.NOT_THE_MINISTRY


def test_nobody_listening_is_down() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    assert client_of(f"http://127.0.0.1:{port}", OTHER_KEY).fetch(NIK) is Unavailable.DOWN
    assert client_of("http://ministry.invalid", OTHER_KEY).fetch(NIK) is Unavailable.DOWN


@contextlib.contextmanager
def stranger(answer: Callable[[socket.socket], None]) -> Iterator[str]:
    """Serve one connection after the other with something that is no ministry."""
    server = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with contextlib.suppress(OSError):
            while True:
                line, _ = server.accept()
                with line, contextlib.suppress(OSError):
                    line.recv(65536)
                    answer(line)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.getsockname()[1]}"
    server.shutdown(socket.SHUT_RDWR)
    server.close()
    thread.join(5)


def say(text: bytes, *, status: bytes = b"200 OK", more: bytes = b"") -> bytes:
    head = b"HTTP/1.1 %s\r\nContent-Length: %d\r\n%s\r\n" % (status, len(text), more)
    return head + text


SIGNED = b"Signature: " + base64.b64encode(bytes(64)) + b"\r\n"
ELSEWHERE = b"Location: http://127.0.0.1:9/\r\n"
STRANGERS: dict[str, tuple[bytes, Unavailable]] = {
    "a portal": (say(b"<html>Login"), Unavailable.NOT_THE_MINISTRY),
    "a forged signature": (say(b"{}", more=SIGNED), Unavailable.NOT_THE_MINISTRY),
    "no base64": (say(b"{}", more=b"Signature: ###\r\n"), Unavailable.NOT_THE_MINISTRY),
    "a redirect": (say(b"", status=b"302 Found", more=ELSEWHERE), Unavailable.NOT_THE_MINISTRY),
    "an error page": (say(b"oops", status=b"502 Bad Gateway"), Unavailable.ERROR),
    "too much": (say(b"x" * (MAX_BODY + 1)), Unavailable.NOT_THE_MINISTRY),
    "no HTTP": (b"SSH-2.0-OpenSSH\r\n\r\n", Unavailable.ERROR),
    "nothing": (b"", Unavailable.ERROR),
    "half an answer": (say(b"x" * 100)[:80], Unavailable.ERROR),
}


@pytest.mark.parametrize("name", STRANGERS)
def test_strangers_are_not_believed(name: str) -> None:
    said, why = STRANGERS[name]
    with stranger(lambda line: line.sendall(said)) as url:
        assert client_of(url, OTHER_KEY).fetch(NIK) is why


def test_a_server_that_drips_is_cut_off_at_the_deadline() -> None:
    clock = SystemClock()
    over = threading.Event()

    def drip(line: socket.socket) -> None:
        for byte in say(b"x" * 1000):
            line.sendall(bytes([byte]))
            if over.wait(0.05):
                return

    with stranger(drip) as url:
        start = clock.monotonic()
        assert client_of(url, OTHER_KEY).fetch(NIK) is Unavailable.SLOW
        assert clock.monotonic() - start < 2 * DEADLINE
        over.set()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'{"fields": 3}',
        b"[" * 10_000,
        json.dumps({"fields": [{"nik": NIK}]}).encode(),
    ],
)
def test_a_signed_answer_that_is_not_the_contract_is_malformed_and_told_nowhere(
    body: bytes, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr(MinistryClient, "_is_signed", lambda *_: True)
    with stranger(lambda line: line.sendall(say(body))) as url:
        assert client_of(url, OTHER_KEY).fetch(NIK) is Unavailable.MALFORMED
    assert NIK not in caplog.text


UID = "04deadbeef0102"
STEP = {"command": "00a40400", "answer": "9000"}


@pytest.mark.parametrize(
    "said",
    [
        {"claim": "c", "uid": "04deadbeef0103", "steps": [STEP]},
        {"claim": "d", "uid": UID, "steps": [STEP]},
        {"claim": "c", "uid": UID, "steps": []},
        {"claim": "c", "uid": UID, "steps": [STEP] * (MAX_STEPS + 1)},
        {"claim": "c", "uid": UID, "steps": [{"command": "00", "answer": "9000"}]},
        {"claim": "c", "uid": UID, "steps": [{"command": "00a4040", "answer": "9000"}]},
    ],
)
def test_a_script_for_another_chip_or_claim_or_of_no_form_is_malformed(
    said: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(MinistryClient, "_is_signed", lambda *_: True)
    request = ScriptRequest(claim="c", uid=UID, office="x")
    with stranger(lambda line: line.sendall(say(json.dumps(said).encode()))) as url:
        assert client_of(url, OTHER_KEY).script(request) is Unavailable.MALFORMED


def test_halves_of_surrogate_pairs_and_controls_are_filtered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(MinistryClient, "_is_signed", lambda *_: True)
    text = (
        msgspec.json.encode(RECORD).decode().replace("SITI CONTOH", "\\ud800 A\\u001b[31m\\u202eB")
    )
    with stranger(lambda line: line.sendall(say(text.encode()))) as url:
        record = client_of(url, OTHER_KEY).fetch(NIK)
    assert isinstance(record, Record)
    assert record.fields.name == "� A[31mB"


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        *(
            (name, value, rf"`\$\.{name}`")
            for name in ("generation", "data_version")
            for value in (-1, 2**31, 10**30)
        ),
        ("birth_date", "9990-01-01", r"a day from .* `\$\.fields`"),
        ("birth_date", "0001-01-01", r"a day from .* `\$\.fields`"),
        ("status_since", "9999-12-31", "a day from"),
        ("sex", 10**30, r"`\$\.fields\.sex`"),
    ],
)
def test_no_number_and_no_day_is_beyond_what_can_be_kept(
    name: str, value: object, why: str
) -> None:
    record = msgspec.to_builtins(RECORD)
    (record if name in record else record["fields"])[name] = value
    with pytest.raises(msgspec.ValidationError, match=why):
        msgspec.convert(record, Record)
