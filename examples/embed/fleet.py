#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""fleet.py DIR -- renders every root below DIR in one go and says what is in each."""
import sys

import hkrender


def print_places(result):
    for diag in result.diags:
        print(f"{diag.at}: {diag.message} [{diag.id}]", file=sys.stderr)


def main(directory):
    with hkrender.Context() as context:
        found = context.find_roots(directory)
        print_places(found)
        if not found.ok:
            return 1
        roots = found.roots
        results = context.render_many(roots)
        for root, result in zip(roots, results):
            print_places(result)
            if result.ok:
                print(f"{root}: {len(result.bytes)} bytes")
                for one in result.objects:
                    print(f"  {one.kind} {one.namespace}/{one.name}  {one.origin}:{one.line}")
        rendered = sum(result.ok for result in results)
        print(f"{rendered} of {len(roots)} roots rendered", file=sys.stderr)
        return 0 if rendered == len(roots) else 1


if __name__ == "__main__":
    if len(sys.argv) != 2:
        print("usage: fleet DIR", file=sys.stderr)
        sys.exit(2)
    sys.exit(main(sys.argv[1]))
