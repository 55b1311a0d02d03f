#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Folders are the architecture: reads the #include lines and fails on an edge that goes up the
list below, on a cycle of headers, and on a private header used outside src/ and tests/.

usage: layers.py TOP
"""
import pathlib
import re
import sys

# doc/architecture.md says what each folder is for. A file may include its own folder, the
# folders before it here, and the public header.
ORDER = ["base", "yaml", "res", "load", "merge", "patch", "transform", "generate", "render",
         "subst", "diff", "gitops", "refactor", "api"]
INCLUDE = re.compile(r'^\s*#\s*include\s*"([^"]+)"', re.M)

top = pathlib.Path(sys.argv[1]).resolve()
src = top / "src"
faults = []


def resolve(file, name):
    """The file of src/ that an include line names; None for the public header and the like."""
    for folder in (file.parent, src):
        found = (folder / name).resolve()
        if found.is_file() and found.is_relative_to(src):
            return found
    if not (top / "include" / name).is_file() and "/" in name and (src / name).parent.is_dir():
        return (src / name).resolve()  # generated into the build directory
    return None


def includes(file):
    return [(n, resolve(file, n)) for n in INCLUDE.findall(file.read_text())]


edges = {}
for file in sorted(src.rglob("*.[ch]")):
    folder = file.relative_to(src).parts[0]
    if folder not in ORDER:
        faults.append(f"{file.relative_to(top)}: the folder '{folder}' has no place in the order")
        continue
    edges[file] = []
    for name, target in includes(file):
        if target is None:
            continue
        edges[file].append(target)
        other = target.relative_to(src).parts[0]
        if other not in ORDER or ORDER.index(other) > ORDER.index(folder):
            faults.append(f'{file.relative_to(top)}: includes "{name}", which lies above it')

for file in sorted((top / "tools").rglob("*.[ch]")):
    for name, target in includes(file):
        if target is not None:
            faults.append(f'{file.relative_to(top)}: the front end includes private "{name}"')

state = {}


def find_cycles(file, trail):
    """Depth first; a header met again on its own trail closes a cycle."""
    state[file] = "open"
    for target in edges.get(file, []):
        if state.get(target) == "open":
            names = [str(f.relative_to(src)) for f in trail[trail.index(target):] + [target]]
            faults.append("cycle: " + " -> ".join(names))
        elif target not in state:
            find_cycles(target, trail + [target])
    state[file] = "done"


for start in list(edges):
    if start not in state:
        find_cycles(start, [start])

print(*faults or [f"{len(edges)} files, all edges go down"], sep="\n")
sys.exit(1 if faults or not edges else 0)
