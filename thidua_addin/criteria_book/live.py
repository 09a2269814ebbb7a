"""The checks that work in the workbook itself, as formulas: Python's checks, said in a spreadsheet.

Every check looks at one row of a table by its position, so rows may be sorted and moved. Only
functions that Excel 2010 and LibreOffice share; texts are compared by EXACT, because ``=`` takes
``1.10`` for ``1.1`` and ``a`` for ``A``. A campaign without faults gives empty texts only.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from scoring.snapshot import column_letters
from thidua_addin.criteria_book.columns import LISTS
from thidua_addin.criteria_book.layout import Layout, PlacedTable
from thidua_addin.criteria_book.parameters import PARAMETERS
from thidua_addin.criteria_book.tables import CELLS_OF_TABLE, TABLES_OF_KIND
from thidua_addin.criteria_book.validation import KIND_LIST, USES_FROM
from thidua_addin.criteria_book.words import KINDS, SECTIONS, TABLES

EXTRA_ROWS: Final = 20
"""Positions beyond the prepared rows, for rows that are inserted."""

KIND_NAMES, USE_TITLES, USE_MATRIX, USE_NUMBERS, PARAMETER_CELLS = (
    "rule_kinds",
    "rule_use_titles",
    "rule_uses",
    "rule_use_numbers",
    "rule_parameters",
)
"""Names of cells: on the sheet of lists the kinds, what parameters each uses, their numbers."""

_NEEDS_TABLE: Final = ("bands", "level_map", "award_bonus", "range_minus", "rank_based")


@dataclass(frozen=True, slots=True)
class LiveCheck:
    """One check of one table: where it points to, the formula of its text, how to mend it.

    In ``text``, ``{i}`` is the position of the row; it gives ``""`` where nothing is wrong.
    """

    table: str
    role: str
    text: str
    mend: str


def names(layout: Layout) -> Iterator[tuple[str, str]]:
    """The names that the checks use, each with the cells that it stands for."""
    for table in layout.values():
        for column in table.spec.columns:
            yield table.named(column.role), table.reference(column.role)
    last = 1 + len(KINDS)
    left, right = (column_letters(USES_FROM + i) for i in (0, len(PARAMETERS) - 1))
    yield KIND_NAMES, KIND_LIST
    for name, top, bottom in (
        (USE_TITLES, 1, 1),
        (USE_MATRIX, 2, last),
        (USE_NUMBERS, last + 1, last + 1),
    ):
        yield name, f"'{LISTS}'!${left}${top}:${right}${bottom}"
    criteria = layout["criteria"]
    left, right = (
        column_letters(criteria.spec.position(PARAMETERS[i].column.role)) for i in (0, -1)
    )
    sheet = criteria.spec.sheet
    yield (
        PARAMETER_CELLS,
        f"'{sheet}'!${left}${criteria.first_row}:${right}${criteria.last_row}",
    )


def live_checks(layout: Layout) -> Iterator[LiveCheck]:
    """All checks, each to be asked of every row of its table."""
    yield from _criteria(layout)
    yield from _parameters(layout)
    yield from _levels(layout)
    yield from _band_edges(layout)
    yield from _references(layout)


def positions(table: PlacedTable) -> int:
    """How many rows of a table are looked at."""
    return table.last_row - table.first_row + 1 + EXTRA_ROWS


def number_text(number: str) -> str:
    """A formula for a number as Vietnamese text, whatever the computer's locale."""
    return f'SUBSTITUTE(SUBSTITUTE(ROUND({number},6)&"",".",","),"-","−")'


class _Rows:
    """Formulas about the row at position ``{i}`` of a table."""

    def __init__(self, layout: Layout, table: str) -> None:
        self._table = layout[table]

    def all(self, role: str) -> str:
        """Every cell of a column."""
        return self._table.named(role)

    def own(self, role: str) -> str:
        """The row's cell in a column."""
        return f"INDEX({self.all(role)},{{i}})"

    def count(self, role: str, value: str) -> str:
        """How many cells of a column are exactly this text."""
        return f"SUMPRODUCT(--EXACT({self.all(role)},{value}))"

    def used(self) -> str:
        """Whether anything stands in the row."""
        columns = [c.role for c in self._table.spec.columns[:7]]
        return "(" + "&".join(self.own(role) for role in columns) + ')<>""'


