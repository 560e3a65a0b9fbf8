#!/usr/bin/env python3
"""Ends the program at random moments, and takes files and room away from it.

    signals.py BINARY RETURNS [--times 200]

After SIGINT, SIGTERM and SIGHUP no temporary file may remain. After any end an output is whole, the old one or none. A full
disk, a folder that cannot be written to and returns that vanish must end with a message and an exit code of their own.
"""
import argparse
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

NOWHERE = subprocess.DEVNULL
LIST = ".dupaudit-files"  # what a folder of tables holds; it stays


def whole(folder):
    """The outputs that are neither absent nor whole."""
    page, report = Path(folder, "out.html"), Path(folder, "out.json")
    broken = []
    if page.exists() and "</html>" not in page.read_text():
        broken.append("out.html is cut off")
    if report.exists():
        try:
            json.loads(report.read_text())
        except ValueError:
            broken.append("out.json is cut off")
    return broken


def main():
    words = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    words.add_argument("binary")
    words.add_argument("returns")
    words.add_argument("--times", type=int, default=200)
    asked = words.parse_args()
    binary, returns = os.path.abspath(asked.binary), os.path.abspath(asked.returns)
    command = [binary, "audit", returns, "--quiet", "--allow-incomplete", "-o", "out.html", "-o", "out.json", "-o", "tables/"]
    random.seed(1)
    wrong, ended = [], 0
    folder = tempfile.mkdtemp()
    began = time.monotonic()
    subprocess.run(command, cwd=folder, stdout=NOWHERE, stderr=NOWHERE)
    length = time.monotonic() - began
    known = set(os.listdir(folder)) | {"tables"}
    for number in range(asked.times):
        sent = random.choice([signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
        child = subprocess.Popen(command, cwd=folder, stdout=NOWHERE, stderr=NOWHERE)
        time.sleep(random.random() * length)
        child.send_signal(sent)
        ended += child.wait() != 0
        left = [str(path.relative_to(folder)) for path in Path(folder).rglob("*") if path.name.startswith(".") and path.name != LIST]
        if sent != signal.SIGKILL and left:
            wrong.append(f"{sent.name} leaves {left}")
        if sent != signal.SIGKILL and not set(os.listdir(folder)) <= known:
            wrong.append(f"{sent.name} leaves {set(os.listdir(folder)) - known}")
        wrong += [f"{sent.name}: {what}" for what in whole(folder)]
        for path in left:
            target = Path(folder, path)
            shutil.rmtree(target) if target.is_dir() else target.unlink()
    print(f"{asked.times} runs of {length:.2f} s, {ended} of them ended early")

    def fails(name, run, code=2):
        result = run()
        if result.returncode != code or b"panicked" in result.stderr or not result.stderr:
            wrong.append(f"{name}: exit {result.returncode}, {result.stderr[-200:]!r}")
        wrong.extend(f"{name}: {what}" for what in whole(folder))

    small = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
    ignored = lambda: (signal.signal(signal.SIGXFSZ, signal.SIG_IGN), small())
    fails("no room", lambda: subprocess.run(command, cwd=folder, capture_output=True, preexec_fn=ignored))
    fails("full device", lambda: subprocess.run(f"{binary} audit {returns} --quiet --allow-incomplete > /dev/full", shell=True, capture_output=True, cwd=folder))
    fails("a file in place of a folder", lambda: subprocess.run([*command[:-1], "out.json/tables/"], cwd=folder, capture_output=True))
    vanishing = tempfile.mkdtemp()
    for number in range(40):
        shutil.rmtree(vanishing)
        shutil.copytree(returns, vanishing)
        child = subprocess.Popen([binary, "check", vanishing, "--format", "json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        time.sleep(random.random() * length / 4)
        shutil.rmtree(vanishing)
        os.mkdir(vanishing)
        said, errors = child.communicate()
        if child.returncode not in (0, 1, 2, 3, 4) or b"panicked" in errors:
            wrong.append(f"vanishing returns: exit {child.returncode}, {errors[-200:]!r}")
        elif said and child.returncode == 0 and json.loads(said)["coverage"]["files_read"] == 0:
            wrong.append("vanishing returns pass")
    for text in sorted(set(wrong)):
        print(text)
    print(f"{len(wrong)} faults")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
