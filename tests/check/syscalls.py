#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""No socket is opened and no program is started: seen from the system calls.

Runs the front end under strace on every golden case that has remote references, with its map and
without, and on other verbs. Prints TAP. Skipped where tracing is not permitted.

usage: syscalls.py PROGRAM TOP
"""
import pathlib
import re
import subprocess
import sys
import tempfile

CALL = re.compile(r"^\d+\s+(\w+)\(")
STARTS = {"fork", "vfork", "clone", "clone3", "execve", "execveat"}
FUNCTIONS = """transformers:
- |-
  apiVersion: example.org/v1
  kind: Function
  metadata:
    name: f
    annotations:
      config.kubernetes.io/function: |-
        {exec: {path: /bin/true}}
- |-
  apiVersion: example.org/v1
  kind: Function
  metadata:
    name: g
    annotations:
      config.kubernetes.io/function: |-
        {container: {image: example.org/g, network: true}}
"""
HARMLESS = {"exit", "exit_group", "wait4", "waitid", "arch_prctl"}


def calls(command, cwd=None):
    """The names of the calls that @command should not make."""
    with tempfile.NamedTemporaryFile("r") as log:
        subprocess.run(["strace", "-f", "-qq", "-e", "trace=%network,%process", "-e", "signal=none",
                        "-o", log.name, *map(str, command)], cwd=cwd, stdin=subprocess.DEVNULL,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=60)
        names = [m.group(1) for m in map(CALL.match, log) if m]
    if names[:1] != ["execve"]:
        raise RuntimeError(f"strace saw no start of {command[0]}: {names}")
    return [name for name in names[1:] if name not in HARMLESS]


def is_permitted():
    """Ends the test where there is no strace; tells whether it may trace."""
    try:
        run = subprocess.run(["strace", "-qq", "-o", "/dev/null", "true"], stderr=subprocess.PIPE,
                             text=True, timeout=60)
    except FileNotFoundError:
        sys.exit("strace is missing: run `tools/setup test`")
    if run.returncode and "ptrace" not in run.stderr.lower():
        sys.exit(run.stderr)
    return run.returncode == 0


def commands(program, top, scratch):
    golden = top / "testdata" / "golden"
    for path in sorted([*golden.glob("remote/**/case.txt"), *golden.glob("load/remote-*/case.txt")]):
        keys = dict(line.split(": ", 1) for line in path.read_text().splitlines()[1:])
        args = keys.get("args", ".").split()
        name = path.parent.relative_to(golden)
        yield name, [program, "build", *args], path.parent / "in"
        if len(args) > 1:
            yield f"{name} without its map", [program, "build", args[-1]], path.parent / "in"
    examples = top / "examples" / "apps"
    yield "an overlay", [program, "build", examples / "overlays" / "production"], top
    yield "a copy of it", [program, "localize", "-q", examples / "overlays" / "production", "copy",
                           "--scope", examples], scratch
    yield "what is not there", [program, "build", "no/such"], top
    for name, text in (("charts", "helmCharts: [{name: x, repo: 'https://localhost:1'}]\n"),
                       ("functions", FUNCTIONS)):
        pathlib.Path(scratch, name).mkdir()
        pathlib.Path(scratch, name, "kustomization.yaml").write_text(text)
        yield f"{name} without the flag", [program, "build", name], scratch
    yield "version", [program, "version"], top
    yield "help", [program, "help"], top


def main():
    program, top = (pathlib.Path(arg).resolve() for arg in sys.argv[1:])
    if not is_permitted():
        print("1..0 # SKIP tracing is not permitted here")
        return 0
    tests = []
    # what must be seen, or the rest means nothing
    for name, script, want in (("a socket is seen", "import socket; socket.socket()", {"socket"}),
                               ("a program is seen", "import os; os.system(':')", STARTS)):
        tests.append((name, bool(want & set(calls([sys.executable, "-c", script]))), ""))
    with tempfile.TemporaryDirectory() as scratch:
        for name, command, cwd in commands(program, top, scratch):
            found = calls(command, cwd)
            tests.append((name, not found, " ".join(sorted(set(found)))))
    print(f"1..{len(tests)}")
    for number, (name, fine, found) in enumerate(tests, 1):
        print(f"{'ok' if fine else 'not ok'} {number} - {name}")
        if found:
            print(f"# calls {found}")
    return 0 if all(fine for _, fine, _ in tests) else 1


if __name__ == "__main__":
    sys.exit(main())
