#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Counts the tests of one `meson test` run and writes 'PASSED FAILED' to a file. A test that
reports cases of its own (TAP) counts as many as it has; a skipped one counts as neither.

usage: tally.py BUILD-DIR TALLY
"""
import pathlib
import sys
import xml.etree.ElementTree as xml

root = xml.parse(pathlib.Path(sys.argv[1], "meson-logs/testlog.junit.xml")).getroot()
passed = failed = 0
for suite in root.iter("testsuite"):
    cases = list(suite.iter("testcase"))
    bad = sum(case.find("failure") is not None or case.find("error") is not None for case in cases)
    skipped = sum(case.find("skipped") is not None for case in cases)
    # A program that dies after its last good case is told by the suite's own numbers alone.
    if not bad and int(suite.get("failures", 0)) + int(suite.get("errors", 0)):
        bad += 1
    passed += len(cases) - skipped - bad
    failed += bad
pathlib.Path(sys.argv[2]).write_text(f"{passed} {failed}\n")
