#!/usr/bin/env python3
"""Renew the two lock files (a maintainer's command: ``make lock``).

``uv`` resolves pyproject.toml against whatever index this machine is set up for,
in a scratch folder. From that resolution this script writes, naming files and
never the place they came from:

* ``requirements.lock``: every distribution with the sha256 of each of its wheels,
  for ``pip download --require-hashes`` (tools/wheelhouse.py);
* ``uv.lock``: the same resolution, its wheels looked for in ``wheels/``.

``--upgrade`` takes the newest versions; without it the versions of the present
uv.lock are kept where they still fit. The result is accepted only when
``uv lock --check`` agrees with it.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

ROOT = Path(__file__).resolve().parents[1]
CPYTHONS = range(311, 315)  # 3.11 to 3.14, as [tool.uv] environments
WHEELHOUSE_LINES = re.compile(r"^(?:no-index|find-links) *=.*\n", re.MULTILINE)


def wanted(wheel: str) -> bool:
    """Say whether a wheel's file name fits Linux (x86_64, aarch64) or 64-bit Windows."""
    python, abi, platform = wheel.removesuffix(".whl").split("-")[-3:]
    if platform == "any":
        return "py3" in python.split(".")
    if not re.search(r"manylinux\w*_(?:x86_64|aarch64)|^win_amd64$", platform):
        return False
    if python.startswith("py3") or ".py3" in python:
        return abi == "none"
    match = re.fullmatch(r"cp(3\d+)", python)
    if match is None:
        return False
    if "abi3" in abi.split("."):
        return int(match[1]) <= max(CPYTHONS)
    return abi == python and int(match[1]) in CPYTHONS


def resolve(scratch: Path, *, upgrade: bool) -> dict[str, Any]:
    """Resolve with the machine's own index; give uv's lock as read from TOML."""
    pyproject = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    (scratch / "pyproject.toml").write_text(WHEELHOUSE_LINES.sub("", pyproject), encoding="utf-8")
    if not upgrade and (ROOT / "uv.lock").exists():
        shutil.copy(ROOT / "uv.lock", scratch)  # uv prefers the versions it finds there
    uv("lock", cwd=scratch)
    return tomllib.loads((scratch / "uv.lock").read_text(encoding="utf-8"))


def wheels_of(package: dict[str, Any]) -> dict[str, str]:
    """Give ``{file name: "sha256:…"}`` for the wanted wheels of one resolved package."""
    found = {
        unquote(urlsplit(wheel["url"]).path).rpartition("/")[2]: wheel["hash"]
        for wheel in package.get("wheels", ())
    }
    return {name: found[name] for name in sorted(found) if wanted(name)}


def uv_lock(text: str, packages: list[dict[str, Any]]) -> str:
    """Rewrite uv's lock: the same resolution, each wheel by its file name in wheels/."""
    head, *blocks = text.split("[[package]]\n")
    out = [head]
    for package, block in zip(packages, blocks, strict=True):
        if "registry" in package["source"]:
            block = re.sub(r"^source = .*$", 'source = { registry = "wheels" }', block, flags=re.M)
            block = re.sub(r"^sdist = .*\n", "", block, flags=re.M)
            lines = "".join(
                f'    {{ path = "{name}", hash = "{digest}" }},\n'
                for name, digest in wheels_of(package).items()
            )
            block = re.sub(
                r"^wheels = \[\n.*?^\]\n", f"wheels = [\n{lines}]\n", block, flags=re.M | re.S
            )
        out.append(block)
    return "[[package]]\n".join(out)


def requirements(scratch: Path, packages: list[dict[str, Any]]) -> str:
    """Give requirements.lock: ``name==version ; marker`` and the hash of each wheel."""
    hashes = {package["name"]: wheels_of(package) for package in packages}
    exported = uv(
        "export", "--frozen", "--all-groups", "--all-extras", "--no-emit-project",
        "--no-hashes", "--no-annotate", "--no-header",
        cwd=scratch,
    )  # fmt: skip
    lines = ["# Written by tools/lock.py (make lock). Do not edit."]
    for requirement in exported.splitlines():
        name = requirement.partition("==")[0]
        digests = sorted(set(hashes[name].values()))
        if not digests:
            raise SystemExit(f"{requirement}: no wheel for the supported platforms")
        lines.append(" \\\n    ".join([requirement, *(f"--hash={digest}" for digest in digests)]))
    return "\n".join(lines) + "\n"


def uv(*arguments: str, cwd: Path) -> str:
    """Run uv and give its standard output; its own messages go to the terminal."""
    beside = ROOT / ".bootstrap" / ("Scripts" if os.name == "nt" else "bin") / "uv"
    program = str(beside) if beside.exists() else "uv"
    environment = {key: value for key, value in os.environ.items() if key != "VIRTUAL_ENV"}
    done = subprocess.run(
        [program, *arguments],
        cwd=cwd, env=environment, stdout=subprocess.PIPE, encoding="utf-8", check=True,
    )  # fmt: skip
    return done.stdout


def main() -> None:
    """Write both lock files, or leave both as they were."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--upgrade", action="store_true", help="take the newest versions")
    upgrade = parser.parse_args().upgrade
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        packages = resolve(scratch, upgrade=upgrade)["package"]
        text = uv_lock((scratch / "uv.lock").read_text(encoding="utf-8"), packages)
        listed = requirements(scratch, packages)
    if "://" in text + listed:
        raise SystemExit("a lock file would name a host")
    files = {ROOT / "uv.lock": text, ROOT / "requirements.lock": listed}
    before = {path: path.read_text("utf-8") if path.exists() else None for path in files}
    for path, content in files.items():
        path.write_text(content, encoding="utf-8", newline="\n")
    try:
        subprocess.run([sys.executable, str(ROOT / "tools" / "wheelhouse.py")], check=True)
        uv("lock", "--check", cwd=ROOT)
    except subprocess.CalledProcessError:
        for path, old in before.items():
            if old is not None:
                path.write_text(old, encoding="utf-8", newline="\n")
        raise


if __name__ == "__main__":
    main()
