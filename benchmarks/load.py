"""Asks a server the same things from several connections, and tells how quickly it answers."""

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from typing import NamedTuple

CONNECTIONS = 4


class Load(NamedTuple):
    per_second: float
    p50_ms: float
    p95_ms: float


def percentile(values: Sequence[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def load(paths: Sequence[str], *, ports: Sequence[int], caller: int) -> Load:
    """Ask every path once, over connections that stay open, shared among the ports.

    Each connection calls from an address of its own, 127.0.<caller>.x: the API would find a
    single one insistent. Fails on any answer but 200.
    """
    started = time.perf_counter()
    with ThreadPoolExecutor(CONNECTIONS) as threads:
        lanes = [
            threads.submit(_ask, paths[lane::CONNECTIONS], port=ports[lane % len(ports)],
                           source=f"127.0.{caller}.{lane + 1}")
            for lane in range(CONNECTIONS)
        ]  # fmt: skip
        seconds = [one for lane in lanes for one in lane.result()]
    elapsed = time.perf_counter() - started
    return Load(
        per_second=len(paths) / elapsed,
        p50_ms=percentile(seconds, 0.50) * 1000,
        p95_ms=percentile(seconds, 0.95) * 1000,
    )


def _ask(paths: Sequence[str], *, port: int, source: str) -> list[float]:
    connection = HTTPConnection("127.0.0.1", port, timeout=60, source_address=(source, 0))
    seconds = []
    for path in paths:
        started = time.perf_counter()
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        seconds.append(time.perf_counter() - started)
        assert answer.status == 200, f"{answer.status} {path}"
    connection.close()
    return seconds
