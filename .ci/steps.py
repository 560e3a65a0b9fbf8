"""Takes the steps of the action, of the GitLab job and of the hook out of their files, so that they run as they stand.

    steps.py action STEP     the environment and the script of a step of action.yml, with the defaults of its inputs
    steps.py gitlab          the variables and the script of the job
    steps.py hook ID         the command of a hook, if it runs whatever was changed

Reads just the YAML that these files are written in: nothing but Python is needed.
"""

import re
import shlex
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def block(lines, at):
    """The text of a `|` block that begins below line `at`."""
    inside = len(lines[at]) - len(lines[at].lstrip())
    body = []
    for line in lines[at + 1 :]:
        if line.strip() and len(line) - len(line.lstrip()) <= inside:
            break
        body.append(line)
    depth = min(len(line) - len(line.lstrip()) for line in body if line.strip())
    return "\n".join(line[depth:] for line in body) + "\n"


def exported(pairs):
    lines = (f'if [ -z "${{{name}+set}}" ]; then {name}={shlex.quote(value)}; fi\nexport {name}\n' for name, value in pairs)
    return "".join(lines)


def action(step):
    lines = (ROOT / "action.yml").read_text().splitlines()
    defaults, name = {}, None
    for line in lines[: lines.index("outputs:")]:
        if match := re.fullmatch(r"  ([a-z-]+):", line):
            name = match[1]
        elif match := re.fullmatch(r"    default: (.*)", line):
            defaults[name] = match[1].strip('"')
    start = lines.index(f"    - id: {step}")
    pairs = []
    for at in range(start, len(lines)):
        if match := re.fullmatch(r"        ([A-Z_]+): \$\{\{ (.*) \}\}", lines[at]):
            source = re.match(r"inputs\.([a-z-]+)", match[2])
            pairs.append((match[1], defaults[source[1]] if source else ""))
        if lines[at] == "      run: |":
            return "set -eo pipefail\n" + exported(pairs) + block(lines, at)
    raise SystemExit(f"action.yml has no step {step}")


def gitlab():
    lines = (ROOT / ".gitlab/check.yml").read_text().splitlines()
    pairs = []
    for line in lines:
        if match := re.fullmatch(r"    (DUPAUDIT_[A-Z_]+): ([^#]*?)\s*(#.*)?", line):
            pairs.append((match[1], match[2].strip('"')))
    text = "set -eo pipefail\n" + exported(pairs)
    for at, line in enumerate(lines):
        if line == "    - |":
            text += block(lines, at)
        elif line.startswith("    - "):
            text += line.removeprefix("    - ") + "\n"
    return text


def hook(wanted):
    hooks = re.split(r"(?m)^- id: ", (ROOT / ".pre-commit-hooks.yaml").read_text())[1:]
    for text in hooks:
        name, _, rest = text.partition("\n")
        if name == wanted:
            keys = dict(re.findall(r"(?m)^  ([a-z_]+): (.*)$", rest))
            if keys.get("always_run") != "true" or keys.get("pass_filenames") != "false":
                raise SystemExit(f"the hook {wanted} runs only for some files: {keys}")
            return keys["entry"] + ' "$@"\n'
    raise SystemExit(f"there is no hook {wanted}")


print({"action": action, "gitlab": gitlab, "hook": hook}[sys.argv[1]](*sys.argv[2:]), end="")
