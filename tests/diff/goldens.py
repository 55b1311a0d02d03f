#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""For each golden case that needs no options, `prove-noop` must find that the tree renders what
kustomize wrote: a rendered file and the directory that it came from are the same. Prints TAP.

usage: goldens.py PROGRAM TOP
"""
import pathlib
import subprocess
import sys

program, top = (pathlib.Path(a).resolve() for a in sys.argv[1:3])


def is_plain(folder):
    case = (folder / "case.txt").read_text()
    return "\nargs:" not in case and "\ntree:" not in case and (folder / "in").is_dir()


cases = [want.parent for want in sorted((top / "testdata/golden").rglob("want.yaml"))
         if is_plain(want.parent)]
faults = []
for folder in cases:
    done = subprocess.run([program, "prove-noop", folder / "want.yaml", folder / "in"],
                          capture_output=True, text=True, check=False)
    if done.returncode != 0:
        faults.append(f"{folder.relative_to(top)}: exit {done.returncode}\n{done.stdout}{done.stderr}")
print("1..1")
print(f"{'not ok' if faults or not cases else 'ok'} 1 - {len(cases)} trees and their outputs")
print("".join(f"# {line}\n" for fault in faults for line in fault.splitlines()), end="")
sys.exit(1 if faults or not cases else 0)
