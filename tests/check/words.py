#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Small rules of the text files: one SPDX line at the top of each source file, no tabs, no
trailing blanks, a README short enough to read, links that lead somewhere.

usage: words.py TOP
"""
import pathlib
import re
import sys

SPDX = "SPDX-License-Identifier: Apache-2.0"
SOURCE = {".c", ".h", ".py", ".sh", ".def", ".map"}
TEXT = SOURCE | {".md", ".build", ".txt", ".yaml", ".cases"}
OTHERS_DATA = {"testdata", "examples", "corpus"}  # kept byte for byte, whatever is in it
README_LINES = 150

top = pathlib.Path(sys.argv[1]).resolve()
faults = []
count = 0


def check_links(where, text):
    for link in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text):
        if "://" not in link and not (top / where).parent.joinpath(link).exists():
            faults.append(f"{where}: the link to {link} leads nowhere")


for path in sorted(top.rglob("*")):
    where = path.relative_to(top)
    folders = where.parts[:-1]
    if any(f.startswith((".git", "build", "__pycache__")) for f in folders) or not path.is_file():
        continue
    script = folders in (("tools",), ("bench",), (".ci",)) and not path.suffix
    if not (path.suffix in TEXT or script) or OTHERS_DATA & set(folders):
        continue
    count += 1
    text = path.read_text()
    lines = text.splitlines()
    if (path.suffix in SOURCE or script) and sum(SPDX in line for line in lines[:3]) != 1:
        faults.append(f"{where}:1: the SPDX line is missing")
    for number, line in enumerate(lines, 1):
        if "\t" in line:
            faults.append(f"{where}:{number}: a tab")
        if line != line.rstrip():
            faults.append(f"{where}:{number}: trailing blanks")
    if path.suffix == ".md":
        check_links(where, text)

if len((top / "README.md").read_text().splitlines()) > README_LINES:
    faults.append(f"README.md: more than {README_LINES} lines")
print(*faults or [f"{count} files are in order"], sep="\n")
sys.exit(1 if faults else 0)
