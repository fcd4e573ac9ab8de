"""Ways of writing one tree of units, each with what a reading says that it made of it."""

import unicodedata

from survey_app.institutions.roster import Said
from tests.institutions.tables import DOWN, HEAD, LEVELS, ROWS, Table, head, with_counts

BY_NAME = [
    ["기획조정실", "", 4],
    ["기획담당관", "기획조정실", 18],
    ["예산담당관", "기획조정실", 16],
    ["감사과", "", 12],
]
NFD = [[unicodedata.normalize("NFD", str(value)) for value in row] for row in [HEAD, *ROWS]]
INVISIBLE = [
    ["\ufeff부서\u200b코드", *HEAD[1:]],
    ["P\u200b", "기획\u200b조정실", "\u00a0", "4\u200b"],
    *ROWS[1:],
]
READ = {
    # What stands above and beside the table
    "plain": (Table([HEAD, *ROWS]), set()),
    "title line above": (Table([["○○부 부서별 현원 현황"], HEAD, *ROWS]), set()),
    "title, empty and unit line above": (
        Table([["2026년 조직 현황"], [], ["", "", "", "", "(단위: 명, 2026. 11. 1. 기준)"], HEAD, *ROWS]),
        set(),
    ),
    "title merged over the table": (Table([["조직 현황"], HEAD, *ROWS], ("A1:E1",)), set()),
    "empty columns on the left": (Table([["", "", *HEAD], *[["", "", *row] for row in ROWS]]), set()),
    "numbers and remarks beside": (
        Table([["연번", *HEAD, "비고"], *[[at, *row, "", "신설"] for at, row in enumerate(ROWS, 1)]]),
        set(),
    ),
    "footnotes below": (
        Table([HEAD, *ROWS, [], ["※ 휴직자 제외"], ["주) 파견자 포함"]]),
        {Said.LINES_LEFT_OUT},
    ),
    "header printed again": (Table([HEAD, *ROWS[:2], HEAD, *ROWS[2:]]), {Said.LINES_LEFT_OUT}),
    "columns in another order": (Table([HEAD[::-1], *[["", *row[::-1]] for row in ROWS]]), set()),
    # Sheets
    "instructions first": (
        Table(
            [HEAD, *ROWS],
            sheets={"작성요령": [["1. 부서마다 한 행을 적습니다."], ["2. 인원은 직속만 적습니다."]]},
        ),
        {Said.SHEETS_PASSED_OVER},
    ),
    "empty sheets": (Table([HEAD, *ROWS], sheets={"Sheet2": [], "Sheet3": []}), set()),
    "a hidden sheet of last year": (
        Table([HEAD, *ROWS], sheets={"2025": [HEAD, ["X", "옛과", "", 1]]}, hidden=("2025",)),
        set(),
    ),
    # Headers
    "two lines, merged": (
        Table(
            [["부서코드", "부서명", "상위부서코드", "인원", ""], ["", "", "", "정원", "현원"]]
            + [[*row[:3], 99, row[3]] for row in ROWS],
            ("A1:A2", "B1:B2", "C1:C2", "D1:E1"),
        ),
        {Said.COUNT_CHOSEN},
    ),
    "two lines, not merged": (
        Table(
            [["부서코드", "부서명", "상위부서코드", "인원", ""], ["", "", "", "정원", "현원"]]
            + [[*row[:3], 99, row[3]] for row in ROWS]
        ),
        {Said.COUNT_CHOSEN},
    ),
    "two lines, by sex": (
        Table(
            [["부서코드", "부서명", "상위부서코드", "현원", "", ""], ["", "", "", "계", "남", "여"]]
            + [[*row[:3], row[3], 1, row[3] - 1] for row in ROWS],
            ("A1:A2", "B1:B2", "C1:C2", "D1:F1"),
        ),
        set(),
    ),
    "spaces in titles": (
        Table([["부 서 코 드", "부 서 명", "상위 부서 코드", "인 원", "E - mail"], *ROWS]),
        set(),
    ),
    "brackets in titles": (Table([head(code="부서 코드(7자리)", count="인원(명)"), *ROWS]), set()),
    "정원": (Table([head(count="정원"), *ROWS]), set()),
    "현원수": (Table([head(count="현원수"), *ROWS]), set()),
    "정원 beside 현원": (
        Table([[*head(count="현원"), "정원"], *[[*row, "", 99] for row in ROWS]]),
        {Said.COUNT_CHOSEN},
    ),
    "조직명": (Table([head(name="조직명", count="현원"), *ROWS]), set()),
    "기관코드": (Table([head(code="기관코드", parent="차상위기관코드", name="최하위기관명"), *ROWS]), set()),
    "메일주소": (Table([head(emails="메일주소"), *ROWS]), set()),
    "소속": (Table([head(name="소속"), *ROWS]), set()),
    "English": (Table([["Unit Code", "Department", "Parent", "Headcount", "E-mail"], *ROWS]), set()),
    "line breaks in titles": (
        Table([["부서\n코드", "부서\n명", "상위\n부서코드", "인원\n(명)", "이메일"], *ROWS]),
        set(),
    ),
    "구분 for the unit": (
        Table([["구분", "상위부서", "현원"], *BY_NAME]),
        {Said.CODES_MADE, Said.PARENTS_BY_NAME},
    ),
    # Parents and codes
    "parent by name": (
        Table([HEAD, ROWS[0], *[[*row[:2], "기획조정실", row[3]] for row in ROWS[1:3]], ROWS[3]]),
        {Said.PARENTS_BY_NAME},
    ),
    "parent by name with a space": (
        Table([HEAD, ROWS[0], *[[*row[:2], "기획 조정실", row[3]] for row in ROWS[1:3]], ROWS[3]]),
        {Said.PARENTS_BY_NAME},
    ),
    "parent in other case": (
        Table([HEAD, ROWS[0], *[[*row[:2], "p", row[3]] for row in ROWS[1:3]], ROWS[3]]),
        set(),
    ),
    "no codes": (Table([["부서명", "상위부서", "인원"], *BY_NAME]), {Said.CODES_MADE, Said.PARENTS_BY_NAME}),
    "a dash for no parent": (Table([HEAD, *[[*row[:2], row[2] or "-", row[3]] for row in ROWS]]), set()),
    "the institution as parent": (
        Table([HEAD, *[[*row[:2], row[2] or "가온부", row[3]] for row in ROWS]]),
        {Said.PARENT_IS_THE_INSTITUTION},
    ),
    "merged parent": (
        Table([HEAD, ROWS[0], ROWS[1], ["P2", "예산담당관", "", 16], ROWS[3]], ("C3:C4",)),
        {Said.MERGED_CELLS_FILLED},
    ),
    "wide letters in codes": (
        Table(
            [
                HEAD,
                ["Ｐ", "기획조정실", "", 4],
                ["Ｐ１", "기획담당관", "P", 18],
                ["P2", "예산담당관", "Ｐ", 16],
                ROWS[3],
            ]
        ),
        set(),
    ),
    # Levels side by side
    "levels": (Table([["실국", "과", "인원"], *LEVELS]), {Said.LEVELS_READ, Said.CODES_MADE}),
    "levels, written once": (
        Table([["실국", "과", "인원"], *DOWN]),
        {Said.LEVELS_READ, Said.LEVELS_FILLED_DOWN, Said.CODES_MADE},
    ),
    "levels, merged": (
        Table([["실국", "과", "인원"], *DOWN], ("A2:A4",)),
        {Said.LEVELS_READ, Said.MERGED_CELLS_FILLED, Said.CODES_MADE},
    ),
    "levels under one merged title": (
        Table([["부서명", "", "인원"], *LEVELS], ("A1:B1",)),
        {Said.LEVELS_READ, Said.CODES_MADE},
    ),
    "levels, merged, and a dash": (
        Table([["실국", "과", "인원"], *DOWN[:3], ["-", "감사과", 12]], ("A2:A4",)),
        {Said.LEVELS_READ, Said.MERGED_CELLS_FILLED, Said.CODES_MADE},
    ),
    "levels, one of them empty": (
        Table([["실국", "과", "인원"], *LEVELS[:3], ["", "감사과", 12]]),
        {Said.LEVELS_READ, Said.LEVELS_LEFT_EMPTY, Said.CODES_MADE},
    ),
    "Korean and English titles": (
        Table([HEAD, ["Unit code", "Name", "Parent", "Headcount", "E-mail"], *ROWS]),
        set(),
    ),
    "levels called 본부 and 부서": (
        Table([["본부", "부서", "현원"], *LEVELS]),
        {Said.LEVELS_READ, Said.CODES_MADE},
    ),
    "levels from right to left": (
        Table([["인원", "과", "국"], *[row[::-1] for row in LEVELS]]),
        {Said.LEVELS_READ, Said.CODES_MADE},
    ),
    "levels with the name repeated": (
        Table(
            [["실국", "과", "인원"], ["기획조정실", "기획조정실", 4], *LEVELS[1:3], ["감사과", "감사과", 12]]
        ),
        {Said.LEVELS_READ, Said.CODES_MADE},
    ),
    "levels with codes": (
        Table(
            [
                ["부서코드", "실국", "과", "인원"],
                *[[code[0], *row] for code, row in zip(ROWS, LEVELS, strict=True)],
            ]
        ),
        {Said.LEVELS_READ},
    ),
    "the institution as the first level": (
        Table([["기관명", "실국", "과", "인원"], *[["가온부", *row] for row in LEVELS]]),
        {Said.LEVELS_READ, Said.PARENT_IS_THE_INSTITUTION, Said.CODES_MADE},
    ),
    "계 beside grades": (
        Table([["부서코드", "실과소", "상위부서", "계", "5급", "6급"], *[[*row, 1, 2] for row in ROWS]]),
        set(),
    ),
    "levels with a subtotal": (
        Table([["실국", "과", "인원"], ["기획조정실", "소계", 38], *LEVELS]),
        {Said.LEVELS_READ, Said.TOTAL_LEFT_OUT, Said.CODES_MADE},
    ),
    # Numbers
    "12.0": (Table([HEAD, *with_counts("4.0", "18.0", 16.0, "12.00")]), set()),
    "wide digits": (Table([HEAD, *with_counts("４", "１８", "１６", "１２")]), set()),
    "32명": (Table([HEAD, *with_counts("4명", "18 명", "16인", "12명")]), set()),
    "numbers as text": (Table([HEAD, *with_counts("4", " 18", "16 ", "12")]), set()),
    # Letters
    "NFD": (Table(NFD), set()),
    "invisible signs": (Table(INVISIBLE), set()),
    # Totals
    "합계 with a code": (Table([HEAD, *ROWS, ["T", "합계", "", 50]]), {Said.TOTAL_LEFT_OUT}),
    "합계 without a code": (Table([HEAD, *ROWS, ["", "합 계", "", 50]]), {Said.TOTAL_LEFT_OUT}),
    "계 in the first column": (
        Table([["연번", *HEAD], ["계", "", "", "", 50], *[[at, *row] for at, row in enumerate(ROWS, 1)]]),
        {Said.TOTAL_LEFT_OUT},
    ),
    "총계 merged": (Table([HEAD, *ROWS, ["총계", "", "", 50]], ("A6:C6",)), {Said.TOTAL_LEFT_OUT}),
    "subtotal by name": (
        Table([HEAD, *ROWS[:3], ["", "기획조정실 소계", "P", 38], ROWS[3], ["", "누계", "", 50]]),
        {Said.TOTAL_LEFT_OUT},
    ),
    "a bureau's 계": (
        Table([HEAD, *ROWS[:3], ["", "기획조정실 계", "", 38], ROWS[3]]),
        {Said.TOTAL_LEFT_OUT},
    ),
    "a total that is wrong": (
        Table([HEAD, *ROWS, ["", "[합계]", "", 51]]),
        {Said.TOTAL_LEFT_OUT, Said.TOTAL_DIFFERS},
    ),
    "Total": (Table([HEAD, *ROWS, ["", "Grand Total", "", 50]]), {Said.TOTAL_LEFT_OUT}),
    "전체": (Table([HEAD, ["", "전체", "", 50], *ROWS]), {Said.TOTAL_LEFT_OUT}),
}
