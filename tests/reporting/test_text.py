"""Text of servers is shown, never obeyed."""

from __future__ import annotations

import pytest

from scimproof.reporting.text import counted, fragment, one_line, visible


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("plain Zoë 李 👩‍💻", "plain Zoë 李 👩‍💻"),
        ("a\tb\nc", "a\tb\nc"),
        ("a\r\nb", "a\nb"),
        ("\x1b[31mred", "\\x1b[31mred"),
        ("\x9b31m", "\\x9b31m"),
        ("a\rb\x00\x7f", "a\\x0db\\x00\\x7f"),
        ("\u202egnp.exe", "\\u202egnp.exe"),
        ("half \ud83d", "half \\ud83d"),
        ("\ufeff\uffff", "\\ufeff\\uffff"),
    ],
)
def test_what_acts_is_spelled_out(raw: str, shown: str) -> None:
    assert visible(raw) == shown


def test_one_line_is_one_line() -> None:
    assert one_line("  a \n\n  b\r\nc\td ") == "a b c d"
    assert one_line("a\u2028b\x0bc\x0cd\x85e").splitlines() == ["a\\u2028b\\x0bc\\x0cd\\x85e"]
    assert one_line("abcdef", 4) == "abc…"


def test_counting() -> None:
    assert [counted(number, "check") for number in (0, 1, 1200)] == ["0 checks", "1 check", "1,200 checks"]


def test_fragments_need_no_escaping() -> None:
    assert fragment("rfc7644-3.5.2-patch") == "rfc7644-3.5.2-patch"
    assert fragment('a b"<c>/n/a') == "a-b-c-n-a"
    assert fragment("<>") == "none"