def _when(condition: str, text: str) -> str:
    return f'IF({condition},{text},"")'


def _criteria(layout: Layout) -> Iterator[LiveCheck]:
    rows = _Rows(layout, "criteria")
    code, parent, kind, points = (rows.own(r) for r in ("code", "parent", "kind", "max_points"))
    children = rows.count("parent", f'{code}&""')
    has_children = f'AND({code}<>"",{children}>0)'
    sub_sum = f'{kind}="{KINDS["sub_sum"]}"'

    def check(role: str, condition: str, text: str, mend: str) -> LiveCheck:
        return LiveCheck("criteria", role, _when(condition, text), mend)

    yield check("code", f'AND({rows.used()},{code}="")', '"Thiếu mã tiêu chí."',
                "Ghi mã ở cột Mã, hoặc xóa cả dòng.")  # fmt: skip
    same = rows.count("code", f'{code}&""')
    yield check("code", f'AND({code}<>"",{same}>1)', f'"Mã "&{code}&" có ở "&{same}&" dòng."',
                "Đặt cho mỗi tiêu chí một mã riêng; sửa mã cha của tiêu chí con.")  # fmt: skip
    known = rows.count("code", f'{parent}&""')
    yield check("parent", f'AND({parent}<>"",{known}=0)',
                f'"Không có tiêu chí nào mang mã cha “"&{parent}&"”."',
                "Chọn mã cha có ở cột Mã, hoặc để trống nếu là nội dung gốc.")  # fmt: skip
    circle = f"SUMPRODUCT(EXACT({rows.all('code')},{parent})*EXACT({rows.all('parent')},{code}))>0"
    yield check("parent", f'AND({parent}<>"",{code}<>"",{circle})',
                f'"Mã cha “"&{parent}&"” lại nằm trong chính "&{code}&"."',
                "Sửa mã cha để các tiêu chí tạo thành cây.")  # fmt: skip
    core = SECTIONS["core"]
    section = rows.own("section")
    sections = rows.all("section")
    same_section = (
        f"SUMPRODUCT(EXACT({rows.all('code')},{parent})*(({sections}={section})"
        f'+({sections}="")*({section}="{core}")+({sections}="{core}")*({section}="")))'
    )
    yield check("section", f'AND({parent}<>"",{known}>0,{same_section}=0)',
                '"Phần điểm khác với phần điểm của tiêu chí cha."',
                "Chọn phần điểm giống tiêu chí cha.")  # fmt: skip
    kinds = "+".join(f'({kind}="{label}")' for label in KINDS.values())
    yield check("kind", f'AND({rows.used()},{kind}="")', '"Chưa chọn loại quy tắc."',
                "Chọn một loại trong danh sách.")  # fmt: skip
    yield check("kind", f'AND({kind}<>"",{kinds}=0)', f'"Không có loại quy tắc “"&{kind}&"”."',
                "Chọn một loại trong danh sách.")  # fmt: skip
    yield check("kind", f"AND({has_children},{kind}<>\"\",NOT({sub_sum}))",
                f'"Có "&{children}&" tiêu chí con nên không có quy tắc chấm riêng."',
                f"Chọn “{KINDS['sub_sum']}”, hoặc bỏ các tiêu chí con.")  # fmt: skip
    yield check("kind", f'AND({sub_sum},{code}<>"",{children}=0)', '"Chưa có tiêu chí con nào."',
                "Thêm tiêu chí con có mã cha là mã này, hoặc chọn loại quy tắc khác.")  # fmt: skip
    yield check("max_points", f"AND({rows.used()},NOT(N({points})>0))",
                '"Điểm chuẩn phải là số lớn hơn 0."', "Gõ số, ví dụ 2,5.")  # fmt: skip
    yield from _sums(rows, check_points=f"AND({has_children},{sub_sum})")


