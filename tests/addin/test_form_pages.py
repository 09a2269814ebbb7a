"""Where printed pages of a form end."""

from __future__ import annotations

from thidua_addin.form.pages import Breaking, Row, page_breaks, page_room, print_scale


def rows(*heights: float) -> list[Row]:
    return [Row(number, height) for number, height in enumerate(heights, start=1)]


def test_pages_end_where_the_next_row_does_not_fit() -> None:
    assert page_breaks(rows(40, 40, 40, 40, 40), 100, Breaking()) == [2, 4]


def test_later_pages_begin_with_the_repeated_rows() -> None:
    # 30 repeated: from the second page on only one row of 40 fits
    assert page_breaks(rows(40, 40, 40, 40), 100, Breaking(repeated=30)) == [2, 3]


def test_what_belongs_together_moves_as_a_whole() -> None:
    assert page_breaks(rows(40, 40, 40), 100, Breaking(together=[2])) == [1]


def test_no_break_where_everything_fits() -> None:
    assert page_breaks(rows(40, 30, 30), 100, Breaking(together=[2])) == []


def test_a_row_that_starts_a_page_does_so_though_there_is_room() -> None:
    assert page_breaks(rows(10, 10, 10), 100, Breaking(starts=[3])) == [2]
    assert page_breaks(rows(10, 10, 10), 100, Breaking(starts=[1])) == []


def test_a_run_higher_than_a_page_parts_where_it_may() -> None:
    # 20 + 60 + 60 are higher than a page: they part after the 20 + 60
    assert page_breaks(rows(50, 20, 60, 60), 100, Breaking(together=[2], rather=[3])) == [1, 3]


def test_a_run_that_must_not_part_flows_on_by_itself() -> None:
    # rows 1 to 3 take a page and a half; row 4 fits below them, row 5 does not
    assert page_breaks(rows(50, 50, 50, 40, 40), 100, Breaking(together=[1, 2])) == [4]


def test_hidden_rows_take_no_room() -> None:
    assert page_breaks(rows(0, 50, 0, 50, 0, 50), 100, Breaking()) == [5]


def test_the_scale_is_a_whole_percentage_of_the_page() -> None:
    # 252 mm between the margins are 714.33 points; 121 digits of 8 pixels and 5 are 729.75
    assert print_scale([121], landscape=True) == 97
    # 165 mm upright are 467.72 points: 50 digits, 303.75 points, are not enlarged
    assert print_scale([50], landscape=False) == 100


def test_a_page_holds_more_of_what_is_scaled_down() -> None:
    # 170 mm are 481.89 points; 97 % of them in use, at half size twice as many
    assert round(page_room(50, landscape=True), 1) == 934.9
