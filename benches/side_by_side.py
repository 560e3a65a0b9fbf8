#!/usr/bin/env python3
"""An audit, the mere reading of the same files, and another tool over them, one after the other.

    side_by_side.py DUPAUDIT FOLDER [--runs 3] [--peer COMMAND]

FOLDER holds returns as YAML. Reading is `cargo bench --bench rooms -- FOLDER --parse`: the files into the types with the same
YAML crate, on every core. COMMAND gets the folder as its last argument. Says for each the time, the processor time of all
cores, the most memory, and how many times what the audit takes; then where the returns as JSON and as NDJSON stand, and
whether one core gives the same bytes as all. The fastest of the runs counts. Needs PyYAML.
"""
import argparse, datetime, filecmp, json, os, platform, shlex, subprocess, sys, tempfile, time

import yaml

HERE = os.path.dirname(os.path.abspath(__file__))


def run(command, out=subprocess.DEVNULL):
    """Wall seconds, processor seconds, megabytes."""
    start = time.monotonic()
    child = subprocess.Popen(command, stdout=out, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    wall = time.monotonic() - start
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        sys.exit(f"{shlex.join(command)} failed")
    return wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def best(command, runs):
    return min(run(command) for _ in range(runs))


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
    ap.add_argument("folder")
    ap.add_argument("--runs", type=int, default=3)
    ap.add_argument("--peer")
    a = ap.parse_args()
    parse = rooms()
    print(f"{os.cpu_count()} cores, {processor()}, {platform.system()}")
    audit = lambda path, *more: [a.dupaudit, "audit", path, "--quiet", *more]
    with tempfile.TemporaryDirectory() as made:
        files, whole = os.path.join(made, "files"), os.path.join(made, "all.ndjson")
        os.mkdir(files)
        otherwise(a.folder, files, whole)
        rows = {"audit": audit(a.folder), "only reading": [parse, a.folder, "--parse"]}
        if a.peer:
            rows["other tool"] = [*shlex.split(a.peer), a.folder]
        rows["audit, JSON"] = audit(files)
        rows["only reading, JSON"] = [parse, files, "--parse"]
        rows["audit, NDJSON"] = audit(whole)
        rows["only reading, NDJSON"] = [parse, whole, "--parse"]
        print(f"{'':22}{'seconds':>9}{'of cores':>10}{'MB':>7}{'times the audit':>17}")
        of_audit = None
        for name, command in rows.items():
            wall, cores, memory = best(command, a.runs)
            of_audit = of_audit or wall
            print(f"{name:22}{wall:9.2f}{cores:10.2f}{memory:7.0f}{wall / of_audit:17.2f}", flush=True)
        outs = [os.path.join(made, jobs) for jobs in ("1", "2")]
        for out in outs:
            run(audit(a.folder, "--jobs", os.path.basename(out), "-o", f"json={out}"))
        same = filecmp.cmp(*outs, shallow=False)
        print("one core and two give", "the same bytes" if same else "DIFFERENT RESULTS")
        sys.exit(0 if same else 1)


if __name__ == "__main__":
    main()