def _sums(rows: _Rows, check_points: str) -> Iterator[LiveCheck]:
    """Children that do not add up to their parent, and caps that cannot be."""
    code, points, cap = rows.own("code"), rows.own("max_points"), rows.own("cap")
    total = f'SUMPRODUCT(--EXACT({rows.all("parent")},{code}&""),{rows.all("max_points")})'
    text = (
        f'"Tổng tiêu chí con "&{number_text(total)}&", điểm chuẩn "&{number_text(f"N({points})")}'
        f'&", chênh "&{number_text(f"{total}-N({points})")}&"."'
    )
    differs = f"ROUND({total}-N({points}),9)<>0"
    yield LiveCheck(
        "criteria", "max_points", _when(f'AND({check_points},{cap}="",{differs})', text),
        "Sửa điểm của các tiêu chí con hoặc điểm chuẩn cho bằng nhau.",
    )  # fmt: skip
    section = rows.own("section")
    in_core = f'OR({section}="",{section}="{SECTIONS["core"]}")'
    given = f'AND({check_points},{cap}<>"")'
    yield LiveCheck(
        "criteria", "cap", _when(f"AND({given},{in_core})", '"Điểm nội dung không dùng trần."'),
        "Xóa mức trần; điểm chuẩn bằng tổng các tiêu chí con.",
    )  # fmt: skip
    wrong = f"OR(N({cap})<>N({points}),ROUND(N({cap})-{total},9)>0)"
    text = (
        f'"Mức trần "&{number_text(f"N({cap})")}&", điểm chuẩn "&{number_text(f"N({points})")}'
        f'&", tổng tiêu chí con "&{number_text(total)}&"."'
    )
    yield LiveCheck(
        "criteria", "cap", _when(f"AND({given},NOT({in_core}),{wrong})", text),
        "Mức trần phải bằng điểm chuẩn và không lớn hơn tổng các tiêu chí con.",
    )  # fmt: skip


def _parameters(layout: Layout) -> Iterator[LiveCheck]:
    rows = _Rows(layout, "criteria")
    kind = rows.own("kind")
    cells = f"INDEX({PARAMETER_CELLS},{{i}},0)"
    use = f"INDEX({USE_MATRIX},MATCH({kind},{KIND_NAMES},0),0)"
    for wrong, text, mend in (
        (f'({cells}<>"")*({use}=0)', "Ô thừa, loại quy tắc không dùng: “",
         "Xóa nội dung ô tô đỏ trên dòng này, hoặc chọn lại loại quy tắc."),
        (f'({cells}="")*({use}=2)', "Thiếu tham số: “",
         "Điền ô tô vàng trên dòng này."),
    ):  # fmt: skip
        # The last such column: MAX inside SUMPRODUCT works on arrays everywhere.
        column = f"SUMPRODUCT(MAX({wrong}*{USE_NUMBERS}))"
        said = f'"{text}"&INDEX({USE_TITLES},{column})&"”."'
        formula = f'IFERROR({_when(f"SUMPRODUCT({wrong})>0", said)},"")'
        yield LiveCheck("criteria", "kind", formula, mend)
    levels = _Rows(layout, "levels")
    code = rows.own("code")
    needs = "+".join(f'({kind}="{KINDS[k]}")' for k in _NEEDS_TABLE)
    none = levels.count("criterion", f'{code}&""') + "=0"
    yield LiveCheck(
        "criteria",
        "kind",
        _when(f'AND({code}<>"",{needs}>0,{none})', '"Chưa có dòng nào ở trang Bảng mức."'),
        "Ghi các khoảng, mức hoặc thứ hạng của tiêu chí này ở trang Bảng mức.",
    )


