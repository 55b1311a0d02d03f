#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Pairs of random objects, judged by `prove-noop` and by a plain comparison of the parsed JSON: the
two must agree, with and without the order of lists. What `diff` tells must lead from the one to the
other. Prints TAP.

usage: random_pairs.py PROGRAM [SEED [COUNT]]
"""
import json
import pathlib
import random
import subprocess
import sys
import tempfile

program = pathlib.Path(sys.argv[1]).resolve()
seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
count = int(sys.argv[3]) if len(sys.argv) > 3 else 40
dice = random.Random(seed)
SCALARS = [None, True, False, 0, 1, 2, 1.5, 1.0, -3, 10 ** 15, 1e21, "", "1", "a", "true", "null",
           "~", "a b", "x: y", "- z", "\u00e9", "line\nline\n", " lead", "0x1F", "1e3", "2020-01-01"]
KEYS = ["name", "key", "id", "a", "b", "a.b/c", "spec", "1", "y"]


def tree(depth):
    kind = dice.random()
    if depth == 0 or kind < 0.4:
        return dice.choice(SCALARS)
    if kind < 0.7:
        return {key: tree(depth - 1) for key in dice.sample(KEYS, dice.randrange(4))}
    return [tree(depth - 1) for _ in range(dice.randrange(5))]


def changed(node):
    """A copy with some changes, or none; keys in another order."""
    roll = dice.random()
    if roll < 0.04:
        return tree(2)
    if isinstance(node, dict):
        pairs = [(key, changed(value)) for key, value in node.items() if dice.random() > 0.02]
        dice.shuffle(pairs)
        return dict(pairs)
    if isinstance(node, list):
        items = [changed(item) for item in node if dice.random() > 0.02]
        if roll > 0.85:
            dice.shuffle(items)
        if roll > 0.97:
            items.insert(dice.randrange(len(items) + 1), tree(1))
        return items
    return node


def form(node, ordered):
    """A text that is the same for equal values alone; numbers count by their value."""
    if isinstance(node, dict):
        return "{" + ",".join(sorted(f"{key!r}:{form(value, ordered)}" for key, value in node.items())) + "}"
    if isinstance(node, list):
        items = [form(item, ordered) for item in node]
        return "[" + ",".join(items if ordered else sorted(items)) + "]"
    if isinstance(node, (int, float)) and not isinstance(node, bool):
        return f"n{float(node)!r}"
    return f"{type(node).__name__}{node!r}"


def run(*arguments):
    done = subprocess.run([program, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stderr
    return json.loads(done.stdout)


def leaves(node):
    """All scalars that stand anywhere in it."""
    if isinstance(node, dict):
        return [leaf for value in node.values() for leaf in leaves(value)]
    if isinstance(node, list):
        return [leaf for value in node for leaf in leaves(value)]
    return [form(node, True)]


def balance(before, after, objects):
    """What the report says went and came is what went and came."""
    went = leaves(before)
    came = leaves(after)
    for one in objects:
        for field in one["fields"]:
            if field["change"] == "moved":
                continue
            if "before" in field:
                went = without(went, leaves(field["before"]))
            if "after" in field:
                came = without(came, leaves(field["after"]))
    return sorted(went) == sorted(came)


def without(some, others):
    some = list(some)
    for other in others:
        some.remove(other)
    return some


def documents(objects):
    return "---\n".join(json.dumps({"apiVersion": "v1", "kind": "X", "metadata": {"name": f"o{i}"},
                                    "x": value}) + "\n" for i, value in enumerate(objects))


def check(scratch, number):
    before = [tree(4) for _ in range(6)]
    after = [value if dice.random() < 0.3 else changed(value) for value in before]
    paths = [scratch / "before.yaml", scratch / "after.yaml"]
    for path, objects in zip(paths, (before, after)):
        path.write_text(documents(objects))
    for flag, ordered in (([], True), (["--ignore-list-order"], False)):
        proof = run("prove-noop", "--format", "json", *flag, *paths)["roots"][0]
        same = form(before, True) == form(after, True) if ordered else \
            [form(x, False) for x in before] == [form(x, False) for x in after]
        if (proof["verdict"] == "same") != same:
            return f"{number}: said {proof['verdict']}, is {'same' if same else 'different'}"
        back = run("prove-noop", "--format", "json", *flag, *reversed(paths))["roots"][0]
        digests = {one[side]["digest"] for one in (proof, back) for side in ("before", "after")}
        if len(digests) != (1 if same else 2):
            return f"{number}: the digests say otherwise"
    report = run("diff", "--format", "json", *paths)["roots"][0]
    names = {f"o{i}" for i in range(6) if form(before[i], True) != form(after[i], True)}
    if {one["name"] for one in report["objects"]} != names:
        return f"{number}: other objects are told than have changed"
    if not all(one["fields"] for one in report["objects"]):
        return f"{number}: an object is told without a field"
    for one in report["objects"]:
        i = int(one["name"][1:])
        if not balance({"x": before[i]}, {"x": after[i]}, [one]):
            return f"{number}: what went and came in o{i} is not what is told"
    return ""


with tempfile.TemporaryDirectory() as directory:
    fault = ""
    for n in range(count):
        fault = fault or check(pathlib.Path(directory), n)
print("1..1")
print(f"{'not ok' if fault else 'ok'} 1 - {count} pairs with seed {seed}")
print(f"# {fault}\n" if fault else "", end="")
sys.exit(1 if fault else 0)
