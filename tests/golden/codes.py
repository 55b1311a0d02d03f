#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every diagnostic has a golden case: each code of doc/diagnostics.yaml is in some want.diag or
want.strict, in the want.err of an edit, or in the want.out of an explanation.

Codes that no tree can bring about (a full disk, a signal) are listed with the reason.
usage: codes.py ROOT
"""
import pathlib
import re
import sys

UNREACHABLE = {
    1001: "the disk has to fail",
    1002: "the user has to lack a permission",
    1003: "a file has to be larger than 256 MiB",
    1090: "memory has to be limited by the caller",
    1091: "the caller has to cancel",
    1312: "a hundred folders within one another",
    1502: "no tree small enough makes a pattern that costly",
    1862: "a program has to run for long: tests/unit/test_process.c",
    1863: "a program has to write more than 1 GiB: as 1862",
    1864: "the files have to lie elsewhere than on the disk",
    1678: "TMPDIR has to name no directory: tests/cli/test_helm.py",
    1907: "the reader refuses such text first",
    1908: "the output has to be larger than 1 GiB",
    1909: "the reader refuses such depth first",
    2204: "as 1001",
    1952: "only a mistake in the edit itself brings it about",
}


def main(root):
    known = {int(code) for code in re.findall(r"^- code: (\d+)$",
                                              (root / "doc/diagnostics.yaml").read_text(), re.M)}
    seen = set()
    explanations = root / "testdata/explain"
    golden = root / "testdata/golden"
    edits = root / "testdata/edit"
    diffs = root / "testdata/diff"
    for path in [*golden.rglob("want.diag"), *golden.rglob("want.strict"), *edits.rglob("want.err"),
                 *explanations.rglob("want.out"), *diffs.rglob("want.txt")]:
        seen |= {int(code) for code in re.findall(r"\bHK(\d{4})\b", path.read_text(errors="replace"))}
    seen |= {code for code in known if 2100 <= code < 2200}  # tests/git asks for each of them
    missing = sorted(known - seen - set(UNREACHABLE))
    unknown = sorted(seen - known)
    for code in missing:
        print(f"HK{code} of doc/diagnostics.yaml has no golden case")
    for code in unknown:
        print(f"HK{code} is in a golden case but not in doc/diagnostics.yaml")
    print(f"{len(known) - len(missing)} passed, {len(missing) + len(unknown)} failed")
    return 1 if missing or unknown else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
