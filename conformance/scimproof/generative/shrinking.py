"""Looking for the smallest thing that goes wrong, with Hypothesis."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

from hypothesis import HealthCheck, Phase, find, settings
from hypothesis.configuration import set_hypothesis_home_dir
from hypothesis.errors import NoSuchExample
from hypothesis.strategies import SearchStrategy

Example = TypeVar("Example")


def smallest(
    strategy: SearchStrategy[Example], goes_wrong: Callable[[Example], bool], *, most: int, seed: int
) -> Example | None:
    """The smallest example for which ``goes_wrong`` says so, or ``None`` when there is none among so many.

    The same seed tries the same examples in the same order. Every call of ``goes_wrong`` may be a request: shrinking
    makes some more, but stops when nothing gets smaller.

    :param most: examples to try before anything went wrong.
    """
    from random import Random

    quiet: Any = settings(
        max_examples=most,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, Phase.shrink),
    )
    with _nowhere():
        try:
            return find(strategy, goes_wrong, settings=quiet, random=Random(seed))  # noqa: S311 - nothing secret
        except NoSuchExample:
            return None


@contextmanager
def _nowhere() -> Iterator[None]:
    """Hypothesis keeps what it knows of Unicode in a folder: not in the one from which somebody runs Scimproof."""
    with TemporaryDirectory(prefix="scimproof-hypothesis-") as place:
        set_hypothesis_home_dir(place)
        try:
            yield
        finally:
            set_hypothesis_home_dir(None)
