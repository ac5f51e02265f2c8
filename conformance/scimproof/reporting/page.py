"""Lines on a console: wrapped with a hanging indent, and plain where the reader is not a terminal."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from scimproof.reporting.text import visible

PLAIN_WIDTH = 100
_NARROWEST = 40

# Text, or text with a style.
Part = str | tuple[str, str]


class Page:
    """Prints parts of text. They are never read as markup, and nothing in them reaches the terminal as a command."""

    def __init__(self, console: Console) -> None:
        self._console = console
        # The width of what is no terminal depends on the environment; files and CI logs have to be the same anywhere.
        self._width = max(console.width, _NARROWEST) if console.is_terminal else PLAIN_WIDTH
        self._styled = console.is_terminal and not console.no_color and console.color_system is not None

    def line(self, *parts: Part, label: Sequence[Part] = (), indent: int = 0) -> None:
        """One paragraph. Its further lines start below the first, to the right of the label."""
        head = self._text(label)
        margin = indent + head.cell_len
        for number, text in enumerate(_wrapped(self._text(parts), max(self._width - margin, _NARROWEST // 2))):
            start = Text(" " * margin) if number else Text(" " * indent).append_text(head)
            self._print(start.append_text(text))

    def unwrapped(self, *parts: Part) -> None:
        """One line, however long: it is made to be searched."""
        self._print(self._text(parts))

    def gap(self) -> None:
        """An empty line."""
        self._print(Text())

    def _text(self, parts: Sequence[Part]) -> Text:
        text = Text()
        for part in parts:
            content, style = (part, "") if isinstance(part, str) else part
            flat = visible(content).replace("\n", " ").replace("\t", " ")
            text.append(self._encodable(flat), style if self._styled else "")
        return text

    def _encodable(self, content: str) -> str:
        encoding = self._console.encoding
        return content.encode(encoding, "backslashreplace").decode(encoding)

    def _print(self, text: Text) -> None:
        text.rstrip()
        self._console.print(text, soft_wrap=True, highlight=False)


def _wrapped(text: Text, room: int) -> list[Text]:
    """The text in lines of at most this many cells. A word that is longer (a URL, an id) stays whole: it is copied."""
    breaks, line_start = [], 0
    for word in re.finditer(r"\S+", text.plain):
        if word.start() > line_start and cell_len(text.plain[line_start : word.end()]) > room:
            breaks.append(word.start())
            line_start = word.start()
    return list(text.divide(breaks))
