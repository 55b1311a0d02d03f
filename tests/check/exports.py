#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Three lists of the public functions must agree: what the header declares with HKR_API, what
the export map names, and what the shared library exports.

usage: exports.py LIBRARY MAP HEADER
"""
import re
import subprocess
import sys

library, export_map, header = sys.argv[1:]


def bare(path):
    """The text of a C or map file without comments and preprocessor lines."""
    text = re.sub(r"/\*.*?\*/", " ", open(path).read(), flags=re.S)
    return re.sub(r"^\s*#.*(?:\\\n.*)*", "", text, flags=re.M)


lists = {
    "header": set(re.findall(r"\bHKR_API\b[^;]*?\b(hkr_\w+)\s*\(", bare(header))),
    "map": set(re.findall(r"\b(hkr_\w+)\s*;", bare(export_map))),
}
nm = subprocess.run(["nm", "-D", "--defined-only", library], check=True, text=True,
                    capture_output=True).stdout
symbols = [line.split()[-2:] for line in nm.splitlines()]
# A version node is an absolute symbol (type A): not a function.
lists["library"] = {name.split("@")[0] for kind, name in symbols if kind != "A"}

faults = []
for name in sorted(set.union(*lists.values())):
    absent = [where for where, names in lists.items() if name not in names]
    if absent:
        faults.append(f"{name}: not in the {' and '.join(absent)}")
print(*faults or [f"{len(lists['map'])} functions, three lists agree"], sep="\n")
sys.exit(1 if faults or not lists["map"] else 0)
