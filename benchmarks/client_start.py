"""What a contender needs from nothing to its first answer: a process that has loaded little else.

`python -m benchmarks.client_start CONTENDER import|first|async URL` prints seconds.
"""

import sys
import time
from typing import Any

MODULES = {"ours": "hfwidgets", "peer": "huggingface_hub", "floor": "benchmarks.client_floor"}


def main(contender: str, figure: str, url: str) -> float:
    """Return CPU of the import, or wall time of import and first call."""
    start, cpu = time.perf_counter(), time.process_time()
    if figure == "import" and contender == "floor":
        __import__("requests")
        return time.process_time() - cpu
    name = "AsyncInferenceClient" if figure == "async" else "InferenceClient"
    client_of = getattr(__import__(MODULES[contender], fromlist=[name]), name)
    if figure == "import":
        return time.process_time() - cpu
    client = client_of(f"{url}/small", token=False)
    if figure == "first":
        client.text_generation("x")
        return time.perf_counter() - start
    import asyncio

    asyncio.run(_call(client))
    return time.perf_counter() - start


async def _call(client: Any) -> None:
    await client.text_generation("x")
    if hasattr(client, "close"):
        await client.close()


if __name__ == "__main__":
    seconds = main(*sys.argv[1:4])
    print(f'{{"{sys.argv[2]}": {seconds}}}')
