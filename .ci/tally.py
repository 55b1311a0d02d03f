#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Counts the tests of one `meson test` run and writes 'PASSED FAILED' to a file. A program of many
cases counts as many as it has: one that speaks TAP, and those of the golden suite, which end with
a line 'N passed, N failed'. A skipped test counts as neither.

usage: tally.py BUILD-DIR TALLY
"""
import pathlib
import re
import sys
import xml.etree.ElementTree as xml


def count(case):
    """(passed, failed) of one test, or of one case of a TAP test."""
    if case.find("skipped") is not None:
        return 0, 0
    bad = case.find("failure") is not None or case.find("error") is not None
    last = re.search(r"^(\d+) passed, (\d+) failed\s*\Z", case.findtext("system-out") or "", re.M)
    if " / golden" in case.get("name") and last and bool(int(last[2])) == bad:
        return int(last[1]), int(last[2])
    return int(not bad), int(bad)


root = xml.parse(pathlib.Path(sys.argv[1], "meson-logs/testlog.junit.xml")).getroot()
passed = failed = 0
for suite in root.iter("testsuite"):
    results = [count(case) for case in suite.iter("testcase")]
    bad = sum(b for _, b in results)
    # A program that dies after its last good case is told by the suite's own numbers alone.
    if not bad and int(suite.get("failures", 0)) + int(suite.get("errors", 0)):
        bad = 1
    passed += sum(p for p, _ in results)
    failed += bad
pathlib.Path(sys.argv[2]).write_text(f"{passed} {failed}\n")
