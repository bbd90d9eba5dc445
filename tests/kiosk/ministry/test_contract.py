"""What either side of the wire takes for a message, and what it does not."""

import json

import msgspec
import pytest

from kiosk.ministry.contract import (
    MAX_BODY,
    BrokenContractError,
    Granted,
    MatchRequest,
    Problem,
    ScriptRequest,
    read,
)

GRANTED = {"key": "a:1", "digest": "0" * 64, "state": "granted"}
WISH = {"claim": "a:1", "uid": "04deadbeef0102", "office": "probolinggo-kota"}


def test_unknown_keys_are_ignored_and_text_is_filtered() -> None:
    told = GRANTED | {"printed_at": " KANTOR\u202e\n\x1b[31m ", "more": [1]}
    assert read(Granted, json.dumps(told).encode()).printed_at == "KANTOR [31m"
    assert Problem(error="a\tb\u200b").error == "a b"
    assert msgspec.structs.replace(Problem(error="a"), error="b\x07").error == "b"


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (Granted, GRANTED | {"digest": "0" * 64 + "\n"}),
        (Granted, GRANTED | {"key": "a:1\n"}),
        (Granted, GRANTED | {"state": "kept"}),
        (Granted, GRANTED | {"printed_on": "1849-12-31"}),
        (Granted, {"key": "a:1", "state": "granted"}),
        (ScriptRequest, WISH | {"uid": "04deadbeef0102\n"}),
        (ScriptRequest, WISH | {"uid": "04DEADBEEF0102"}),
        (ScriptRequest, WISH | {"claim": 1}),
        (ScriptRequest, [WISH]),
    ],
)
def test_what_is_another_shape_is_no_message(
    kind: type[Granted | ScriptRequest], body: object
) -> None:
    with pytest.raises(BrokenContractError) as error:
        read(kind, json.dumps(body).encode())
    assert str(error.value) == ""


@pytest.mark.parametrize("body", [b"", b"\xff", b"{", b'{"z":' + b"[" * (MAX_BODY - 5)])
def test_no_bytes_do_more_than_be_refused(body: bytes) -> None:
    with pytest.raises(BrokenContractError):
        read(Granted, body)


def finger(image: bytes) -> MatchRequest:
    return MatchRequest(nik="3574012909009001", width=64, height=64, image=image, office="x")


def test_an_image_is_whole_and_is_never_written_out() -> None:
    with pytest.raises(ValueError, match="not as large as it says"):
        finger(bytes(2047))
    wish = finger(b"\xab" * 2048)
    assert repr(wish) == "MatchRequest(64 × 64)"
    assert read(MatchRequest, msgspec.json.encode(wish)) == wish
