"""Jobs that clients ask after: each waits its turn at its model, works, and has an end."""

from __future__ import annotations

import asyncio
import math
import time
import uuid
from collections import OrderedDict, defaultdict
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from hfwidgets.sandbox.faults import Faults
from hfwidgets.sandbox.refusals import Refusal, refuse, shaped

_KEPT = 200
_MODERATED = (
    "The content could not be processed because it contained material flagged by a content checker."
)

Work = Callable[[], Awaitable[Any]]


@dataclass(slots=True, eq=False)
class Job:
    """A job of a provider: waiting, working, done, failed or canceled."""

    provider: str
    name: str
    faults: Faults
    state: str = "waiting"
    value: Any = None
    refusal: Refusal | None = None
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    since: float = field(default_factory=time.monotonic)
    took: float = 0.0
    task: asyncio.Task[None] | None = None

    @property
    def ended(self) -> bool:
        """Whether it is over."""
        return self.state in ("done", "failed", "canceled")

    @property
    def told(self) -> Any:
        """What it made, where it is said to be done."""
        return None if self.faults.state else self.value

    @property
    def held(self) -> float:
        """How many seconds a fault holds it back yet."""
        return max(self.since + (self.faults.queue or 0) - time.monotonic(), 0.0)


class Jobs:
    """The last two hundred jobs. Each model works at one at a time, in their order."""

    def __init__(self) -> None:
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._turns: defaultdict[tuple[str, str], asyncio.Lock] = defaultdict(asyncio.Lock)

    def submit(self, provider: str, name: str, faults: Faults, work: Work) -> Job:
        """Queue a job."""
        job = Job(provider, name, faults)
        self._jobs[job.id] = job
        job.task = asyncio.ensure_future(self._do(job, work))
        while len(self._jobs) > _KEPT:
            self._end([self._jobs.popitem(last=False)[1]])
        return job

    def find(self, provider: str, number: str) -> Job:
        """Return a job by its id.

        Raises:
            Refusal: 404: the provider has no such job.
        """
        job = self._jobs.get(number)
        if job is None or job.provider != provider:
            raise refuse(404, f"Request {number[:100]} not found")
        if job.faults.polls is not None:
            raise shaped(job.faults.polls, None, None, {})
        return job

    async def wait(self, job: Job, seconds: float | None = None) -> None:
        """Wait for the end of a job, which goes on when the time is over."""
        if job.task is not None:
            await asyncio.wait([job.task], timeout=seconds)

    def cancel(self, job: Job) -> bool:
        """End a job, unless it is over; tell whether it was not."""
        if job.ended:
            return False
        job.state, job.refusal = "canceled", refuse(400, "The request was cancelled.")
        self._end([job])
        return True

    def before(self, job: Job) -> int:
        """Return how many are to be done before a waiting job; who is held back waits longer."""
        ahead = 0
        for other in self._jobs.values():
            if other is job:
                break
            ahead += (other.provider, other.name) == (job.provider, job.name) and not other.ended
        return ahead + math.ceil(job.held)

    def close(self) -> None:
        """End all jobs."""
        self._end(self._jobs.values())

    def _end(self, jobs: Iterable[Job]) -> None:
        for job in jobs:
            if job.task is not None:
                job.task.cancel()

    async def _do(self, job: Job, work: Work) -> None:
        await asyncio.sleep(job.held)
        try:
            async with self._turns[job.provider, job.name]:
                await self._work(job, work)
        except Refusal as refusal:
            job.state, job.refusal = "failed", refusal
        except Exception as error:
            said = f"The sandbox failed: {type(error).__name__}: {error}"
            job.state, job.refusal = "failed", refuse(500, said)

    async def _work(self, job: Job, work: Work) -> None:
        job.state, began = "working", time.monotonic()
        if job.faults.busy is not None:
            await asyncio.sleep(job.faults.busy)
        if job.faults.fails is not None:
            moderated = job.faults.fails == "moderation"
            raise shaped(
                422 if moderated else 500,
                "error",
                _MODERATED if moderated else "The sandbox was told to let the job fail.",
                {},
            )
        job.value = await work()
        job.took = time.monotonic() - began
        job.state = "done"
