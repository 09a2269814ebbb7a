"""What a form says of itself, forged with the hash that fits: it ends no merge of the others."""

from __future__ import annotations

import hashlib
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from scoring.canonical import campaign_hash, campaign_json
from tests.fuzz.package import STRINGS, packed
from tests.fuzz.seeds import AT, CAMPAIGN, Seeds, made, run

FIVE = '"max_points":"5"'
CAMPAIGNS = {
    "tiny": (FIVE, '"max_points":"1E-7100"'),
    "huge": (FIVE, '"max_points":"1E+999999999"'),
    "long": ('"year":2021', f'"year":{"9" * 4_000}'),
    "nested": ('"title":"', '"title":' + "[" * 900 + "]" * 900 + ',"t":"'),
    "half a character": ('"title":"', '"title":"\\ud800'),
}
SEALS = {
    "zone": ("2021-12-05T09:30:00", "2021-12-05T09:30:00+07:00"),
    "year one": ("2021-12-05T09:30:00", "0001-01-01T00:00:00+14:00"),
    "last year": ("2021-12-05T09:30:00", "9999-12-31T23:59:59-12:00"),
    "issued with a zone": ("2021-02-25T08:00:00", "2021-02-25T08:00:00+07:00"),
    "number": ('{"number":"4.5"}', '{"number":"1E+999999999"}'),
    "no number": ('{"number":"4.5"}', '{"number":"sNaN"}'),
    "half": ("15/BC-SNV", "\\ud800"),
}


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> Seeds:
    return made(tmp_path_factory.mktemp("seeds"))


def _merged_with(seeds: Seeds, strings: str, folder: Path) -> None:
    """AA forged beside the real AA and the real BB, merged twice."""
    base = next(b for b in seeds.forms if b.name == "sealed-AA")
    sent = folder / "sent"
    sent.mkdir()
    (sent / "AA-2.xlsx").write_bytes(packed({**base.parts, STRINGS: strings.encode()}))
    for form in seeds.forms:
        if form.name.startswith("sealed"):
            (sent / f"{form.name}.xlsx").write_bytes(form.data)
    out = folder / "tong-hop.xlsx"
    for _ in range(2):
        arguments = ["merge", sent, "--campaign", CAMPAIGN, "--period", "nam", "--out", out]
        status, answer = run([*arguments, "--at", AT])
        assert status in (0, 1), answer["error"]
        other = next(u for u in answer["units"] if u["unit"] == "BB")
        assert other["computed"] is not None
        assert other["file"] == "sealed-BB.xlsx"
    for command in (["check"], ["score", "--period", "nam"], ["fields"]):
        status, answer = run([command[0], sent / "AA-2.xlsx", *command[1:]])
        assert status != 3 or answer["error"]["code"] != "UNEXPECTED"


@pytest.mark.parametrize("name", CAMPAIGNS)
def test_a_forged_campaign_ends_no_merge(seeds: Seeds, name: str, tmp_path: Path) -> None:
    base = next(b for b in seeds.forms if b.name == "sealed-AA")
    text, strings = campaign_json(seeds.campaign), base.parts[STRINGS].decode()
    forged = text.replace(*CAMPAIGNS[name], 1)
    digest = hashlib.sha256(forged.encode()).hexdigest()
    assert escape(text) in strings
    assert forged != text
    strings = strings.replace(escape(text), escape(forged))
    _merged_with(seeds, strings.replace(campaign_hash(seeds.campaign), digest), tmp_path)


@pytest.mark.parametrize("name", SEALS)
def test_a_forged_seal_ends_no_merge(seeds: Seeds, name: str, tmp_path: Path) -> None:
    base = next(b for b in seeds.forms if b.name == "sealed-AA")
    strings = base.parts[STRINGS].decode()
    forged = strings.replace(*SEALS[name])
    assert forged != strings
    _merged_with(seeds, forged, tmp_path)
