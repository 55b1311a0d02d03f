#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""why.py DIR KIND/NAME [FIELD] -- the values that each field of an object had, and what set them."""
import sys

import hkrender


def print_value(value):
    line = f"  {'(hidden)' if value.hidden else value.text}  {value.entry or value.detail}"
    if value.entry_at.line:
        line += f" of {value.entry_at.file}:{value.entry_at.line}"
    if value.at.line:
        line += f", from {value.at.file}:{value.at.line}"
    print(line)


def main(root, what, field=None):
    with hkrender.Context() as context:
        result = context.explain(root, what, field)
        for diag in result.diags:
            print(f"{diag.at.file}:{diag.at.line}: {diag.message}", file=sys.stderr)
        if not result.ok:
            return 1
        for one in result.explained:
            print(one.path)
            for value in one.values:
                print_value(value)
    return 0


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        print("usage: why DIR KIND/NAME [FIELD]", file=sys.stderr)
        sys.exit(2)
    sys.exit(main(*sys.argv[1:]))
