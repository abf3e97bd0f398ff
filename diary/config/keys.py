"""Making the keys a fresh machine needs."""

import base64
import os
import secrets
from pathlib import Path

from diary.sealed import KEY_BYTES

KEY_FILES = {"secret_key": "secret_key", "keyring": "field_keys"}


def make_keys(instance: Path) -> None:
    """Make signing and column keys under ``instance`` unless they are there."""
    instance.mkdir(mode=0o700, parents=True, exist_ok=True)
    coded = [
        base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode() for _ in range(2)
    ]
    _write_once(instance / "secret_key", secrets.token_urlsafe(KEY_BYTES))
    _write_once(instance / "field_keys", f"k1:{coded[0]},index:{coded[1]}")


def _write_once(path: Path, text: str) -> None:
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "w") as file:
        file.write(text + "\n")
