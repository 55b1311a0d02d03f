#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The cases under testdata/explain: what `hkrender explain` prints, to the byte; and what holds of
every explanation, whatever it explains. Prints TAP.

usage: test_explain.py PROGRAM TOP [--update] [PATTERN]
"""
import fnmatch
import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

arguments = [a for a in sys.argv[1:] if not a.startswith("--")]
update = "--update" in sys.argv
program, top = (pathlib.Path(a).resolve() for a in arguments[:2])
pattern = arguments[2] if len(arguments) > 2 else "*"
ENVIRONMENT = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}


def run(words, place):
    return subprocess.run([program, *words], cwd=place, capture_output=True, env=ENVIRONMENT)


def transcript(case, place):
    _, *lines = (case / "case.txt").read_text().splitlines()
    text = b""
    for line in lines:
        key, value = line.split(": ", 1)
        assert key == "run", f"{case.name}: unknown key {key}"
        done = run(shlex.split(value), place)
        text += b"$ " + value.encode() + b"\n" + done.stdout + done.stderr
        if done.returncode:
            assert not done.stdout, f"{case.name}: there is output, and yet it failed: {value}"
            text += f"exit {done.returncode}\n".encode()
    return text


def in_a_copy(case, work):
    with tempfile.TemporaryDirectory() as place:
        shutil.copytree(case / "in", place, dirs_exist_ok=True, symlinks=True)
        return work(case, pathlib.Path(place))


def has_words_of_secrets(case, text):
    """Values of Secrets in these cases, which nothing may print."""
    words = [b"squeamish", b"first-word", b"second-word", b"Zmlyc3Qtd29yZA", b"c2Vjb25kLXdvcmQ",
             b"blueish", b"greenish"]
    return [w for w in words if w in text]


def check_transcript(case):
    want = case / "want.out"
    got = in_a_copy(case, transcript)
    if has_words_of_secrets(case, got):
        return f"prints {has_words_of_secrets(case, got)}"
    if update:
        want.write_bytes(got)
    return None if want.exists() and want.read_bytes() == got else show(want, got)


def show(want, got):
    lines = want.read_bytes().splitlines() if want.exists() else []
    for i, (a, b) in enumerate(zip(lines + [b""] * 10000, got.splitlines())):
        if a != b:
            return f"line {i + 1}\n#  want: {a.decode()}\n#  got:  {b.decode(errors='replace')}"
    return "there is more in want.out"


def parts_of(path):
    """The keys and items that a path is made of; an item as a tuple."""
    for dot, quoted, item, key in re.findall(r'(\.?)(?:\["(.*?)"\]|\[([^"].*?)\]|([^.\[]+))', path):
        yield (item,) if item else quoted or key


def put(tree, parts, value):
    """Puts @value where @parts lead to. Lists are dicts of their items here."""
    for part, following in zip(parts, parts[1:] + [None]):
        if following is None:
            tree[part] = value
        else:
            tree = tree.setdefault(part, {})


def settle(tree):
    if not isinstance(tree, dict):
        return tree
    if tree and all(isinstance(key, tuple) for key in tree):
        return [settle(value) for value in tree.values()]
    return {key: settle(value) for key, value in tree.items()}


def rebuild(fields):
    """The object that the last values make; None when some of them are hidden."""
    read = {"string": str, "int": int, "float": float, "bool": "true".__eq__,
            "null": lambda _: None, "map": lambda _: {}, "list": lambda _: []}
    tree = {}
    for field in fields:
        last = field["values"][-1]
        if last.get("hidden"):
            return None
        if last["type"] != "none":
            put(tree, list(parts_of(field["path"])), read[last["type"]](last["value"]))
    return settle(tree)


def render_alone(tree):
    with tempfile.TemporaryDirectory() as place:
        folder = pathlib.Path(place)
        (folder / "kustomization.yaml").write_text("resources: [object.yaml]\n")
        (folder / "object.yaml").write_text(json.dumps(tree))
        return run(["build", "."], folder).stdout


def render_flags(words):
    """The options of a command line that say how the tree is rendered, with their values."""
    valued = ("--helm-command", "--set", "--vars-file", "--vars-mode")
    return [w for w, before in zip(words, [None] + words)
            if w.startswith("--enable") or w in valued or before in valued]


def check_every_object(case, place):
    """Each object that is listed can be explained, each field can be asked for by its path, and the
    last values together are the object in the output."""
    for line in (case / "case.txt").read_text().splitlines()[1:]:
        words = shlex.split(line.split(": ", 1)[1])
        if not (place / words[1]).is_dir():
            continue
        flags = render_flags(words)
        listed = run(["explain", words[1], "--format", "json", *flags], place)
        if listed.returncode:
            continue
        rendered = run(["build", words[1], *flags], place).stdout.split(b"---\n")
        for obj, document in zip(json.loads(listed.stdout)["objects"], rendered, strict=True):
            group = obj["apiVersion"].rpartition("/")[0]
            name = f"{obj['kind']}{'.' if group else ''}{group}/{obj['name']}"
            where = ["-n", obj["namespace"]] if obj["namespace"] else []
            done = run(["explain", words[1], name, *where, "--format", "json", *flags], place)
            if done.returncode:
                return f"{name} cannot be explained: {done.stderr.decode()}"
            tree = rebuild(json.loads(done.stdout)["fields"])
            by_itself = b"config.kubernetes.io/origin" not in document  # that would go
            if tree is not None and by_itself and render_alone(tree) != document:
                return f"{name} is not what its fields make: {json.dumps(tree)}"
            for field in json.loads(done.stdout)["fields"]:
                again = run(["explain", words[1], name, field["path"], *where, "--format", "json",
                             *flags], place)
                if again.returncode or field not in json.loads(again.stdout)["fields"]:
                    return f"{name} {field['path']} cannot be asked for by its path"
    return None


def main():
    cases = sorted(c.parent for c in (top / "testdata/explain").rglob("case.txt"))
    cases = [c for c in cases if fnmatch.fnmatch(c.name, pattern)]
    checks = [("", check_transcript),
              (", every object", lambda case: in_a_copy(case, check_every_object))]
    print(f"1..{len(cases) * len(checks)}")
    n = failed = 0
    for case in cases:
        for name, check in checks:
            n += 1
            fault = check(case)
            failed += fault is not None
            print(f"{'not ok' if fault else 'ok'} {n} - {case.name}{name}")
            if fault:
                print(f"#  {fault}")
    return 1 if failed or not cases else 0


if __name__ == "__main__":
    sys.exit(main())
