"""The words by which offices call the columns of a roster, in Korean and English."""

from collections.abc import Mapping
from enum import StrEnum


class Column(StrEnum):
    """The columns of a roster."""

    CODE = "code"
    NAME_KO = "name_ko"
    NAME_EN = "name_en"
    PARENT = "parent"
    HEADCOUNT = "headcount"
    EMAILS = "emails"
    LEVEL = "level"
    PERSON = "person"


HEADERS: Mapping[Column, str] = {
    Column.CODE: """
        부서코드 코드 조직코드 기관코드 소속코드 부서번호 조직번호 단위코드 과코드
        unitcode code departmentcode deptcode orgcode unitid
    """,
    Column.NAME_KO: """
        부서명 부서명한글 부서명국문 한글부서명 국문부서명 부서이름 부서 조직명 조직 조직이름 기관명
        소속 소속명 소속부서 소속부서명 근무부서 담당부서 소관부서 단위부서 최하위기관명
        과명 실과명 팀명 부서팀명 부서별 과별 실과별 조직별 소속별 실과소 실과소명 기구 기구명 직제
        unit unitname nameko department departmentname dept koreanname
        organization organisation orgname organizationname
    """,
    Column.NAME_EN: """
        부서명영문 영문명 영문부서명 부서영문명 영어명 부서명영어 조직명영문
        nameen englishname unitnameen nameenglish
    """,
    Column.PARENT: """
        상위부서코드 상위부서 상위부서명 상위코드 상위조직코드 상위조직 상위조직명 상위소속 상위단위 상위
        상위기관코드 상위기관명 상위기관 차상위기관코드 차상위기관명 차상위기관 차상위부서코드 차상위부서
        상급부서 상급부서코드 상급기관 parent parentcode parentunit parentname reportsto
    """,
    Column.EMAILS: """
        이메일 이메일주소 전자우편 전자우편주소 전자메일 메일 메일주소 e메일 공직메일 온나라메일 업무메일
        email emails emailaddress emailaddresses mail
    """,
    Column.PERSON: """
        성명 직원명 사원명 직원성명 공무원명 사번 직원번호 공무원번호 행정번호 직급 직위 직급명 직위명
        fullname employee employeename employeeid rank
    """,
}
# Words that name a unit where nothing else does, and something else beside a word of HEADERS.
LOOSE_NAMES = "이름 구분 name"
LOOSE_PERSONS = "이름 name"
# Which number of people is taken where a table has several: who is here answers, not what is planned.
# Words of one line mean the same, and two columns of them are a fault.
COUNTS = (
    "직속인원 직속현원 직속인원수 directheadcount",
    "현원 현원수 현원현황 현인원 현재원 재직인원 재직자수 재직자 현원인원 현원계 현원합계 현원소계 현원총계",
    """인원 인원수 인원현황 직원수 총인원 구성원수 대상인원 대상자수 인원계 인원합계 인원소계 인원총계
    headcount people members staff employees numberofpeople numberofemployees""",
    "정원 정원수 총정원 정원계 정원합계 정원소계 정원총계 quota",
    "계 합계 총계 총원 총수 total",
)
# Levels of a tree that stands in columns side by side, from above.
LEVELS = (
    "본부 본부명 부문 사업부 기관 기관명 소속 소속기관 1단계 1차조직 대조직 level1 division",
    "실국 실국명 실국본부 실 국 실국관 국실 실본부 실국단 국명 2단계 2차조직 중조직 level2",
    "관 단 심의관 부 처 센터 bureau",
    "과 과팀 실과 과담당관 담당관 과명 부서 부서명 3단계 3차조직 소조직 level3 department dept",
    "팀 팀명 4단계 4차조직 level4 team",
)
SPLITS = frozenset(["계", "합계", "소계", "총계", "남", "여", "남성", "여성", "결원", "비고", "과부족"])
BY_KEY = {key: column for column, keys in HEADERS.items() for key in keys.split()}
RANK = {key: rank for rank, keys in enumerate(COUNTS) for key in keys.split()}
LEVEL = {key: depth for depth, keys in enumerate(LEVELS) for key in keys.split()}
LOOSE = frozenset(LOOSE_NAMES.split())
DIRECT = 0
