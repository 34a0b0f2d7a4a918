#!/usr/bin/env python3
"""How fast `tracewell check` reads a log, as ratios to what else could read it.

    cargo build --release -p tracewell-cli
    benches/check_speed.py target/release/tracewell [MEGABYTES]

Writes a text log and a JSON log, 5 % of their lines stage events, into a temporary folder, reads each once to warm the
page cache, and prints the best of five runs of the check and of `grep -c 'stage:'`, and of three of a scan with Python's `re`
that comes to the same verdict. Times are those of the clock: the check reads and judges on two threads. So the machine has to be idle.
"""

import os
import re
import resource
import subprocess
import sys
import tempfile
import time

STAGES = [
    ("router.check_security_group", "start"), ("identity.external", "start"), ("identity.jwks", "start"),
    ("identity.jwks", "from_cache"), ("identity.email", "start"), ("identity.email.cache", None),
    ("identity.email", "resolved"), ("identity.external", "ok"), ("router.check_security_group", "ok"), ("own.step", "ok"),
]
EVERY = 200


def lines(form):
    number = 0
    while True:
        when = f"2026-11-22T{number // 3600000 % 24:02}:{number // 60000 % 60:02}:{number // 1000 % 60:02}.{number % 1000:03}000Z"
        name = f"r-{number // EVERY}"
        place = number % EVERY
        if place < len(STAGES):
            stage, outcome = STAGES[place]
            if form == "json":
                said = f'"outcome":"{outcome}"' if outcome else '"cache_hit":false'
                yield f'{{"timestamp":"{when}","level":"INFO","message":"m","target":"tracewell::stage","correlation_id":"{name}","stage":"{stage}",{said}}}\n'
            else:
                said = f'outcome: "{outcome}"' if outcome else "cache_hit: false"
                yield f'{when}  INFO app::router: m, stage: "{stage}", {said}, correlation_id: "{name}"\n'
        elif form == "json":
            yield f'{{"timestamp":"{when}","level":"INFO","message":"request handled","target":"app::http","correlation_id":"{name}","method":"GET","path":"/v1/items/{number}","status_code":200,"duration_ms":{number % 97}.25}}\n'
        else:
            yield f'{when}  INFO app::http: request handled, method: "GET", path: "/v1/items/{number}", status_code: 200, duration_ms: {number % 97}.25, correlation_id: "{name}"\n'
        number += 1


def write(path, form, size):
    written = 0
    source = lines(form)
    with open(path, "w", encoding="utf-8", buffering=1 << 20) as file:
        while written < size:
            # Whole requests, so that the check has nothing to complain of.
            for _ in range(EVERY):
                written += file.write(next(source))


def best(command):
    shortest = None
    for _ in range(5):
        began = time.perf_counter()
        subprocess.run(command, stdout=subprocess.PIPE, check=True)
        spent = time.perf_counter() - began
        shortest = spent if shortest is None else min(shortest, spent)
    return shortest


def scan(path):
    """The same verdict: each entry without its colours, its time and level; of stages the id, stage, outcome and cache hit;
    and for each id whether every start has its end."""
    began = time.perf_counter()
    colour = re.compile(r"\x1b\[[0-9;]*m")
    head = re.compile(r"^\s*(\d{4}-\d\d-\d\dT[\d:.]+Z)\s+(TRACE|DEBUG|INFO|WARN|ERROR)\s+(.*)")
    stage = re.compile(r'stage:\s*"([^"]+)"')
    outcome = re.compile(r'outcome:\s*"([^"]+)"')
    hit = re.compile(r"cache_hit:\s*(true|false)")
    name = re.compile(r'correlation_id:\s*"([^"]+)"')
    open_stages, found, missing = {}, 0, 0
    with open(path, encoding="utf-8", errors="replace") as file:
        for line in file.read().splitlines():
            entry = head.match(colour.sub("", line))
            told = entry and stage.search(entry[3])
            if not told:
                continue
            found += 1
            ended, of, known = outcome.search(entry[3]), name.search(entry[3]), hit.search(entry[3])
            event = (entry[1], entry[2], told[1], ended and ended[1], known and known[1])
            mine = open_stages.setdefault(of[1] if of else None, [])
            if event[3] == "start":
                mine.append(event)
            elif event[3]:
                for at in range(len(mine) - 1, -1, -1):
                    if mine[at][2] == event[2]:
                        del mine[at]
                        break
    missing = sum(len(mine) for mine in open_stages.values())
    print(f"python: {found} stage events, {missing} without an end", file=sys.stderr)
    return time.perf_counter() - began


def main():
    binary, size = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 500
    with tempfile.TemporaryDirectory() as folder:
        text, json = os.path.join(folder, "a.log"), os.path.join(folder, "a.jsonl")
        write(text, "text", size << 20)
        write(json, "json", size << 20)
        check, of_json = best([binary, "check", text]), best([binary, "check", json])
        # Of the check alone: nothing larger has run yet.
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        # Three runs of the scan, of some seconds each.
        grep, python = best(["grep", "-c", "stage:", text]), min(scan(text) for _ in range(3))
        gigabytes = os.path.getsize(json) / 1e9
        print(f"text, {size} MiB: check {check:.3f} s, {os.path.getsize(text) / 1e9 / check:.2f} GB/s")
        print(f"  check / grep -c: {check / grep:.2f}")
        print(f"  python re / check: {python / check:.1f}")
        print(f"json, {size} MiB: check {of_json:.3f} s, {gigabytes / of_json:.2f} GB/s")
        print(f"memory: {peak / 1024:.0f} MiB")


main()
