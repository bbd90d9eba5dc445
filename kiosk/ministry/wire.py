"""A question and an answer as they go over the wire, whatever carries them."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Request:
    """A question as it came over the wire."""

    method: str
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    def header(self, name: str) -> str:
        """Return a header's value, "" if there is none."""
        return next((v for k, v in self.headers.items() if k.lower() == name.lower()), "")


@dataclass(frozen=True)
class Response:
    """An answer as it goes over the wire."""

    status: int
    body: bytes
    headers: Mapping[str, str]
    delay: float = 0.0
    """Seconds before it goes; a wire that waits is the caller's to make."""
