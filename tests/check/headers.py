#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Headers stand alone: the public one in C11, C17 and C++17 with every warning an error, each
private one in C17 with nothing included before it.

usage: headers.py TOP [INCLUDE-DIR...]      $CC and $CXX name the compilers
"""
import concurrent.futures
import os
import pathlib
import subprocess
import sys

top = pathlib.Path(sys.argv[1]).resolve()
cc, cxx = os.environ.get("CC", "cc"), os.environ.get("CXX", "c++")
strict = ["-fsyntax-only", "-Wall", "-Wextra", "-Wpedantic", "-Werror"]
public = ["-I", str(top / "include")]
private = public + ["-I", str(top / "src")]
for folder in sys.argv[2:]:
    private += ["-I", folder]

jobs = [("hkrender/hkrender.h", command.split() + strict + public)
        for command in (f"{cc} -x c -std=c11", f"{cc} -x c -std=c17", f"{cxx} -x c++ -std=c++17")]
for header in sorted((top / "src").rglob("*.h")):
    jobs.append((str(header.relative_to(top / "src")),
                 cc.split() + ["-x", "c", "-std=c17", "-D_GNU_SOURCE", *strict, *private]))


def alone(job):
    name, command = job
    # Twice, so that a missing include guard shows.
    line = f'#include "{name}"\n'
    done = subprocess.run([*command, "-"], input=line * 2, text=True, capture_output=True)
    return done.returncode, name, command, done.stderr


faults = 0
with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
    for status, name, command, words in pool.map(alone, jobs):
        if status:
            faults += 1
            print(f"{name} does not compile alone: {' '.join(command[:4])}\n{words}")
print(f"{len(jobs) - faults} of {len(jobs)} compile alone")
sys.exit(1 if faults else 0)
