#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The library has no state of its own: no symbol in a section that can be written.

usage: globals.py LIBRARY
"""
import re
import subprocess
import sys

# The compiler's start-up code brings these into every shared library.
TOOLCHAIN = {"completed.0", "__dso_handle", "__TMC_END__", "__bss_start", "_edata", "_end"}
WRITABLE = re.compile(r"^\.(data(?!\.rel\.ro)|bss|tdata|tbss)|^\*COM\*$")

nm = subprocess.run(["nm", "-f", "sysv", sys.argv[1]], check=True, text=True,
                    capture_output=True).stdout
faults = []
count = 0
for line in nm.splitlines():
    field = [f.strip() for f in line.split("|")]
    if len(field) < 7:
        continue
    count += 1
    name, section = field[0], field[6]
    if WRITABLE.search(section) and name not in TOOLCHAIN:
        faults.append(f"{name}: mutable, in {section}")
print(*faults or [f"{count} symbols, none mutable"], sep="\n")
sys.exit(1 if faults or not count else 0)
