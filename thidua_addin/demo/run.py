"""The whole year of a cluster, through the same use cases as the commands and the buttons.

Every step says whether it went as the sample expects; the planted mistakes are found by the same
checks that find a real unit's.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Final

from scoring.campaign import Campaign
from scoring.findings import Finding, Severity, blocking
from scoring.merge import MergeResult, UnitResult
from scoring.numbers import vn_number
from scoring.rules.lateness import Lateness
from scoring.terms import Period, State
from thidua_addin.demo import folder
from thidua_addin.demo.campaign import sample_campaign_text
from thidua_addin.demo.chair_year import MEETING, appraise_sample
from thidua_addin.demo.readme import README_TEXT
from thidua_addin.demo.sample import Sending, UnitSample, entries_of, load_samples
from thidua_addin.form.build import build_form
from thidua_addin.usecases.check import check_form
from thidua_addin.usecases.export import export_summary
from thidua_addin.usecases.issue import chosen_campaign, issue_forms
from thidua_addin.usecases.merge import Merged, merge_folder
from thidua_addin.usecases.notice import make_notices
from thidua_addin.usecases.remind import remind_units
from thidua_addin.usecases.report import write_documents
from thidua_addin.usecases.submit import sealed_name, submit_form
from thidua_addin.usecases.writing import make_folder, write_bytes

_moment: Final = dt.datetime.fromisoformat
ISSUED_AT: Final = _moment("2021-03-08T08:00")


@dataclass(frozen=True, slots=True)
class Stage:
    """One period: where its forms lie, the chair's summary, and the moment of the merge."""

    period: Period
    folder: str
    summary: str
    merged_at: dt.datetime

    @property
    def title(self) -> str:
        """The period as a sentence begins with it."""
        return f"Kỳ {self.period.label.lower()}"


STAGES: Final = (
    Stage(Period.REGISTRATION, folder.STAGES[0], folder.SUMMARIES[0], _moment("2021-04-01T08:00")),
    Stage(Period.MIDYEAR, folder.STAGES[1], folder.SUMMARIES[1], _moment("2021-07-01T08:00")),
    Stage(Period.YEAR, folder.STAGES[2], folder.SUMMARIES[2], _moment("2021-12-06T08:00")),
)


@dataclass(frozen=True, slots=True)
class Noticed:
    """A finding worth naming, with the unit's code and short name.

    ``planted`` is the story of a mistake made on purpose.
    """

    unit: str
    name: str
    finding: Finding
    planted: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One step: whether it ran as expected, how many findings there were, and which to name."""

    code: str
    title: str
    ok: bool
    errors: int = 0
    warnings: int = 0
    noticed: tuple[Noticed, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DemoResult:
    """All steps, the merge of the year before and after its appraisal, the files made."""

    out: Path
    steps: tuple[Step, ...]
    merged: Merged
    appraised: Merged
    files: tuple[Path, ...]

    @property
    def ok(self) -> bool:
        """Whether every step ran as the sample expects."""
        return all(step.ok for step in self.steps)


@dataclass(frozen=True, slots=True)
class _Job:
    """One submission of one unit on its way: the form that the unit filled."""

    sample: UnitSample
    sending: Sending
    form: Path


@dataclass(frozen=True, slots=True)
class _Year:
    """What every step needs."""

    out: Path
    campaign: Campaign
    samples: tuple[UnitSample, ...]

    def sent(self, stage: Stage) -> Path:
        """The folder in which the chair receives the submissions of a stage."""
        return self.out / folder.SENT / stage.folder

    def summary(self, stage: Stage) -> Path:
        """The chair's summary of a stage."""
        return self.out / stage.summary

    def name(self, unit: str) -> str:
        """The short name of a unit."""
        return self.campaign.units[unit].short_name


def run_demo(out: Path, report: Callable[[Step], None]) -> DemoResult:
    """Run the year in ``out``; ``report`` gets each step when it is done.

    Raises NothingDone where the folder holds anything else (see ``folder``).
    """
    folder.open_folder(out)
    steps: list[Step] = []
    try:
        merged: list[Merged] = []
        for step in _steps(out):
            if isinstance(step, Merged):
                merged.append(step)
                continue
            steps.append(step)
            report(step)
    finally:
        folder.record(out)
    computed, appraised = merged
    return DemoResult(out, tuple(steps), computed, appraised, folder.made(out))


