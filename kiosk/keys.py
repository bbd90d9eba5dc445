"""Private keys in files that only their owner can read."""

from pathlib import Path

from devices.entropy import Entropy

KEY_BYTES = 32
"""Of an Ed25519 private key (RFC 8032, section 5.1.5)."""


def load_key(path: Path, entropy: Entropy, purpose: str) -> bytes:
    """Return the private key in that file, made on first use."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_bytes(entropy.secret(KEY_BYTES, purpose))
    return path.read_bytes()
