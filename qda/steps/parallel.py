"""Doing the same to many things, in this process or in several, with the same results in the same order.

Only a bounded number of jobs is under way at once, so memory does not grow with their number. Processes are started
afresh (spawn) on every system, as Windows and macOS do it anyway.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import Future

Job = TypeVar("Job")
Shared = TypeVar("Shared")
Result = TypeVar("Result")

AHEAD = 4
"""Jobs under way for each worker."""


def in_order(
    work: Callable[[Job, Shared], Result], jobs: Sequence[Job], shared: Shared, workers: int
) -> Iterator[Result]:
    """work(job, shared) of every job, in the order of the jobs. work: a function of a module, so that another process
    can import it. workers: 0 or 1 works in this process."""
    if workers < 2 or len(jobs) < 2:
        for job in jobs:
            yield work(job, shared)
        return
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    with ProcessPoolExecutor(min(workers, len(jobs)), mp_context=get_context("spawn")) as pool:
        waiting: deque[Future[Result]] = deque()
        try:
            for job in jobs:
                waiting.append(pool.submit(work, job, shared))
                if len(waiting) >= workers * AHEAD:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
