"""What a server may choose in PATCH draws no alarm."""

from collections.abc import Callable
from typing import Any

import pytest

Play = Callable[..., dict[str, dict[str, Any]]]

PATCHES = ("rfc7644-3.5.2*", "rfc7643-4.3-manager-*", "rfc7643-2.3.2-quoted-*", "rfc7643-3.1-members-*")


@pytest.mark.slow
def test_every_patch_may_be_answered_204(play_lab: Play) -> None:
    """But for one that asks for attributes (RFC 7644 section 3.5.2)."""
    checks = play_lab("answers_every_patch_with_204", checks=PATCHES)
    red = {one for one, check in checks.items() if check["outcome"] not in ("pass", "note", "n/a")}
    assert red == {"rfc7644-3.5.2-patch-with-attributes-answers-200"}
