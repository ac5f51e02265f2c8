"""What a run costs, as a ratio within one run of the benchmark. `make bench` prints it; nothing is asserted.

The measure: at most 1.5 s for start-up and reports, plus 1.3 times the time that the same requests take when they
are sent raw over one kept-alive httpx connection.
"""

import json
import subprocess
import sys
import time
from pathlib import Path

import httpx

from scimproof.lab import Lab

ALLOWED_START_S = 1.5
ALLOWED_RATIO = 1.3


def test_cost_of_a_run_on_the_lab(tmp_path: Path) -> None:
    rounds = 3
    whole = min(_run(tmp_path / str(number)) for number in range(rounds))
    exchanges = json.loads((tmp_path / "0" / "results.json").read_text())["exchanges"]
    raw = min(_send_raw(exchanges) for _ in range(rounds))
    allowed = ALLOWED_START_S + ALLOWED_RATIO * raw
    print(f"\n{len(exchanges)} requests: raw {raw:.2f} s, whole run {whole:.2f} s")
    print(f"allowed {allowed:.2f} s; used {whole / allowed:.0%} of it")


def _run(report_dir: Path) -> float:
    started = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "scimproof", "run", "-q", "--report-dir", str(report_dir)],
        check=True,
        capture_output=True,
    )
    return time.perf_counter() - started


def _send_raw(exchanges: list[dict[str, object]]) -> float:
    """The same methods, paths and bodies, to a fresh lab. Ids differ, so many are answered 404: not dearer."""
    with Lab() as lab, httpx.Client(headers={"Authorization": f"Bearer {lab.token}"}) as client:
        requests = [_rebuilt(exchange["request"], lab.url) for exchange in exchanges]  # type: ignore[arg-type]
        started = time.perf_counter()
        for method, url, body in requests:
            client.request(method, url, content=body, headers={"Content-Type": "application/scim+json"})
        return time.perf_counter() - started


def _rebuilt(request: dict[str, str], base_url: str) -> tuple[str, str, str | None]:
    path = request["url"].partition("/scim/v2")[2]
    return request["method"], base_url + path, request["body"]
