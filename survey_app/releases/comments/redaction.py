"""Takes out of a comment what a machine can see of persons, before a person reads it for the rest."""

import re

MASK = "[삭제]"
PATTERNS = (
    re.compile(r"(?<!\d)\d{2}(?:0\d|1[0-2])(?:[0-2]\d|3[01])[-\s.]?[1-8]\d{6}(?!\d)"),
    re.compile(
        r"(?<!\d)(?:\+?82[-\s.]?)?0?(?:1[016789]|2|[3-6][1-5]|70|50\d)[-\s.)]{0,2}\d{3,4}[-\s.]?\d{4}(?!\d)"
    ),
    re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    re.compile(r"https?://\S+"),
    # A family name of one letter and a given name of two before a title or an honorific.
    re.compile(
        r"(?<![가-힣])[가-힣]{2,4}(?=\s?(?:과장|국장|팀장|실장|주무관|사무관|서기관|계장|부장|차장|대리|씨)(?:님|이|가|은|는|을|를|의|께|에게|\s|$|[.,]))"
    ),
)
NOT_A_NAME = frozenset(
    {
        "우리",
        "저희",
        "모든",
        "각",
        "해당",
        "담당",
        "소속",
        "다른",
        "일부",
        "어떤",
        "새",
        "전",
        "현",
        "직속",
        "상급",
        "동료",
    }
)


def redacted(text: str) -> str:
    """The text with numbers, addresses and named persons masked.

    >>> redacted("김민수 과장님이 010-1234-5678로 밤에 전화합니다.")
    '[삭제] 과장님이 [삭제]로 밤에 전화합니다.'
    >>> redacted("우리 과장님이 의견을 들어 주십니다.")
    '우리 과장님이 의견을 들어 주십니다.'
    """
    for pattern in PATTERNS:
        text = pattern.sub(lambda found: found.group() if found.group() in NOT_A_NAME else MASK, text)
    return text
