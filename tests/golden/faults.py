#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What the messages of all golden cases have in common: every error says where it is and what to do
about it, and doc/errors.md quotes those that it lists.

usage: faults.py ROOT
"""
import pathlib
import re
import sys

# Faults that stand in no file: the argument of `build`, and what --remote-map names.
NOWHERE = {"load/names-none", "load/root-is-file", "load/root-missing", "remote/map/file-missing",
           "remote/refuse/root"}
PLACE = re.compile(r"^\S.*?:\d+:\d+: error: ")
ROW = re.compile(r"^\|.*\| \[([\w/-]+)\]\(\.\./testdata/golden/([\w/-]+)\) \|$")
LEAST_ROWS = 150


def faults_of(path):
    """The messages of a file with the lines that belong to each."""
    text = path.read_text(errors="replace")
    return [block for block in re.split(r"^(?=\S)", text, flags=re.M)
            if re.match(r".*?\berror: ", block)]


def check_case(golden, path):
    name = str(path.parent.relative_to(golden))
    for fault in faults_of(path):
        first = fault.splitlines()[0]
        if not PLACE.match(first) and name not in NOWHERE:
            yield f"{name}: no place: {first}"
        if "\n  mend: " not in fault:
            yield f"{name}: no mend: {first}"


def check_page(root):
    n_rows = 0
    for number, line in enumerate((root / "doc/errors.md").read_text().splitlines(), 1):
        row = ROW.match(line)
        if not row:
            continue
        n_rows += 1
        path = root / "testdata/golden" / row.group(1) / "want.diag"
        first = faults_of(path)[0].splitlines()[0] if path.exists() else None
        if row.group(1) != row.group(2) or not first or first.replace("|", "\\|") not in line:
            yield f"doc/errors.md:{number}: is not what the case says; run tools/record-errors"
    if n_rows < LEAST_ROWS:
        yield f"doc/errors.md: has {n_rows} rows"


def main(root):
    golden = root / "testdata/golden"
    paths = sorted([*golden.rglob("want.diag"), *golden.rglob("want.strict")])
    found = [fault for path in paths for fault in check_case(golden, path)]
    found += check_page(root)
    print(*found, sep="\n")
    print(f"{len(paths)} cases, {len(found)} failed")
    return 1 if found or not paths else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
