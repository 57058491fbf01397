#!/usr/bin/env python3
"""What copydesk takes before it has done much: from its start to its first record, and what it holds once every kind of
data has been asked for.

    tools/resources.py target/release/copydesk [starts]

Starts `copydesk process` with everything of `[enrich.local]` on, one stage worker, and hands it the samples of the demo,
in a dozen languages. Ends with 1 where a start takes more than 300 ms or memory is more than 120 MB.
"""

import base64
import json
import pathlib
import statistics
import subprocess
import sys
import time

SAMPLES = pathlib.Path(__file__).parent.parent / "src/demo/samples"
START_MS = 300
MEMORY_MB = 120


def payloads():
    """The samples as lines, the seed first."""
    lines = []
    for sample in sorted(SAMPLES.iterdir(), key=lambda path: (path.name != "ar_seed.txt", path.name)):
        if sample.name.startswith("broken"):
            continue
        if sample.suffix == ".json":
            lines.append(json.dumps(json.loads(sample.read_text())))
            continue
        kind = "text/html" if sample.suffix == ".html" else "text/plain"
        charset = sample.name.split(".")[1] if sample.name.count(".") == 2 else "utf-8"
        body = base64.b64encode(sample.read_bytes()).decode()
        lines.append(json.dumps({"body_base64": body, "content_type": f"{kind}; charset={charset}"}))
    return [line.encode() + b"\n" for line in lines]


def memory(process):
    """Resident kB by kind: all of it, the most of it so far, what is its own, and what is mapped from the program."""
    status = pathlib.Path(f"/proc/{process.pid}/status").read_text().splitlines()
    fields = dict(line.split(":", 1) for line in status)
    return [int(fields[name].split()[0]) for name in ("VmRSS", "VmHWM", "RssAnon", "RssFile")]


def run(program, lines):
    """Seconds to the first record, and memory after the last one."""
    started = time.monotonic()
    command = [program, "process", "--input", "jsonl", "--jobs", "1"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    first = None
    for line in lines:
        process.stdin.write(line)
        process.stdin.flush()
        record = json.loads(process.stdout.readline())
        first = first or time.monotonic() - started
        assert record["schema_version"], record
    held = memory(process)
    process.stdin.close()
    assert process.wait() == 0
    return first, held


def main():
    program, starts = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 15
    lines = payloads()
    run(program, lines)  # The program is on a disk the first time.
    times, held = zip(*(run(program, lines) for _ in range(starts)))
    start = statistics.median(times) * 1e3
    resident, most, own, mapped = (statistics.median(kind) * 1024 / 1e6 for kind in zip(*held))
    print(f"start to first record: median {start:.0f} ms, best {min(times) * 1e3:.0f} ms, of {starts}")
    print(f"resident after {len(lines)} articles: {resident:.1f} MB ({own:.1f} of its own, {mapped:.1f} of the file), at most {most:.1f}")
    return start > START_MS or most > MEMORY_MB


if __name__ == "__main__":
    sys.exit(main())
