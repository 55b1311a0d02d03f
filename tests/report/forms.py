#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The cases of testdata/report: `hkrender diff` in each form, compared to the byte.

usage: forms.py [--update] HKRENDER CASES [NAME...]      --update writes what is not as it should be
"""
import os
import pathlib
import re
import subprocess
import sys

FORMS = {"want.txt": "text", "want.diff": "unified", "want.json": "json", "want.md": "markdown",
         "want.html": "html"}
HIDDEN = re.compile(r"\(hidden (?:<mark>)?([0-9a-f]{12})(?:</mark>)?\)")
BETWEEN = re.compile(r"(<(style|script)>).*?(</\2>)", re.S)
OURS = re.compile(r"sha256-[\w+/=]{44}|(?<=hkrender )\d+\.\d+\.\d+")


def steady(text):
    """The text without what is different in each run, or with each change of the page."""
    seen = {}
    text = HIDDEN.sub(lambda m: f"(hidden #{seen.setdefault(m[1], len(seen) + 1)})", text)
    if text.startswith("<!doctype html>"):
        text = OURS.sub("...", BETWEEN.sub(r"\1\3", text))
    return text


def facts(case):
    """What case.txt says after its first line."""
    lines = (case / "case.txt").read_text().splitlines()[1:]
    said = dict(line.split(":", 1) for line in lines if ":" in line)
    return said.get("args", "").split(), said.get("sides", "before after").split()


def main(arguments):
    update = "--update" in arguments
    program, cases, *names = [a for a in arguments if a != "--update"]
    program = pathlib.Path(program).resolve()
    cases = pathlib.Path(cases).resolve()
    count = bad = 0
    for case in sorted(p.parent for p in cases.glob("*/case.txt")):
        if names and case.name not in names:
            continue
        args, sides = facts(case)
        statuses = set()
        for name, form in FORMS.items():
            want = case / name
            if not want.exists() and not update:
                continue
            done = subprocess.run([program, "diff", *sides, "--format", form, *args], cwd=case,
                                  capture_output=True, env={"PATH": os.environ["PATH"]})
            statuses.add(done.returncode)
            got = steady(done.stdout.decode())
            same = want.exists() and want.read_text() == got
            if update and not same:
                want.write_text(got)
                same = True
            count += 1
            bad += not same
            print(f"{'ok' if same else 'not ok'} {count} - {case.name} as {form}")
            if not same:
                told = subprocess.run(["diff", "-u", want, "-"], input=got.encode(),
                                      capture_output=True).stdout.decode()
                print("\n".join("# " + line for line in told.splitlines()[:40]))
        expected = {0} if case.name.startswith("order") else {2} if "fail" in case.name else {1}
        count += 1
        bad += statuses != expected
        print(f"{'ok' if statuses == expected else 'not ok'} {count} - {case.name}: exit {statuses}")
    print(f"1..{count}")
    return 1 if bad or not count else 0


sys.exit(main(sys.argv[1:]))