def _steps(out: Path) -> Iterator[Step | Merged]:
    write_bytes(out / folder.README, README_TEXT.encode("utf-8-sig"))
    write_bytes(out / folder.CAMPAIGN, sample_campaign_text().encode("utf-8"))
    campaign = chosen_campaign(out / folder.CAMPAIGN)
    yield Step("campaign", f"Kiểm tra đợt thi đua mẫu “{campaign.id}”: hợp lệ", ok=True)
    year = _Year(out, campaign, load_samples(campaign))
    yield _issue(year)
    for stage in STAGES:
        jobs = _jobs(year, stage)
        yield _fill(year, stage, jobs)
        yield _check(year, stage, jobs)
        yield _submit(year, stage, jobs)
        _write_receipts(year)
        merged = merge_folder(
            out / folder.SENT,
            campaign,
            stage.period,
            year.summary(stage),
            stage.merged_at,
            out / folder.RECEIVED,
        )
        yield _merged(year, stage, merged)
        if stage.period is Period.YEAR:
            yield merged
    yield _export(year)
    appraised = appraise_sample(campaign, year.summary(STAGES[2]), out / folder.APPRAISED)
    yield _appraised(year, appraised)
    yield appraised
    yield _papers(year)


def _issue(year: _Year) -> Step:
    issued = issue_forms(year.campaign, None, year.out / folder.FORMS, ISSUED_AT)
    title = f"Phát hành {len(issued)} biểu mẫu trống"
    return Step("issue", title, ok=len(issued) == len(year.samples))


def _jobs(year: _Year, stage: Stage) -> tuple[_Job, ...]:
    """The submissions of a stage, in the order in which they are sealed."""
    jobs: list[_Job] = []
    for sample in year.samples:
        for number, sending in enumerate(sample.of(stage.period), start=1):
            again = f"_sua-lan{number}" if number > 1 else ""
            name = f"{year.campaign.id}_{sample.unit}{again}.xlsx"
            jobs.append(_Job(sample, sending, year.out / stage.folder / name))
    return tuple(sorted(jobs, key=lambda job: job.sending.sealed_at))


def _fill(year: _Year, stage: Stage, jobs: tuple[_Job, ...]) -> Step:
    """The units fill their forms: the issued form with what was typed into it."""
    make_folder(year.out / stage.folder)
    for job in jobs:
        entries = entries_of(year.campaign, job.sample, job.sending)
        unit = year.campaign.units[job.sample.unit]
        content = build_form(year.campaign, unit, issued_at=ISSUED_AT, entries=entries)
        write_bytes(job.form, content)
    title = f"{stage.title}: các đơn vị nhập {len(jobs)} biểu"
    return Step(f"fill-{stage.period.value}", title, ok=bool(jobs))


def _check(year: _Year, stage: Stage, jobs: tuple[_Job, ...]) -> Step:
    """Check and score every form, against the registration once there is one."""
    ok = True
    counted: list[Finding] = []
    noticed: list[Noticed] = []
    totals: list[Decimal] = []
    for job in jobs:
        checked = check_form(job.form, None, _registration(year, stage, job))
        seen = tuple(_noticed(year, job, checked.findings))
        ok = ok and _as_planned(job.sample, stage.period, seen)
        counted += checked.findings
        noticed += seen
        totals.append(checked.sheet.totals.total)
    title = f"{stage.title}: kiểm tra {len(jobs)} biểu"
    if stage.period is not Period.REGISTRATION:
        low, high = vn_number(min(totals), 2), vn_number(max(totals), 2)
        title += f", chấm điểm (từ {low} đến {high} điểm)"
    code = f"check-{stage.period.value}"
    return Step(code, title, ok, *_counts(counted), tuple(noticed))


def _registration(year: _Year, stage: Stage, job: _Job) -> Path | None:
    if stage.period is Period.REGISTRATION:
        return None
    name = sealed_name(year.campaign.id, job.sample.unit, Period.REGISTRATION, 1)
    return year.sent(STAGES[0]) / name


def _noticed(year: _Year, job: _Job, findings: Iterable[Finding]) -> Iterator[Noticed]:
    """The planted mistakes, and everything that an officer would have to look at."""
    unit, period = job.sample.unit, job.sending.period
    for finding in findings:
        stories = [m.text for m in job.sample.mistakes if m.caused(period, finding)]
        if stories or finding.severity is not Severity.INFO:
            yield Noticed(unit, year.name(unit), finding, stories[0] if stories else None)


def _as_planned(sample: UnitSample, period: Period, seen: tuple[Noticed, ...]) -> bool:
    """Whether the check found all mistakes of the period, and nothing else."""
    planned = [m for m in sample.mistakes if m.period is period]
    found = all(any(m.caused(period, n.finding) for n in seen) for m in planned)
    return found and all(n.planted is not None for n in seen)


def _submit(year: _Year, stage: Stage, jobs: tuple[_Job, ...]) -> Step:
    """Seal and send; where sealing is refused the sample's unit sends the form as it is."""
    ok, sealed = True, 0
    counted: list[Finding] = []
    notes: list[str] = []
    sent = year.sent(stage)
    make_folder(sent)
    for job in jobs:
        submitted = submit_form(job.form, None, sent, job.sending.sealed_at)
        refused = submitted.path is None
        sealed += not refused
        ok = ok and refused == (job.sending.unsealed_as is not None)
        if refused and job.sending.unsealed_as is not None:
            write_bytes(sent / job.sending.unsealed_as, job.form.read_bytes())
            errors = [f for f in submitted.checked.findings if blocking([f])]
            counted += errors
            notes.append(
                f"{year.name(job.sample.unit)} chưa xuất được phiếu nộp vì còn {len(errors)} lỗi, "
                f"gửi luôn biểu chưa niêm phong: {job.sending.unsealed_as}"
            )
    title = f"{stage.title}: niêm phong và gửi {sealed} phiếu nộp"
    code = f"submit-{stage.period.value}"
    return Step(code, title, ok, *_counts(counted), notes=tuple(notes))


