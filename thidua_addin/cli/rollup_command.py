"""``rollup``: the Ministry joins the clusters' summaries."""

from __future__ import annotations

import argparse
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scoring.rollup import Place, RolledCluster, RolledUnit, RollUp
    from thidua_addin.cli.parser import Parser
    from thidua_addin.usecases.rollup import RolledUp


def arguments(command: Parser) -> None:
    """The command's own arguments."""
    command.positionals.add_argument(
        "files",
        type=Path,
        nargs="+",
        metavar="TỆP_TỔNG_HỢP",
        help="các tệp tổng hợp của các cụm, cùng năm và cùng kỳ",
    )
    command.options.add_argument(
        "--out", type=Path, required=True, metavar="ĐÍCH", help="tệp bảng chung .xlsx"
    )


def run(options: argparse.Namespace) -> int:
    """Join; 0 where every file counted, 1 where one was refused."""
    from thidua_addin.cli.output import print_json
    from thidua_addin.usecases.rollup import roll_up_files

    done = roll_up_files(options.files, options.out, options.at)
    if options.json:
        print_json(rollup_json(done))
    else:
        _print(done)
    return 1 if done.rolled.refused else 0


def rollup_json(done: RolledUp) -> dict[str, object]:
    """The roll-up for programs; percents are fractions, numbers are texts."""
    rolled = done.rolled
    return {
        "out": str(done.path),
        "previous": str(done.previous) if done.previous else None,
        "year": rolled.year,
        "period": rolled.period.value if rolled.period else None,
        "clusters": [_cluster_json(cluster) for cluster in rolled.clusters],
        "overall": [_place_json(place) for place in rolled.overall],
        "refused": [
            {"file": r.file, "findings": [f.as_json() for f in r.findings]} for r in rolled.refused
        ],
        "findings": [f.as_json() for f in rolled.findings],
    }


def _cluster_json(cluster: RolledCluster) -> dict[str, object]:
    return {
        "campaign": cluster.campaign.id,
        "cluster": cluster.campaign.cluster.name,
        "file": cluster.file,
        "scale": cluster.campaign.scale,
        "basis": cluster.basis,
        "illustrative": cluster.campaign.illustrative,
        "leaders": [unit.unit for unit in cluster.leaders],
        "units": [_unit_json(unit) for unit in cluster.units],
    }


def _unit_json(unit: RolledUnit) -> dict[str, object]:
    return {
        "unit": unit.unit,
        "name": unit.name,
        "status": unit.status.value,
        "total": _text(unit.total),
        "percent": _text(unit.percent),
        "rank": unit.rank,
        "tied": unit.tied,
    }


def _place_json(place: Place) -> dict[str, object]:
    return {
        "campaign": place.unit.campaign,
        "unit": place.unit.unit,
        "name": place.unit.name,
        "percent": _text(place.unit.percent),
        "rank": place.rank,
        "tied": place.tied,
        "basis": place.cluster.basis,
    }


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def _print(done: RolledUp) -> None:
    from thidua_addin.cli.output import print_findings, print_text

    rolled = done.rolled
    for refused in rolled.refused:
        print_text(f"Không nhận {refused.file}:")
        print_findings(refused.findings)
    print_findings(rolled.findings)
    print_text()
    for line in overall_lines(rolled):
        print_text(line)
    print_text(f"Bảng chung: {done.path}")
    if done.previous is not None:
        print_text(f"Bản trước được giữ ở: {done.previous}")


def overall_lines(rolled: RollUp) -> list[str]:
    """The overall table, aligned: rank, unit, percent, cluster, what it stands on."""
    from scoring.numbers import vn_percent
    from scoring.rollup import when

    lines = []
    if rolled.year is not None and rolled.period is not None:
        of = when(rolled.year, rolled.period)
        lines.append(f"Thứ tự chung {of}, theo tỷ lệ % (điểm {rolled.basis})")
    lines.append(f"{'Hạng':>5}  {'Đơn vị':<34} {'Tỷ lệ':>8}  Cụm (căn cứ)")
    for place in rolled.overall:
        rank = "–" if place.rank is None else f"{place.rank}{'=' if place.tied else ''}"
        percent = place.unit.percent
        shown = "–" if percent is None else vn_percent(percent)
        cluster = f"{place.cluster.campaign.cluster.name} ({place.cluster.basis_label})"
        lines.append(f"{rank:>5}  {place.unit.name:<34} {shown:>8}  {cluster}")
    return lines