def _levels(layout: Layout) -> Iterator[LiveCheck]:
    rows, criteria = _Rows(layout, "levels"), _Rows(layout, "criteria")
    code, table = rows.own("criterion"), rows.own("table")

    def check(role: str, condition: str, text: str, mend: str) -> LiveCheck:
        return LiveCheck("levels", role, _when(condition, f'"{text}"'), mend)

    yield check("table", f'AND({rows.used()},{table}="")', "Chưa chọn loại dòng.",
                "Chọn loại dòng trong danh sách.")  # fmt: skip
    kinds = criteria.all("kind")
    fits = "+".join(
        f'({table}="{TABLES[name]}")*({kinds}="{KINDS[kind]}")'
        for kind, names in TABLES_OF_KIND.items()
        for name in names
    )
    owner = f'EXACT({criteria.all("code")},{code}&"")'
    owned = f'SUMPRODUCT({owner}*({kinds}<>""))>0'
    yield check("table", f'AND({table}<>"",{code}<>"",{owned},SUMPRODUCT({owner}*({fits}))=0)',
                "Loại dòng không hợp với loại quy tắc của tiêu chí.",
                "Chọn lại loại dòng hoặc loại quy tắc.")  # fmt: skip
    both = f'({rows.own("points")}<>"")+({rows.own("percent")}<>"")'
    yield check("points", f'AND({table}="{TABLES["bands"]}",{both}<>1)',
                "Khoảng phải ghi đúng một trong hai: điểm, hoặc % điểm chuẩn.",
                "Giữ lại một ô.")  # fmt: skip
    spare = {}
    for role in ("label", "from", "to", "points", "percent", "off", "count"):
        users = "+".join(
            f'({table}="{TABLES[name]}")' for name, cells in CELLS_OF_TABLE.items() if role in cells
        )
        spare[layout["levels"].spec.column(role).title] = f'AND({rows.own(role)}<>"",{users}=0)'
    names = "&".join(f'IF({wrong},"“{title}” ","")' for title, wrong in spare.items())
    yield LiveCheck(
        "levels",
        "table",
        _when(f'AND({table}<>"",OR({",".join(spare.values())}))', f'"Ô thừa: "&{names}'),
        "Xóa nội dung ô tô đỏ trên dòng này, hoặc chọn lại loại dòng.",
    )
    labelled = "+".join(f'({table}="{TABLES[n]}")' for n in ("levels", "severities", "statuses"))
    yield check("label", f'AND({labelled}>0,{rows.own("label")}="")', "Thiếu tên mức.",
                "Ghi tên mức như trong danh sách chọn của biểu mẫu.")  # fmt: skip


def _band_edges(layout: Layout) -> Iterator[LiveCheck]:
    """Overlaps, gaps and ends, of half-open bands and of ranges of ranks."""
    rows = _Rows(layout, "levels")
    low, high, table = rows.own("from"), rows.own("to"), rows.own("table")
    lows, highs = rows.all("from"), rows.all("to")
    group = f"EXACT({rows.all('criterion')},{rows.own('criterion')})*({rows.all('table')}={table})"
    band, rank = f'{table}="{TABLES["bands"]}"', f'{table}="{TABLES["ranks"]}"'

    def check(role: str, condition: str, text: str, mend: str) -> LiveCheck:
        return LiveCheck("levels", role, _when(condition, text), mend)

    numeric = f'AND(OR({low}="",ISNUMBER({low})),OR({high}="",ISNUMBER({high})))'
    empty = f'AND({low}<>"",{high}<>"",OR({low}>{high},AND({band},{low}={high})))'
    yield check("to", f"AND({numeric},{empty})", '"Từ phải nhỏ hơn Đến."', "Sửa hai ô cho đúng.")
    below = f'((({lows}="")+({lows}<{high})+({high}=""))>0)'
    above = f'((({highs}="")+({highs}>{low})+({low}=""))>0)'
    overlap = f"SUMPRODUCT({group}*{below}*{above})>1"
    text = '"Khoảng này chồng lên khoảng khác của cùng tiêu chí."'
    mend = "Sửa để Đến của khoảng dưới bằng Từ của khoảng trên (Từ tính cả, Đến không tính)."
    yield check("from", f"AND({band},{numeric},{overlap})", text, mend)
    holds = f'((({lows}="")+({lows}<={high}))>0)*((({highs}="")+({highs}>{high}))>0)'
    next_band = f"SUMPRODUCT({group}*{holds})"
    text = f'"Hở: không khoảng nào nhận giá trị từ "&{number_text(high)}&"."'
    yield check("to", f'AND({band},ISNUMBER({high}),{next_band}=0)', text,
                "Nối với khoảng trên; khoảng cao nhất để trống Đến.")  # fmt: skip
    lower = f'SUMPRODUCT({group}*((({lows}="")+({lows}<{low}))>0))'
    text = f'"Hở: không khoảng nào nhận giá trị dưới "&{number_text(low)}&"."'
    yield check("from", f"AND({band},N({low})>0,{lower}=0)", text,
                "Nối với khoảng dưới; khoảng thấp nhất để trống Từ.")  # fmt: skip
    up_to = f'((({lows}<={high})+({high}=""))>0)'
    from_on = f'((({highs}="")+({highs}>={low}))>0)'
    overlap = f"SUMPRODUCT({group}*{up_to}*{from_on})>1"
    yield check("from", f"AND({rank},{numeric},{overlap})", '"Thứ hạng chồng lên dòng khác."',
                "Mỗi thứ hạng chỉ thuộc một dòng.")  # fmt: skip
    following = f"SUMPRODUCT({group}*({lows}={high}+1))"
    text = f'"Hở: không dòng nào nhận thứ hạng "&({high}+1)&"."'
    yield check("to", f"AND({rank},ISNUMBER({high}),{following}=0)", text,
                "Dòng sau bắt đầu từ thứ hạng kế tiếp; dòng cuối để trống Đến.")  # fmt: skip
    text = f'"Hở: không dòng nào nhận thứ hạng trước "&{low}&"."'
    yield check("from", f"AND({rank},N({low})>1,{lower}=0)", text, "Bắt đầu từ thứ hạng 1.")