def _write_receipts(year: _Year) -> None:
    """The chair's list of receipts, of everything that has come so far."""
    lines = ["Tệp,Thời điểm nhận"]
    for stage in STAGES:
        if not year.sent(stage).is_dir():
            continue
        for sample in year.samples:
            for number, sending in enumerate(sample.of(stage.period), start=1):
                name = sending.unsealed_as or sealed_name(
                    year.campaign.id, sample.unit, stage.period, number
                )
                lines.append(f"{name},{sending.received_at:%Y-%m-%d %H:%M}")
    text = "\r\n".join(lines) + "\r\n"
    write_bytes(year.out / folder.RECEIVED, text.encode("utf-8-sig"))


def _merged(year: _Year, stage: Stage, merged: Merged) -> Step:
    result = merged.result
    expected = {s.unit: s.status[stage.period] for s in year.samples}
    ok = (
        {u.unit: u.status.value for u in result.units} == expected
        and not result.refused
        and not result.ignored
        and not merged.findings
    )
    noticed = [
        Noticed(u.unit, year.name(u.unit), f) for u in result.units for f in u.findings if _worth(f)
    ]
    counted = [f for u in result.units for f in u.findings]
    came = len(result.units) - len(result.missing)
    title = f"{stage.title}: Cụm trưởng tổng hợp {came}/{len(result.units)} đơn vị"
    return Step(
        f"merge-{stage.period.value}",
        title,
        ok,
        *_counts(counted),
        tuple(noticed),
        tuple(_late(year.campaign, result)),
    )


def _worth(finding: Finding) -> bool:
    return finding.severity is not Severity.INFO or finding.code == "SUPERSEDED"


def _late(campaign: Campaign, result: MergeResult) -> Iterator[str]:
    """The units that lose points because their report came late."""
    for criterion in campaign.tree.leaves():
        if isinstance(criterion.rule, Lateness):
            for unit in result.units:
                sentence = _lost(unit, criterion.code)
                if sentence:
                    name = campaign.units[unit.unit].short_name
                    yield f"{name} nộp muộn, {criterion.code}: {sentence}"


def _lost(unit: UnitResult, criterion: str) -> str:
    if unit.sheet is None:
        return ""
    line = unit.sheet.line(criterion)
    late = line.state is State.OK and line.computed is not None and line.computed < line.max_points
    return line.sentence if late else ""


def _export(year: _Year) -> Step:
    of = (STAGES[1], STAGES[2], STAGES[2])
    rows = [
        export_summary(year.summary(stage), year.out / table).rows
        for stage, table in zip(of, folder.TABLES, strict=True)
    ]
    title = f"Xuất bảng số liệu ({rows[-1]} dòng cả năm)"
    return Step("export", title, ok=min(rows) > 0)


def _appraised(year: _Year, merged: Merged) -> Step:
    """Appraisal, vote and decision; the ranking is official from here on."""
    result = merged.result
    title = f"Thẩm định, bỏ phiếu, quyết định: xếp hạng {result.basis_label}"
    noticed = tuple(Noticed("", "Cụm", f) for f in result.findings if _worth(f))
    return Step(
        "appraise",
        title,
        result.rank_basis == "final",
        *_counts(result.findings),
        noticed,
    )


def _papers(year: _Year) -> Step:
    """Notices to the units, letters to those that are missing, documents of the year."""
    summary = year.out / folder.APPRAISED
    noticed = make_notices(summary, None, year.out / folder.NOTICES, MEETING)
    papers = year.out / folder.DOCUMENTS
    reminded = remind_units(summary, papers, MEETING)
    reported = write_documents(summary, papers, MEETING)
    title = (
        f"Soạn {len(reported.documents)} văn bản, {len(reminded.letters)} công văn nhắc, "
        f"{len(noticed.notices)} phiếu thông báo"
    )
    to_complete = len(reported.to_complete)
    note = f"Còn {to_complete} chỗ trong văn bản phải điền tay (đánh dấu vàng)"
    ok = not blocking(reported.findings) and bool(noticed.notices)
    return Step("papers", title, ok, notes=(note,))


def _counts(findings: Iterable[Finding]) -> tuple[int, int]:
    """How many errors and warnings."""
    severities = [f.severity for f in findings]
    return severities.count(Severity.ERROR), severities.count(Severity.WARNING)
