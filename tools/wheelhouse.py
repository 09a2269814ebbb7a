#!/usr/bin/env python3
"""Fill wheels/ with the distributions of requirements.lock that fit this machine.

``pip`` fetches them from wherever this machine gets its packages and refuses any
file whose sha256 is not in the lock; afterwards ``uv sync`` and ``uv run`` look in
wheels/ only (pyproject.toml, ``[tool.uv]``). Needs nothing but the standard library
of Python 3.11 to 3.14; on Windows also: ``uv run --no-project tools/wheelhouse.py``.

Makes ``.bootstrap``, a virtual environment with pip and the uv of the lock, and
``wheels/``. Running it again fetches only what is missing.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import ssl
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCK = ROOT / "requirements.lock"
WHEELS = ROOT / "wheels"
BOOTSTRAP = ROOT / ".bootstrap"
BIN = BOOTSTRAP / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")


def make_bootstrap() -> None:
    """Make the virtual environment that holds pip, unless a working one is there."""
    if PYTHON.exists():
        version = subprocess.run([PYTHON, "-m", "pip", "--version"], capture_output=True)
        if version.returncode == 0:
            return
    shutil.rmtree(BOOTSTRAP, ignore_errors=True)
    venv.create(BOOTSTRAP, symlinks=os.name != "nt", with_pip=True)


def trust() -> list[str]:
    """Give pip the system's certificates, which it ignores before version 24.2.

    Without them it cannot get through an office proxy that re-signs what passes. What
    the person has set up for pip comes first.
    """
    shown = subprocess.run([PYTHON, "-m", "pip", "config", "list"], capture_output=True, text=True)
    told = {"PIP_CERT", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"} & os.environ.keys()
    paths = ssl.get_default_verify_paths()
    folder = Path(paths.capath) if paths.capath else None
    if os.name == "nt" or told or "cert=" in shown.stdout:
        return []
    if paths.cafile:
        return ["--cert", paths.cafile]
    return ["--cert", str(folder)] if folder and any(folder.glob("*.0")) else []


def pip(*arguments: str | Path, quiet: bool = False) -> int:
    """Run the pip of .bootstrap and give its exit status."""
    command = [PYTHON, "-m", "pip", "--disable-pip-version-check", *arguments]
    return subprocess.run(command, capture_output=quiet).returncode


def fetch() -> int:
    """Bring into wheels/ what is missing there; give pip's exit status.

    The network is asked only when wheels/ is not complete, so that a wheels/ brought on a
    stick is enough.
    """
    download: list[str | Path] = [
        "download", "-qq", "--no-deps", "--only-binary=:all:", "--require-hashes",
        "--find-links", WHEELS, "--dest", WHEELS, "--requirement", LOCK,
    ]  # fmt: skip
    if pip(*download, "--no-index", quiet=True) == 0:
        return 0
    print("Fetching the packages of requirements.lock into wheels/", flush=True)
    return pip(*download, *trust())


def drop_strangers() -> None:
    """Remove from wheels/ every file whose content the lock does not list."""
    listed = set(re.findall(r"--hash=sha256:([0-9a-f]{64})", LOCK.read_text(encoding="utf-8")))
    for path in WHEELS.iterdir():
        if hashlib.sha256(path.read_bytes()).hexdigest() not in listed:
            path.unlink()


def main() -> None:
    """Make .bootstrap, fill wheels/, put the locked uv into .bootstrap."""
    if not (3, 11) <= sys.version_info[:2] <= (3, 14):
        sys.exit("Cần Python 3.11 đến 3.14 / Python 3.11 to 3.14 is needed.")
    make_bootstrap()
    WHEELS.mkdir(exist_ok=True)
    drop_strangers()
    if status := fetch():
        sys.exit(status)
    drop_strangers()
    install: list[str | Path] = [
        "install",
        "-qq",
        "--no-index",
        "--no-deps",
        "--find-links",
        WHEELS,
        "uv",
    ]
    sys.exit(pip(*install))


if __name__ == "__main__":
    main()
