#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""since.py REV DIR -- which roots below DIR differ from what they were where REV parted from HEAD,
and which images they run now. Nothing is checked out: the revision is read from the repository."""
import os
import sys

import hkrender


class Failed(Exception):
    pass


def expect(result):
    for diag in result.diags:
        print(f"{diag.at.file}:{diag.at.line}: {diag.message}", file=sys.stderr)
    if not result.ok:
        raise Failed
    return result


def side(root, there, files):
    """A root that this side does not have has no path."""
    return hkrender.Side(fs=files, path=os.fsencode(root) if root in there else None)


def main(revision, directory):
    different = 0
    with hkrender.Context() as context:
        expect(context.open_git(directory))
        result, then = context.revision(expect(context.merge_base(revision, "HEAD")).revision)
        expect(result)
        before = expect(context.find_roots(directory, then)).roots
        after = expect(context.find_roots(directory)).roots
        roots = sorted({*before, *after}, key=os.fsencode)
        results = context.compare_many([(side(root, before, then), side(root, after, None))
                                        for root in roots])
        for root, result in zip(roots, results):
            if expect(result).comparison.same:
                continue
            different = 1
            print(f"{root}: {len(result.changes)} objects")
            for change in result.changes:
                for field in change.fields:
                    if field.is_image:
                        print(f"  {field.before or '-'} -> {field.after or '-'}")
    return different


if __name__ == "__main__":
    if len(sys.argv) != 3:
        print("usage: since REV DIR", file=sys.stderr)
        sys.exit(2)
    try:
        sys.exit(main(*sys.argv[1:]))
    except Failed:
        sys.exit(2)
