#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Renders random trees with ours and with the real program; keeps the trees that differ."""
import argparse
import collections
import concurrent.futures
import pathlib
import shutil
import sys
import tempfile

from compare import Pair
from generate import write_tree


def one(pair, seed, keep):
    with tempfile.TemporaryDirectory() as scratch:
        write_tree(seed, scratch)
        found = pair.difference(scratch)
        if found and keep:
            shutil.copytree(scratch, keep / str(seed), dirs_exist_ok=True)
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", default="1-100", help="FIRST-LAST")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--keep", type=pathlib.Path, help="folder for the trees that differ")
    parser.add_argument("--ours", help="the program to test; build/hkrender when absent")
    options = parser.parse_args()
    first, last = (int(n) for n in options.seeds.split("-"))
    pair, groups = Pair(options.ours), collections.defaultdict(list)
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        seeds = range(first, last + 1)
        for seed, found in zip(seeds, pool.map(lambda s: one(pair, s, options.keep), seeds)):
            if found:
                groups[found[0]].append((seed, found[1]))
    for group, cases in sorted(groups.items(), key=lambda item: -len(item[1])):
        print(f"{len(cases):4} {group}\n     seeds {' '.join(str(s) for s, _ in cases[:8])}")
        print("     " + cases[0][1].strip().replace("\n", "\n     ")[:900])
    count = sum(len(cases) for cases in groups.values())
    print(f"{last - first + 1 - count} passed, {count} failed")
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main())
