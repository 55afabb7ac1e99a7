"""A bar that says how far a long command is, on a terminal only."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tqdm import tqdm

Progress = Callable[[int, int], None]  # so many done, out of so many


@contextmanager
def progress_bar(unit: str, *, is_scaled: bool = False) -> Iterator[Progress]:
    """Give what to call as the work goes on; the unit is scaled (k, M…) where it is small."""
    with tqdm(unit=unit, unit_scale=is_scaled, disable=None) as bar:

        def show(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        yield show
