#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The generated files are what their generators write today: runs each tools/gen-*.py --check.

usage: generated.py TOP
"""
import pathlib
import subprocess
import sys

generators = sorted(pathlib.Path(sys.argv[1], "tools").glob("gen-*.py"))
stale = 0
for generator in generators:
    done = subprocess.run([sys.executable, generator, "--check"], text=True, capture_output=True)
    if done.returncode:
        stale += 1
        print(f"{generator.name}: {(done.stdout + done.stderr).strip()}")
print(f"{len(generators) - stale} of {len(generators)} generators have nothing to change")
sys.exit(1 if stale or not generators else 0)
