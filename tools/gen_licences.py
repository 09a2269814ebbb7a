"""Write docs/licences.md: the licence of every package that is installed with the program.

Which packages: what pyproject.toml names for running (with the extra ``parquet``), and all that
these need, in the versions of uv.lock. The licence is what a package's own metadata says. With
``--check`` nothing is written; exit status 1 where the page is not up to date.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageMetadata, PackageNotFoundError, metadata
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "licences.md"
ELSEWHERE = {"pywin32": "PSF-2.0"}
"""Packages that only Windows installs, as their metadata says there."""
IN_WORDS = {
    "MIT License": "MIT",
    "BSD": "BSD-3-Clause",
    "BSD License": "BSD-3-Clause",
    "BSD 3-Clause License": "BSD-3-Clause",
    "BSD 3-clause": "BSD-3-Clause",
    "Apache License 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "GNU Lesser General Public License v2.1": "LGPL-2.1-only",
}
"""Licences that older metadata names in words, by their SPDX identifier."""
LONGEST = 60
"""A ``License`` field that is longer is the licence's whole text."""
HEAD = """# Licences of what is installed with the program

Written by `python tools/gen_licences.py` from `uv.lock` and the packages' own metadata; do not
edit. Tools for development are not installed with the program and not listed. The program's own
licence is in `LICENSE`.

| Package | Version | Licence |
|---|---|---|
"""


def locked() -> Mapping[str, Mapping[str, object]]:
    """Every package of the lock, by name."""
    data = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))
    return {package["name"]: package for package in data["package"]}


def needed(packages: Mapping[str, Mapping[str, object]]) -> list[str]:
    """The names of all packages that the program itself brings along, sorted."""
    own = packages["thidua"]
    extras = own.get("optional-dependencies", {})
    assert isinstance(extras, dict)
    wanted = [*_names(own.get("dependencies")), *(n for e in extras.values() for n in _names(e))]
    found: set[str] = set()
    while wanted:
        name = wanted.pop()
        if name not in found:
            found.add(name)
            wanted += _names(packages[name].get("dependencies"))
    return sorted(found)


def _names(dependencies: object) -> Iterator[str]:
    if isinstance(dependencies, list):
        yield from (each["name"] for each in dependencies)


def licence(name: str) -> str:
    """The licence of an installed package. Raises SystemExit where its metadata names none."""
    if name in ELSEWHERE:
        return ELSEWHERE[name]
    try:
        about = metadata(name)
    except PackageNotFoundError:
        raise SystemExit(f"{name} is not installed: add it to ELSEWHERE if that is right") from None
    for said in _said(about):
        if said and len(said) <= LONGEST and "\n" not in said:
            return IN_WORDS.get(said, said)
    raise SystemExit(f"the metadata of {name} names no licence")


def _said(about: PackageMetadata) -> Iterator[str]:
    yield from about.get_all("License-Expression") or ()
    yield from about.get_all("License") or ()
    for line in about.get_all("Classifier") or ():
        if str(line).startswith("License :: "):
            yield str(line).rpartition(" :: ")[2]


def page() -> str:
    """The whole page."""
    packages = locked()
    lines = [f"| {n} | {packages[n]['version']} | {licence(n)} |" for n in needed(packages)]
    return HEAD + "\n".join(lines) + "\n"


def main() -> int:
    """Write the page, or compare it."""
    if "--check" in sys.argv[1:]:
        same = PAGE.exists() and PAGE.read_text(encoding="utf-8") == page()
        if not same:
            print("docs/licences.md is not up to date: run python tools/gen_licences.py")
        return 0 if same else 1
    PAGE.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
