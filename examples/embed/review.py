#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""review.py BEFORE AFTER -- what changes between two directories: each field, with the file and
line that set it on either side, and what is dangerous about it."""
import sys

import hkrender


def place(at):
    return f"{at.file}:{at.line}" if at.line else "-"


def print_object(change):
    print(f"{change.kind} {change.object_kind} {change.namespace}/{change.name}")
    for danger in change.dangers:
        print(f"  DANGER {danger.path}: {danger.message}")
    for field in change.fields:
        print(f"  {field.path}: {field.before or '-'} -> {field.after or '-'}"
              f"  ({place(field.before_at)} -> {place(field.after_at)})")


def main(before, after):
    with hkrender.Context() as context:
        result = context.compare(before, after)
        for diag in result.diags:
            print(f"{diag.at.file}:{diag.at.line}: {diag.message}", file=sys.stderr)
        if not result.ok:  # a side that failed is no side that was emptied
            return 2
        for change in result.changes:
            print_object(change)
        return 0 if result.comparison.same else 1


if __name__ == "__main__":
    if len(sys.argv) != 3:
        print("usage: review BEFORE AFTER", file=sys.stderr)
        sys.exit(2)
    sys.exit(main(*sys.argv[1:]))
