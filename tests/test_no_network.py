"""The program never speaks to the network: no module of it can, and no command tries."""

from __future__ import annotations

import ast
import io
import json
import re
import socket
import zipfile
from pathlib import Path

import pytest

from benchmarks.click import filled_form
from thidua_addin.cli import main
from thidua_addin.report.documents import DocumentKind, shipped_template
from thidua_addin.report.fill import _opened

ROOT = Path(__file__).parents[1]
SPEAKERS = {
    "aiohttp", "asyncio", "ftplib", "http", "httpx", "imaplib", "nntplib", "paramiko", "poplib",
    "requests", "smtplib", "socket", "socketserver", "ssl", "telnetlib", "urllib", "urllib3",
    "webbrowser", "websockets", "xmlrpc",
}  # fmt: skip
HARMLESS = {("urllib", "parse")}
"""Takes names apart and opens nothing."""


def imported(source: Path) -> set[tuple[str, ...]]:
    found = set()
    for node in ast.walk(ast.parse(source.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {tuple(alias.name.split(".")) for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= {(*node.module.split("."), alias.name) for alias in node.names}
    return found


def test_no_module_of_ours_can() -> None:
    sources = [p for name in ("scoring", "thidua_addin") for p in (ROOT / name).rglob("*.py")]
    assert len(sources) > 200
    speaking = {
        (str(source.relative_to(ROOT)), ".".join(name))
        for source in sources
        for name in imported(source)
        if name[0] in SPEAKERS and name[:2] not in HARMLESS
    }
    assert speaking == set()


@pytest.fixture
def cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even a socket can be made, nor a name looked up."""

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the program wants to speak to the network")

    for name in ("socket", "create_connection", "getaddrinfo", "gethostbyname", "gethostname"):
        monkeypatch.setattr(socket, name, refuse)


def answer(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, object]:
    capsys.readouterr()
    status = main([*map(str, arguments), "--json", "--at", "2021-12-01T08:00"])
    return status, json.loads(capsys.readouterr().out)


@pytest.mark.usefixtures("cut_off")
def test_the_years_commands_do_without(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    form = filled_form(tmp_path)
    summary, folder = tmp_path / "th.xlsx", tmp_path / "phieu"
    assert answer(capsys, "issue", "--unit", "BKA", "--out", tmp_path / "bieu")[0] == 0
    assert answer(capsys, "check", form, "--period", "nam")[0] in (0, 1)
    assert answer(capsys, "score", form, "--period", "nam")[0] in (0, 1)
    answer(capsys, "submit", form, "--period", "nam", "--out", folder)
    folder.mkdir(exist_ok=True)
    form.rename(folder / form.name)
    assert answer(capsys, "merge", folder, "--period", "nam", "--out", summary)[0] == 1
    assert answer(capsys, "merge", folder, "--period", "nam", "--out", summary)[0] == 1
    assert answer(capsys, "export", summary, "--out", tmp_path / "b.csv")[0] == 0
    assert answer(capsys, "report", summary, "--out", tmp_path / "vb")[0] in (0, 1)
    assert answer(capsys, "notice", summary, "--out", tmp_path / "tb")[0] in (0, 1)
    assert answer(capsys, "remind", summary, "--out", tmp_path / "nhac")[0] in (0, 1)
    assert answer(capsys, "campaign", "show", "cum-mau")[0] == 0
    assert list((tmp_path / "vb").iterdir())


def with_entity(template: bytes, entity: str) -> bytes:
    """A document whose first paragraph's text is an entity that the template itself defines."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(template)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.infolist():
            content = old.read(part)
            if part.filename == "word/document.xml":
                text = content.decode("utf-8")
                start = text.index("<w:document")
                head = f"<!DOCTYPE w:document [<!ENTITY x {entity}>]>"
                text = text[:start] + head + text[start:]
                text, n = re.subn(r"(<w:t(?: [^>]*)?>)[^<]*</w:t>", r"\1&x;</w:t>", text, count=1)
                assert n == 1
                content = text.encode("utf-8")
            new.writestr(part, content)
    return out.getvalue()


@pytest.mark.usefixtures("cut_off")
@pytest.mark.parametrize("scheme", ["file", "http"])
def test_a_template_brings_in_nothing_from_outside(tmp_path: Path, scheme: str) -> None:
    secret = tmp_path / "bi-mat.txt"
    secret.write_text("TUYET-MAT", "utf-8")
    where = secret.as_uri() if scheme == "file" else "http://192.0.2.1/bi-mat.txt"
    template = with_entity(shipped_template(DocumentKind.REPORT), f'SYSTEM "{where}"')
    document = _opened(template)
    assert "TUYET-MAT" not in document.get_xml()
    assert "TUYET-MAT" not in "".join(document.docx.element.body.itertext())
