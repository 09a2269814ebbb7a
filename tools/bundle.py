#!/usr/bin/env python3
"""Make out/thidua-bundle.zip: all that an office PC without Internet needs (``make bundle``).

The wheels for 64-bit Windows that uv.lock lists are fetched by their hash; those the program
needs lie in ``wheels``, the others (tests, checks, the optional parquet) in ``wheels-phat-trien``.
The same sources and lock give the same bytes.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import tempfile
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import wheelhouse

ROOT = Path(__file__).resolve().parents[1]
FILES = ROOT / "tools" / "bundle_files"
CACHE = ROOT / ".bootstrap" / "bundle"
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
PROGRAM = "thidua"
NOON = (2021, 1, 1, 12, 0, 0)


def windows_wheels(package: dict[str, Any]) -> dict[str, str]:
    """``{file name: sha256}`` of a locked package's wheels that fit 64-bit Windows."""
    return {
        wheel["path"]: wheel["hash"].removeprefix("sha256:")
        for wheel in package.get("wheels", ())
        if wheel["path"].endswith(("-any.whl", "-win_amd64.whl"))
    }


def needed(packages: dict[str, dict[str, Any]]) -> set[str]:
    """The names of the packages that the program imports, directly or not."""
    found: set[str] = set()
    waiting = [PROGRAM]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += [d["name"] for d in packages[name].get("dependencies", ())]
    return found - {PROGRAM}


def fetch(packages: dict[str, dict[str, Any]]) -> dict[str, Path]:
    """Bring the wheels that each Python would take into the cache; gives them by file name.

    The network is asked only for what the cache lacks.
    """
    CACHE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        listed = Path(folder) / "requirements.txt"
        listed.write_text(requirements(packages), encoding="utf-8")
        for python in PYTHONS:
            download: list[str | Path] = [
                "download", "-qq", "--no-deps", "--only-binary=:all:", "--require-hashes",
                "--platform", "win_amd64", "--implementation", "cp", "--python-version", python,
                "--find-links", CACHE, "--dest", CACHE, "--requirement", listed,
            ]  # fmt: skip
            if wheelhouse.pip(*download, "--no-index", quiet=True):
                print(f"Fetching the wheels of Windows and Python {python}", flush=True)
                if status := wheelhouse.pip(*download, *wheelhouse.trust()):
                    sys.exit(status)
    wanted = {n: h for p in packages.values() for n, h in windows_wheels(p).items()}
    return {name: CACHE / name for name, digest in wanted.items() if intact(name, digest)}


def requirements(packages: dict[str, dict[str, Any]]) -> str:
    """The locked packages that have a wheel for Windows, with the hashes of those."""
    lines = []
    for name, package in packages.items():
        hashes = sorted(windows_wheels(package).values())
        if hashes:
            options = "".join(f" \\\n    --hash=sha256:{digest}" for digest in hashes)
            lines.append(f"{name}=={package['version']}{options}\n")
    return "".join(lines)


def intact(name: str, digest: str) -> bool:
    """Whether the cache has the file with that content."""
    path = CACHE / name
    return path.exists() and hashlib.sha256(path.read_bytes()).hexdigest() == digest


def own_wheel(folder: Path) -> Path:
    """Build the program's wheel, from wheels/ alone."""
    status = wheelhouse.pip(
        "wheel", "-qq", "--no-deps", "--no-index", "--find-links", wheelhouse.WHEELS,
        "--wheel-dir", folder, ROOT,
    )  # fmt: skip
    if status:
        sys.exit(status)
    (built,) = folder.glob("*.whl")
    return built


def contents(own: Path, wheels: dict[str, Path], program: set[str]) -> dict[str, bytes]:
    """Every file of the bundle; SHA256SUMS comes last and lists the others."""
    crlf = {".cmd", ".txt"}
    files = {
        name: (FILES / name).read_bytes().replace(b"\n", b"\r\n" if Path(name).suffix in crlf
                                                  else b"\n")
        for name in ("cai-dat.cmd", "cai_dat.py", "DOC-TRUOC.txt", "DAT-PYTHON-VAO-DAY.txt")
    }  # fmt: skip
    files["python/DAT-PYTHON-VAO-DAY.txt"] = files.pop("DAT-PYTHON-VAO-DAY.txt")
    for page in ("it-department.md", "it-department.vi.md"):
        files[page] = (ROOT / "docs" / page).read_bytes()
    for name in ("workbook_template.xlsm", "LICENSE"):
        files[name] = (ROOT / name).read_bytes()
    files[f"wheels/{own.name}"] = own.read_bytes()
    for name, path in wheels.items():
        folder = "wheels" if name in program else "wheels-phat-trien"
        files[f"{folder}/{name}"] = path.read_bytes()
    sums = [f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files)]
    return {**files, "SHA256SUMS": "".join(sums).encode()}


def write(target: Path, files: dict[str, bytes]) -> None:
    """Write the archive: sorted, without times of its own; wheels are compressed already."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(target, "w") as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(f"thidua-bundle/{name}", NOON)
            entry.create_system = 0
            stored = name.endswith((".whl", ".xlsm"))
            entry.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            archive.writestr(entry, files[name])


def main() -> None:
    """Make the bundle."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "out" / "thidua-bundle.zip")
    parser.add_argument("--program-only", action="store_true", help="no tools of development")
    options = parser.parse_args()
    lock = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))
    packages: dict[str, dict[str, Any]] = {p["name"]: p for p in lock["package"]}
    imported = needed(packages)
    program = {wheel for name in imported for wheel in windows_wheels(packages[name])}
    fetched = {n: p for n, p in packages.items() if n in imported or not options.program_only}
    wheels = fetch(fetched)
    with tempfile.TemporaryDirectory() as folder:
        write(options.out, contents(own_wheel(Path(folder)), wheels, program))
    size = options.out.stat().st_size / 1_000_000
    print(f"{options.out}: {len(wheels)} wheels of the lock, {size:.0f} MB")


if __name__ == "__main__":
    main()
