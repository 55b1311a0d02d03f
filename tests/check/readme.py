#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs every sample of the README. In a `console` block each line after "$ " is run by bash from
the top of the repository; the output that is shown must be what comes out, and a sample that
shows none must exit 0. The `c` block is compiled, and must print what the command prints.
Commands that would touch the system or a cluster are taken by tests/check/stand-ins.

usage: readme.py TOP BUILD-DIR LIBRARY [COMPILER-FLAG...]
"""
import difflib
import os
import pathlib
import re
import subprocess
import sys
import tempfile

SELF = "tools/test"  # the sample that runs this test
top, build, library = (pathlib.Path(a).resolve() for a in sys.argv[1:4])
flags = sys.argv[4:]
text = (top / "README.md").read_text()
faults = count = 0


def samples():
    """(command, what the README shows after it) for each command."""
    for block in re.findall(r"^```console\n(.*?)^```", text, re.M | re.S):
        for part in re.split(r"^\$ ", block, flags=re.M)[1:]:
            command, _, shown = part.partition("\n")
            yield command, shown


def compare(what, shown, got):
    global faults
    if shown == got:
        return
    faults += 1
    print(f"README: {what}")
    print("".join(difflib.unified_diff(shown.splitlines(1), got.splitlines(1), "shown", "real")))


def run(command, env):
    return subprocess.run(["bash", "-c", command], cwd=top, env=env, text=True,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


with tempfile.TemporaryDirectory() as scratch:
    commands = pathlib.Path(scratch, "bin")
    commands.mkdir()
    for name in ("hkrender", "render"):
        (commands / name).symlink_to(build / "hkrender")
    for stand_in in (top / "tests/check/stand-ins").iterdir():
        (commands / stand_in.name).symlink_to(stand_in)
    env = {**os.environ, "PATH": f"{commands}:{os.environ['PATH']}", "HKR_BUILD": str(build),
           "DESTDIR": scratch}

    for command, shown in samples():
        count += 1
        if command == SELF:
            continue
        done = run(re.sub(r"-C build\b", f"-C {build}", command), env)
        if shown:
            compare(command, shown, done.stdout)
        elif done.returncode:
            compare(f"{command}: exit {done.returncode}", "", done.stdout)

    for source in re.findall(r"^```c\n(.*?)^```", text, re.M | re.S):
        count += 1
        program = pathlib.Path(scratch, "app")
        program.with_suffix(".c").write_text(source)
        subprocess.run([*os.environ.get("CC", "cc").split(), "-std=c17", "-Wall", "-Wextra", "-Werror",
                        *flags, "-I", top / "include", "-o", program, program.with_suffix(".c"),
                        library, f"-Wl,-rpath,{library.parent}"], check=True)
        root = re.search(r'hkr_render\(ctx, "([^"]+)"', source)[1]
        compare("the C sample", run(f"hkrender build {root}", env).stdout, run(str(program), env).stdout)

print(f"{count} samples, {faults} not as shown")
sys.exit(1 if faults or not count else 0)
