#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""doc/compatibility.md is complete and true: it names each golden case whose case.txt has a
`differs` line, and every case that it names is there.

usage: differences.py TOP
"""
import pathlib
import re
import sys

golden = pathlib.Path(sys.argv[1], "testdata/golden")
page = pathlib.Path(sys.argv[1], "doc/compatibility.md").read_text()
folders = "|".join(sorted(f.name for f in golden.iterdir() if f.is_dir()))
named = set(re.findall(rf"`((?:{folders})/[\w./-]+)`", page))
differ = {str(case.parent.relative_to(golden)) for case in golden.rglob("case.txt")
          if re.search(r"^differs:", case.read_text(), re.M)}

faults = [f"doc/compatibility.md does not name {name}" for name in sorted(differ - named)]
faults += [f"doc/compatibility.md names {name}, which is not there"
           for name in sorted(named) if not (golden / name / "case.txt").is_file()]
print(*faults or [f"{len(differ)} cases differ, all on the page"], sep="\n")
sys.exit(1 if faults else 0)
