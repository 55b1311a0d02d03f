#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The cases under testdata/diff: what `diff` and `prove-noop` say of two sides. Each run is done in
a copy of the case's tree; the transcript must be want.txt to the byte, but for the digests of
secrets, which differ from run to run. Prints TAP.

usage: diff.py PROGRAM TOP [--update] [PATTERN]
   --update   writes want.txt from our own program: read it
"""
import difflib
import fnmatch
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

KEYS = {"run", "git", "tree", "stdin"}
HIDDEN = re.compile(r"\(hidden [0-9a-f]{12}\)")
GIT = ["git", "-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "init.defaultBranch=main"]

arguments = [a for a in sys.argv[1:] if not a.startswith("--")]
update = "--update" in sys.argv
program, top = (pathlib.Path(a).resolve() for a in arguments[:2])
pattern = arguments[2] if len(arguments) > 2 else "*"
environment = {"PATH": os.environ["PATH"], "LC_ALL": "C", "HOME": "/nowhere",
               "GIT_CONFIG_NOSYSTEM": "1"}


class Case:
    def __init__(self, folder):
        self.folder = folder
        self.name = str(folder.relative_to(top / "testdata/diff"))
        why, *rest = (folder / "case.txt").read_text().splitlines()
        pairs = [line.split(": ", 1) for line in rest if line]
        assert why and why.split(":")[0] not in KEYS, "the first line of case.txt says why"
        assert all(len(p) == 2 and p[0] in KEYS for p in pairs), f"case.txt: unknown keys in {pairs}"
        self.runs = [value for key, value in pairs if key == "run"]
        self.keys = dict(pairs)
        assert self.runs, "case.txt has no `run`"


def make_tree(case, place):
    """A copy of the tree; with `git`, of after/ as the work tree of a repository that has before/."""
    tree = top / case.keys["tree"] if "tree" in case.keys else case.folder / "in"
    if "git" not in case.keys:
        shutil.copytree(tree, place, symlinks=True)
        return
    shutil.copytree(tree / "before", place, symlinks=True)
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "before"]):
        subprocess.run([*GIT, *command], cwd=place, check=True, env=environment)
    for path in place.iterdir():
        if path.name != ".git":
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    shutil.copytree(tree / "after", place, symlinks=True, dirs_exist_ok=True)


def transcript(case, place):
    text = ""
    stdin = (place / case.keys["stdin"]).read_bytes() if "stdin" in case.keys else b""
    for line in case.runs:
        done = subprocess.run([program, *shlex.split(line)], cwd=place, env=environment,
                              input=stdin, capture_output=True)
        parts = [f"$ hkrender {line}\n", done.stdout.decode(), done.stderr.decode(),
                 f"= {done.returncode}\n"]
        text += "".join(parts)
    return HIDDEN.sub("(hidden ............)", text)


def run(case):
    with tempfile.TemporaryDirectory() as scratch:
        place = pathlib.Path(scratch) / "tree"
        make_tree(case, place)
        got = transcript(case, place)
    want = case.folder / "want.txt"
    if update:
        want.write_text(got)
    lines = difflib.unified_diff(want.read_text().splitlines(), got.splitlines(), "want.txt",
                                 "got", lineterm="") if want.exists() else ["no want.txt"]
    return "\n".join(lines)


folders = sorted(path.parent for path in (top / "testdata/diff").rglob("case.txt"))
cases = [c for c in map(Case, folders) if fnmatch.fnmatch(c.name, pattern)]
failed = not cases
print(f"1..{len(cases)}")
for number, case in enumerate(cases, 1):
    fault = run(case)
    failed = failed or bool(fault)
    print(f"{'not ok' if fault else 'ok'} {number} - {case.name}", flush=True)
    print("".join(f"# {line}\n" for line in fault.splitlines()), end="")
sys.exit(1 if failed else 0)
