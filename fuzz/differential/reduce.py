#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Shrinks a tree whose difference stays: reduce.py TREE OUT. Takes away files, documents, entries
and fields, one after another, until nothing more can go.
"""
import argparse
import pathlib
import shutil
import sys
import tempfile

import yaml

from compare import Pair, limit


class Plain(yaml.SafeDumper):
    def ignore_aliases(self, data):
        return True


def read(folder):
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def write(files, folder):
    shutil.rmtree(folder, ignore_errors=True)
    for name, data in files.items():
        path = pathlib.Path(folder, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def without(value):
    """Each value with one part less, the large parts first."""
    keys = list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in keys:
        yield {k: v for k, v in value.items() if k != key} if isinstance(value, dict) else value[:key] + value[key + 1:]
    for key in keys:
        for less in without(value[key]):
            yield {**value, key: less} if isinstance(value, dict) else value[:key] + [less] + value[key + 1:]
    if isinstance(value, str) and "\n" in value:  # a patch or file inside
        for text in smaller_texts(value):
            yield text


def smaller_texts(text):
    """The text as it is without one line, then as YAML without one part."""
    try:
        documents = list(yaml.safe_load_all(text))
    except (yaml.YAMLError, ValueError):
        documents = None
    if documents and any(isinstance(d, (dict, list)) for d in documents):
        for less in without(documents):
            yield yaml.dump_all(less, Dumper=Plain, sort_keys=False)
    lines = text.splitlines(keepends=True)
    for at in range(len(lines)):
        yield "".join(lines[:at] + lines[at + 1:])


class Reducer:
    def __init__(self, pair, top, group):
        self.pair, self.top, self.group = pair, top, group

    def differs(self, files):
        with tempfile.TemporaryDirectory() as scratch:
            write(files, scratch)
            found = self.pair.difference(scratch, self.top)
        return bool(found) and found[0].split(":")[0] == self.group.split(":")[0]

    def step(self, files):
        """A smaller tree that still differs, or None."""
        for name in files:
            less = {k: v for k, v in files.items() if k != name}
            if self.differs(less):
                return less
        for name, data in sorted(files.items(), key=lambda item: -len(item[1])):
            for text in smaller_texts(data.decode(errors="replace")):
                if len(text) < len(data) + 20 and text.encode() != data:
                    less = {**files, name: text.encode()}
                    if self.differs(less):
                        return less
        return None


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tree", type=pathlib.Path)
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--top", default="top", help="the folder that is built")
    parser.add_argument("--ours")
    parser.add_argument("--batch", help="a program that answers for the real one; see compare.py")
    parser.add_argument("--steps", type=int, default=400)
    options = parser.parse_args()
    limit()
    pair = Pair(options.ours, options.batch, again=0)
    found = pair.difference(options.tree, options.top)
    if not found:
        print("no difference", file=sys.stderr)
        return 1
    reducer, files = Reducer(pair, options.top, found[0]), read(options.tree)
    for _ in range(options.steps):
        less = reducer.step(files)
        if less is None:
            break
        files = less
    write(files, options.out)
    for name, data in files.items():
        print(f"=== {name}\n{data.decode(errors='replace')}")
    print("===", *pair.difference(options.out, options.top), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
