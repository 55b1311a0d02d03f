#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Renders random trees with ours and with the real program; keeps the trees that differ."""
import argparse
import collections
import multiprocessing
import pathlib
import shutil
import sys
import tempfile

import compare
from cache import Cache
from generate import write_tree

HERE = {}  # what a worker keeps: its programs, its cache, where to keep trees


def start(options):
    compare.limit()
    HERE["pair"] = compare.Pair(options.ours, options.batch)
    HERE["cache"] = Cache(options.cache) if options.cache else None
    HERE["keep"] = options.keep


def one(seed):
    pair, cache, keep = HERE["pair"], HERE["cache"], HERE["keep"]
    with tempfile.TemporaryDirectory() as scratch:
        write_tree(seed, scratch)
        real = cache.find(seed) if cache else None
        fresh = real is None
        real = real or pair.real(scratch)
        found = pair.difference(scratch, real=real)
        if found and keep and not found[0].startswith("listed"):
            shutil.copytree(scratch, keep / str(seed), dirs_exist_ok=True)
    return seed, found, real if fresh and cache else None, real.out is not None, real.said


def report(groups):
    for group, cases in sorted(groups.items(), key=lambda item: -len(item[1])):
        print(f"{len(cases):4} {group}\n     seeds {' '.join(str(s) for s, _ in cases[:8])}")
        print("     " + cases[0][1].strip().replace("\n", "\n     ")[:900])


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", default="1-100", help="FIRST-LAST")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--keep", type=pathlib.Path, help="folder for the trees that differ")
    parser.add_argument("--ours", help="the program to test; build/hkrender when absent")
    parser.add_argument("--cache", type=pathlib.Path, help="folder for the answers of the real program")
    parser.add_argument("--batch", help="a program that answers for the real one; see compare.py")
    parser.add_argument("--refused", action="store_true", help="also list why the real program refuses")
    return parser.parse_args()


def main():
    options = arguments()
    first, last = (int(n) for n in options.seeds.split("-"))
    groups, refusals, rendered = collections.defaultdict(list), collections.defaultdict(list), 0
    cache = Cache(options.cache) if options.cache else None
    with multiprocessing.Pool(options.jobs, start, (options,)) as pool:
        for seed, found, fresh, renders, said in pool.imap(one, range(first, last + 1), 20):
            if found:
                groups[found[0]].append((seed, found[1]))
            if fresh:
                cache.put(seed, fresh)
            rendered += renders
            if options.refused and not renders:
                refusals[compare.shape(said.strip().split("\n")[-1][-160:])].append((seed, said[-600:]))
    if cache:
        cache.close()
    report(refusals)
    report(groups)
    total = last - first + 1
    listed = sum(len(cases) for group, cases in groups.items() if group.startswith("listed"))
    failed = sum(len(cases) for cases in groups.values()) - listed
    print(f"{rendered} of {total} trees render; {listed} differ for a listed reason")
    print(f"{total - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
