"""oletools' olevba, whose use of pyparsing is out of date and says so at each import."""

from __future__ import annotations

import warnings
from pathlib import Path

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    from oletools.olevba import VBA_Parser, decompress_stream


def decompressed(container: bytes) -> bytes:
    """The text of a compressed container ([MS-OVBA] 2.4.1)."""
    return bytes(decompress_stream(bytearray(container)))


def macros(project: bytes) -> dict[str, str]:
    """Module name to text, as olevba finds them in a ``vbaProject.bin``."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        parser = VBA_Parser("vbaProject.bin", data=project)
        found = {Path(file).stem: code for _, _, file, code in parser.extract_macros()}
        parser.close()
    return found
