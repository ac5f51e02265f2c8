"""Text that a server wrote, made safe to show.

What it sends is evidence and must stay readable, but it must not steer the place where it is shown: control
characters move a terminal's cursor, are illegal in XML, and turn the reading direction of a page.
"""

from __future__ import annotations

import re

# C0 and C1 controls but tab and newline, lone surrogates, non-characters, line separators, and the marks that
# turn the reading direction.
UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)
_WORD = re.compile(r"[a-z]+[ ,;:]")
_BREAKS = re.compile(r"\s*\n\s*")


def visible(text: str) -> str:
    """The text with everything that acts instead of being seen spelled out: ``\\x1b``, ``\\u202e``."""
    return UNSEEN.sub(_spelled, text.replace("\r\n", "\n"))


def one_line(text: str, limit: int = 0) -> str:
    """Visible text on one line, cut at ``limit`` characters if one is given."""
    flat = _BREAKS.sub(" ", visible(text).strip()).replace("\t", " ")
    return shortened(flat, limit) if limit else flat


def shortened(text: str, limit: int) -> str:
    """At most ``limit`` characters; the last is an ellipsis where something is missing."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def counted(number: int, noun: str, plural: str = "") -> str:
    """``1 check``, ``2 checks``."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {plural or noun + 's'}"


def begun(text: str) -> str:
    """The text as a sentence begins. Names of attributes stay as they are: ``userName of a user``."""
    return text[:1].upper() + text[1:] if _WORD.match(text) else text


def fragment(text: str) -> str:
    """The text as the id of an element and the fragment of a link to it."""
    return re.sub(r"[^A-Za-z0-9._-]+", "-", text).strip("-") or "none"


def _spelled(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
