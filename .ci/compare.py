#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs an acceptance suite, sets the known differences apart, and writes 'PASSED FAILED' to a file.

usage: compare.py [--propose] SUITE RUNNER PROGRAM [TALLY]

SUITE is conformance or corpus, RUNNER its run.py, PROGRAM the renderer. The known differences are
the lines of testdata/expected-differences.txt. --propose prints a line for each failure that may
be listed and is not.
"""
import csv
import pathlib
import re
import subprocess
import sys

# What a listed case may do; anything else (a signal, no answer, accepting what must be refused)
# is a failure even when it is listed.
EXCUSABLE = ("exit 1: ", "output differs")
LATER = ("replacements", "vars", "crds", "openapi", "helm", "generators", "transformers",
         "validators", "plugin:")  # the last: not a field

propose = "--propose" in sys.argv
suite, runner, program, *tally = [a for a in sys.argv[1:] if a != "--propose"]
runner = pathlib.Path(runner).resolve()
top = pathlib.Path(__file__).resolve().parent.parent


def read_cases():
    """name -> the later features that it uses, for every case of the suite."""
    if suite == "corpus":
        with open(runner.parent / "index.tsv") as file:
            rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
        return {f"{r['repo']}/{r['dir']}": sorted({f.split(".")[0] for f in r["features"].split(",")
                                                   if f.startswith(LATER)}) for r in rows}
    field = re.compile(rf"^({'|'.join(LATER[:-1])}\w*):", re.M)
    return {str(f.parent.relative_to(runner.parent)):
            sorted({m for y in f.parent.rglob("*") if y.is_file()
                    for m in field.findall(y.read_text(errors="replace"))})
            for f in runner.parent.rglob("case.json")}


def read_listed():
    lines = (top / "testdata/expected-differences.txt").read_text().splitlines()
    rows = [line.split(None, 2) for line in lines if line.strip() and not line.startswith("#")]
    for row in rows:
        if len(row) < 3:
            sys.exit(f"expected-differences.txt: '{' '.join(row)}' has no reason")
    return {name: reason for where, name, reason in rows if where == suite}


if not pathlib.Path(program).is_file():
    sys.exit(f"{program} is not there: the build came first?")
cases, listed = read_cases(), read_listed()
done = subprocess.run([sys.executable, runner, "--bin", str(pathlib.Path(program).resolve())],
                      cwd=runner.parent, text=True, stdout=subprocess.PIPE)
failures = {}
for line in done.stdout.splitlines():
    name, colon, why = line.partition(": ")
    if colon and name in cases:
        failures[name] = why
totals = re.search(r"(\d+) passed, (\d+) failed\s*$", done.stdout)
if not totals or int(totals[2]) != len(failures):
    sys.exit(f"{suite}: cannot make out what {runner} printed:\n{done.stdout[-2000:]}")

known = {n for n in failures if n in listed and failures[n].startswith(EXCUSABLE)}
bad = {n: why for n, why in failures.items() if n not in known}
for name, why in bad.items():
    if not propose:
        print(f"FAILED {suite} {name}: {why}")
    elif why.startswith(EXCUSABLE):
        print(suite, name, f"uses {', '.join(cases[name])}" if cases[name] else why[:120])
for name in sorted(set(listed) - set(failures)):
    state = "passes now" if name in cases else "is not in the suite"
    print(f"note: {suite} {name} {state}: take it out of testdata/expected-differences.txt")
print(f"{suite}: {totals[1]} passed, {len(bad)} failed, {len(known)} known differences",
      file=sys.stderr if propose else sys.stdout)
if tally:
    pathlib.Path(tally[0]).write_text(f"{totals[1]} {len(bad)}\n")
sys.exit(1 if bad else 0)
