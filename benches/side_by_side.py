#!/usr/bin/env python3
"""An audit, the mere reading of the same files, and another tool over them, one after the other.

    side_by_side.py DUPAUDIT FOLDER... [--runs 3] [--peer COMMAND] [--reading BENCHMARK]

Folders hold returns as YAML, the smallest first. Reading is `cargo bench --bench rooms -- FOLDER --parse`: the files into the
types with the same YAML crate, on every core. Says for each folder the time, the processor time of all cores, the most memory,
and how many times what the reading takes; for the first also with the returns as JSON and as NDJSON, and with COMMAND, which
gets the folder as its last argument. Then with which power time and memory grow from the first folder to the last, and whether
one core gives the same bytes as two. The fastest of the runs counts. Needs PyYAML.
"""
import argparse, datetime, filecmp, json, math, os, platform, shlex, subprocess, sys, tempfile, time

import yaml

HERE = os.path.dirname(os.path.abspath(__file__))


def run(command, out=subprocess.DEVNULL):
    """Wall seconds, processor seconds, mebibytes."""
    start = time.monotonic()
    child = subprocess.Popen(command, stdout=out, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    wall = time.monotonic() - start
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        sys.exit(f"{shlex.join(command)} failed")
    return wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def best(runs, *commands):
    """The fastest run of each. They take turns, because a shared machine is faster in one minute than in the next."""
    return [min(measured) for measured in zip(*([run(command) for command in commands] for _ in range(runs)))]


def rooms():
    """The benchmark that parses, as a program."""
    build = ["cargo", "bench", "--bench", "rooms", "--no-run", "--message-format=json"]
    lines = subprocess.run(build, cwd=os.path.dirname(HERE), check=True, capture_output=True, text=True).stdout
    made = [json.loads(line).get("executable") for line in lines.splitlines()]
    return [path for path in made if path][-1]


def processor():
    try:
        with open("/proc/cpuinfo") as file:
            return next(line.split(":")[1].strip() for line in file if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


def otherwise(folder, lines, whole):
    """The same returns as JSON, a file each, and as NDJSON, in one file."""
    plain = lambda value: value.isoformat() if isinstance(value, datetime.date) else str(value)
    with open(whole, "w") as together:
        for place, _, names in sorted(os.walk(folder)):
            for name in sorted(names):
                with open(os.path.join(place, name), "rb") as file:
                    for declared in yaml.load_all(file, Loader=yaml.CSafeLoader):
                        text = json.dumps(declared, default=plain, ensure_ascii=False)
                        together.write(text + "\n")
                        with open(os.path.join(lines, declared["organisation"]["id"] + ".json"), "w") as one:
                            one.write(text)


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("dupaudit")
    ap.add_argument("folders", nargs="+", help="of returns, the smallest first")
    ap.add_argument("--runs", type=int, default=3)
    ap.add_argument("--peer")
    ap.add_argument("--reading", help="the benchmark `rooms`, built; by default it is built here")
    a = ap.parse_args()
    reading = a.reading or rooms()
    audit = lambda path, *more: [a.dupaudit, "audit", path, "--quiet", *more]
    print(f"{os.cpu_count()} cores, {processor()}, {platform.system()}")
    print(f"{'':38}{'returns':>9}{'seconds':>9}{'of cores':>10}{'MiB':>7}{'times the reading':>19}")
    sizes = []
    for folder in a.folders:
        count = sum(name.endswith((".yaml", ".yml")) for _, _, names in os.walk(folder) for name in names)
        base, whole = best(a.runs, [reading, folder, "--parse"], audit(folder))
        row("only reading", count, base, base)
        row("audit", count, whole, base)
        sizes.append((count, whole))
        if folder == a.folders[0]:
            with tempfile.TemporaryDirectory() as made:
                files, together = os.path.join(made, "files"), os.path.join(made, "all.ndjson")
                os.mkdir(files)
                otherwise(folder, files, together)
                for name, path in (("JSON", files), ("NDJSON", together)):
                    parsed, audited = best(a.runs, [reading, path, "--parse"], audit(path))
                    row(f"only reading, {name}", count, parsed, base)
                    row(f"audit, {name}", count, audited, base)
            if a.peer:
                [peer] = best(a.runs, [*shlex.split(a.peer), folder])
                row("the other tool", count, peer, base)
                print(f"the audit is {peer[0] / whole[0]:.0f} times as fast as the other tool")
    if len(sizes) > 1:
        (few, small), (many, large) = sizes[0], sizes[-1]
        exponent = lambda at: math.log(large[at] / small[at]) / math.log(many / few)
        print(f"from {few:,} to {many:,} returns time grows with the power {exponent(0):.2f}, memory with {exponent(2):.2f}")
    with tempfile.TemporaryDirectory() as made:
        outs = [os.path.join(made, jobs) for jobs in ("1", "2")]
        for out in outs:
            run(audit(a.folders[-1], "--jobs", os.path.basename(out), "-o", f"json={out}"))
        same = filecmp.cmp(*outs, shallow=False)
    print("one core and two give", "the same bytes" if same else "DIFFERENT RESULTS")
    sys.exit(0 if same else 1)


def row(name, count, measured, base):
    wall, cores, memory = measured
    print(f"{name:38}{count:9,}{wall:9.2f}{cores:10.2f}{memory:7.0f}{wall / base[0]:19.2f}", flush=True)


if __name__ == "__main__":
    main()