def _references(layout: Layout) -> Iterator[LiveCheck]:
    """Codes in other tables that stand for nothing."""
    criteria, units = _Rows(layout, "criteria"), _Rows(layout, "units")
    for table in ("levels", "inputs", "uses", "balances", "tie_break", "decisions"):
        rows = _Rows(layout, table)
        code = rows.own("criterion")
        unknown = f"{criteria.count('code', code + chr(38) + chr(34) * 2)}=0"
        yield LiveCheck(
            table, "criterion",
            _when(f'AND({code}<>"",{unknown})', f'"Không có tiêu chí “"&{code}&"”."'),
            "Chọn một mã ở trang Tiêu chí, hoặc xóa dòng.",
        )  # fmt: skip
        if table not in ("tie_break", "decisions"):
            yield LiveCheck(
                table, "criterion", _when(f'AND({rows.used()},{code}="")', '"Thiếu mã tiêu chí."'),
                "Chọn một mã ở trang Tiêu chí, hoặc xóa dòng.",
            )  # fmt: skip
    yield from _input_references(layout)
    code = units.own("code")
    yield LiveCheck(
        "units", "code",
        _when(f'AND({code}<>"",{units.count("code", code)}>1)', f'"Mã đơn vị "&{code}&" trùng."'),
        "Đặt cho mỗi đơn vị một mã riêng.",
    )  # fmt: skip
    yield LiveCheck(
        "units", "code", _when(f'AND({units.used()},{code}="")', '"Thiếu mã đơn vị."'),
        "Ghi mã, hoặc xóa dòng.",
    )  # fmt: skip


def _input_references(layout: Layout) -> Iterator[LiveCheck]:
    inputs = _Rows(layout, "inputs")
    owners, codes = inputs.all("criterion"), inputs.all("code")
    own = f"EXACT({owners},{inputs.own('criterion')})*EXACT({codes},{inputs.own('code')})"
    yield LiveCheck(
        "inputs", "code",
        _when(f'AND({inputs.own("code")}<>"",SUMPRODUCT({own})>1)',
              '"Mã số đếm bị trùng trong cùng tiêu chí."'),
        "Đặt cho mỗi số đếm một mã riêng.",
    )  # fmt: skip
    for table, role in (("uses", "input"), ("balances", "total"), ("levels", "count")):
        rows = _Rows(layout, table)
        name, owner = rows.own(role), rows.own("criterion")
        full = f'IF(ISNUMBER(FIND(":",{name})),{name}&"",{owner}&":"&{name})'
        known = f'SUMPRODUCT(--EXACT({owners}&":"&{codes},{full}))'
        yield LiveCheck(
            table, role,
            _when(f'AND({name}<>"",{known}=0)', f'"Không có số đếm “"&{name}&"”."'),
            "Chọn mã ở trang Số liệu; số đếm của tiêu chí khác ghi dạng II.6:CC.TS.",
        )  # fmt: skip
