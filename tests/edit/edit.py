#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The cases under testdata/edit: command lines that change a kustomization, run in a copy of the
case's tree. What changes must be want.diff to the byte, what is printed want.out and want.err;
and the data of each file must be what kustomize's own edit made of it (real/). Prints TAP.

usage: edit.py PROGRAM DATA-PROGRAM TOP [--update|--record] [PATTERN]
   --update   writes want.diff, want.out and want.err from our own program: read them
   --record   writes real/ from the kustomize named by $KUSTOMIZE
"""
import difflib
import fnmatch
import json
import os
import pathlib
import posixpath
import shlex
import shutil
import subprocess
import sys
import tempfile

KEYS = {"run", "as", "exit", "in", "kustomize", "origin", "differs", "refused", "bytes"}
NAMES = ("kustomization.yaml", "kustomization.yml", "Kustomization")
MARK = ".recorded"  # in real/, which may hold nothing else
API = {"Component": "kustomize.config.k8s.io/v1alpha1"}

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools"))
import oracle_remote  # noqa: E402

arguments = [a for a in sys.argv[1:] if not a.startswith("--")]
modes = [a for a in sys.argv[1:] if a.startswith("--")]
program, data_program, top = (pathlib.Path(a).resolve() for a in arguments[:3])
pattern = arguments[3] if len(arguments) > 3 else "*"


class Case:
    def __init__(self, folder):
        self.folder = folder
        self.name = str(folder.relative_to(top / "testdata/edit"))
        why, *rest = (folder / "case.txt").read_text().splitlines()
        pairs = [line.split(": ", 1) for line in rest if line]
        assert why and why.split(":")[0] not in KEYS, "the first line of case.txt says why"
        assert all(len(p) == 2 and p[0] in KEYS for p in pairs), f"case.txt: unknown keys in {pairs}"
        self.runs = [shlex.split(value) for key, value in pairs if key == "run"]
        self.keys = dict(pairs)
        assert self.runs, "case.txt has no `run`"

    def read(self, name):
        path = self.folder / name
        return path.read_bytes() if path.exists() else b""


def grow(folder, place):
    """A copy of a tree."""
    if not folder.exists():
        return place.mkdir()
    shutil.copytree(folder, place, symlinks=True)


def files_of(place):
    return {str(p.relative_to(place)): p.read_bytes() for p in sorted(place.rglob("*"))
            if p.is_file() and p.name != MARK}


def run_all(case, place, executable):
    """Runs the command lines of a case in its tree; (exit status, stdout, stderr)."""
    out = err = b""
    name = case.keys.get("as", "hkrender")
    for words in case.runs:
        done = subprocess.run([name, *words], executable=executable, cwd=place / case.keys.get("in", "."),
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              timeout=60)
        out, err = out + done.stdout, err + done.stderr
        if done.returncode:
            return done.returncode, out, err
    return 0, out, err


def changes(before, after):
    """All changes as one diff without context, of the exact bytes."""
    text = b""
    for name in sorted(set(before) | set(after)):
        old, new = (tree.get(name) for tree in (before, after))
        if old == new:
            continue
        lines = [[] if t is None else t.split(b"\n") for t in (old, new)]
        lines = [[line + b"\n" for line in x[:-1]] + ([x[-1]] if x and x[-1] else []) for x in lines]
        heads = [b"/dev/null" if t is None else name.encode() for t in (old, new)]
        for line in difflib.diff_bytes(difflib.unified_diff, *lines, *heads, n=0):
            text += line if line.endswith(b"\n") else line + b"\n\\ No newline at end of file\n"
    return text


def without_empty(value):
    """Go leaves out what is empty, so it is no difference."""
    if isinstance(value, dict):
        value = {k: without_empty(v) for k, v in value.items()}
        return {k: v for k, v in value.items() if v not in (None, "", [], {}, False)}
    return [without_empty(v) for v in value] if isinstance(value, list) else value


def normal(data, name):
    """The data of a kustomization as kustomize has it after reading; lists that it keeps in the
    order of names are in that order. Other files are compared as they are."""
    if pathlib.PurePath(name).name not in NAMES or not isinstance(data, dict):
        return data
    data = {k[:1].lower() + k[1:]: v for k, v in without_empty(data).items()}
    data.setdefault("kind", "Kustomization")
    data.setdefault("apiVersion", API.get(data["kind"], "kustomize.config.k8s.io/v1beta1"))
    for old, new in (("bases", "resources"), ("imageTags", "images")):
        if old in data:
            data[new] = data.get(new, []) + data.pop(old)
    for field in ("images", "replicas"):
        data[field] = sorted(data.get(field, []), key=lambda item: item.get("name", ""))
    for entry in data.get("configMapGenerator", []) + data.get("secretGenerator", []):
        if "env" in entry:
            entry["envs"] = entry.get("envs", []) + [entry.pop("env")]
        entry["literals"] = sorted(entry.get("literals", []))
    return without_empty(data)


def data_of(text, name):
    with tempfile.NamedTemporaryFile() as file:
        file.write(text)
        file.flush()
        done = subprocess.run([data_program, file.name], capture_output=True, text=True)
    assert done.returncode == 0, f"{name} cannot be read: {text!r}"
    return normal(json.loads(done.stdout), name)


def same_form(value):
    """The data of a localized kustomization, for which kustomize writes paths and inline objects
    anew."""
    if isinstance(value, dict):
        return {k: same_form(v) for k, v in value.items()}
    if isinstance(value, list):
        return [same_form(v) for v in value]
    if isinstance(value, str) and "apiVersion:" in value:
        return data_of(value.encode(), "an inline object")
    return posixpath.normpath(value) if isinstance(value, str) and value.endswith("/") else value


def compare_data(case, after, real):
    for name in sorted(set(after) | set(real)):
        if after.get(name) == real.get(name):
            continue
        ours, theirs = ((data_of(tree[name], name) if name in tree else None) for tree in (after, real))
        if case.runs[0][0] == "localize":
            ours, theirs = same_form(ours), same_form(theirs)
        assert ours == theirs, f"{name} has other data than kustomize's\nours  {ours}\ntheirs {theirs}"


def compare(case, name, got):
    want = case.read(name)
    if "--update" in modes and want != got:
        if got:
            (case.folder / name).write_bytes(got)
        else:
            (case.folder / name).unlink()
        return
    assert want == got, f"{name} differs:\n" + "".join(
        f"{line!r}\n"[2:] for line in difflib.diff_bytes(difflib.unified_diff, want.splitlines(True),
                                                         got.splitlines(True), b"want", b"got", n=0))


def test(case, scratch):
    before = files_of(case.folder / "before") if (case.folder / "before").exists() else {}
    grow(case.folder / "before", scratch / "ours")
    status, out, err = run_all(case, scratch / "ours", program)
    after = files_of(scratch / "ours")
    assert status == int(case.keys.get("exit", "0")), f"exit {status}: {err.decode()}"
    for name, got in (("want.diff", changes(before, after)), ("want.out", out), ("want.err", err)):
        compare(case, name, got)
    assert before == after or not status, "it failed, and yet something changed"
    if "differs" in case.keys:
        return
    assert (case.folder / "real").exists() == ("refused" not in case.keys), "not recorded, or `refused` is wrong"
    if "refused" in case.keys:
        assert status, "kustomize refuses this, we do not"
    else:
        assert not status, "we refuse this, kustomize does not"
        real = {**after, **files_of(case.folder / "real")}
        compare_data(case, after, real)
        assert "bytes" not in case.keys or real == after, "not the bytes of kustomize"
        if case.runs[0][0] == "localize":
            made = files_of(case.folder / "real")
            assert set(after) - set(before) == set(made), f"other files than kustomize's {sorted(made)}"


def record(case, scratch):
    """Keeps the files that kustomize changed; none when `refused` or `differs` is there."""
    place = scratch / "real"
    grow(case.folder / "before", place)
    before = files_of(place)
    shutil.rmtree(case.folder / "real", ignore_errors=True)
    words, mapping = oracle_remote.split_args(place / case.keys.get("in", "."), case.runs[0])
    with oracle_remote.environment(place, words, mapping) as more:
        os.environ.update(more)
        case.runs[0] = words
        status, _, err = run_all(case, place, os.environ["KUSTOMIZE"])
    assert bool(status) == ("refused" in case.keys), f"kustomize: exit {status}: {err.decode()}"
    if not status:
        (case.folder / "real").mkdir()
        (case.folder / "real" / MARK).write_text("by kustomize 5.8.1\n")
    for name, text in files_of(place).items():
        if not status and before.get(name) != text:
            (case.folder / "real" / name).parent.mkdir(parents=True, exist_ok=True)
            (case.folder / "real" / name).write_bytes(text)


folders = sorted(path.parent for path in (top / "testdata/edit").rglob("case.txt"))
folders = [f for f in folders if fnmatch.fnmatch(str(f.relative_to(top / "testdata/edit")), pattern)]
print(f"1..{len(folders)}")
failed = 0
for number, folder in enumerate(folders, 1):
    name = folder.relative_to(top / "testdata/edit")
    with tempfile.TemporaryDirectory() as scratch:
        try:
            case = Case(folder)
            if "--record" not in modes:
                test(case, pathlib.Path(scratch))
            elif "differs" not in case.keys:
                record(case, pathlib.Path(scratch))
            print(f"ok {number} - {name}")
        except (AssertionError, subprocess.TimeoutExpired) as error:
            failed += 1
            print(f"not ok {number} - {name}\n# " + str(error).replace("\n", "\n# "))
sys.exit(1 if failed or not folders else 0)
