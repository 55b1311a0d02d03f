#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What the verbs that compare take for their sides, and what they say of bad ones. Prints TAP.

usage: test_sides.py PROGRAM
"""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import traceback

import repo
from repo import Repo

PROGRAM = pathlib.Path(sys.argv[1]).resolve()


def cm(value, name="c"):
    return f"apiVersion: v1\ndata:\n  k: {value}\nkind: ConfigMap\nmetadata:\n  name: {name}\n"


TREE = {"base/kustomization.yaml": "resources: [c.yaml]\n", "base/c.yaml": cm("one"),
        "env/a/kustomization.yaml": "resources: [../../base]\nnamePrefix: a-\n",
        "env/b/kustomization.yaml": "resources: [../../base]\nnamePrefix: b-\n"}


def run(cwd, *words, **more):
    env = repo.environment(**more.pop("env", {}))
    more = {"stdin": subprocess.DEVNULL, **more} if "input" not in more else more
    return subprocess.run([PROGRAM, *words], cwd=cwd, env=env, capture_output=True, text=True, **more)


def proof(cwd, *words, status, **more):
    """The verdict for each root, as `prove-noop` tells."""
    done = run(cwd, "prove-noop", "--format", "json", *words, **more)
    assert done.returncode == status, f"exit {done.returncode}: {done.stdout} {done.stderr}"
    roots = json.loads(done.stdout)
    roots = roots["roots"] if isinstance(roots, dict) else roots
    return {root["root"]: root["verdict"] for root in roots}


def refused(cwd, err, *words, **more):
    """Bad input: exit 2, nothing on stdout, and a message that says where the fault is."""
    for verb in ("diff", "prove-noop"):
        done = run(cwd, verb, *words, **more)
        assert done.returncode == 2, f"exit {done.returncode}: {done.stdout} {done.stderr}"
        assert not done.stdout and re.search(err, done.stderr), f"{done.stderr!r}, not {err!r}"


def make(top, files=TREE):
    made = Repo(top)
    made.commit(files)
    return made


def directories_and_files(top):
    make(top)
    rendered = run(top, "build", "env/a").stdout
    (top / "a.yaml").write_text(rendered)
    assert proof(top, "a.yaml", "env/a", status=0) == {"env/a": "same"}
    assert list(proof(top, "env/a", "-", status=0, input=rendered).values()) == ["same"]
    reader, writer = os.pipe()  # what a shell makes of <(command)
    os.write(writer, rendered.encode())
    os.close(writer)
    assert list(proof(top, f"/dev/fd/{reader}", "env/a", status=0, pass_fds=[reader]).values()) == ["same"]
    os.close(reader)
    assert list(proof(top, "env/a", "env/b", status=1).values()) == ["different"]
    assert proof(top / "env", "./a/", "../env//a", status=0) == {"../env//a": "same"}


def trees(top):
    """Two directories that are no roots themselves: the roots below, by their paths in there."""
    Repo(top / "new").commit({**TREE, "env/b/kustomization.yaml": "resources: [../../base]\n",
                              "env/c/kustomization.yaml": "resources: [../../base]\n"})
    Repo(top / "old").commit(TREE)
    want = {"new/env/a": "same", "new/env/b": "different", "new/env/c": "added"}
    assert proof(top, "old", "new", status=1) == want
    assert proof(top, "./old/", "old/../new/.", status=1) == want
    assert proof(top, str(top / "old"), "new/", status=1) == want
    assert proof(top / "old", ".", "../new", status=1) == {f"../{k}": v for k, v in want.items()}
    assert proof(top / "old/env", "..", "../../new", status=1) == {f"../../{k}": v for k, v in want.items()}


def revisions(top):
    made = make(top)
    made.commit({"base/c.yaml": cm("two")})
    made.write({"env/b/kustomization.yaml": "resources: [../../base]\nnamePrefix: c-\n"})
    assert proof(top, "HEAD~1", "HEAD", status=1) == {"HEAD:env/a": "different", "HEAD:env/b": "different"}
    assert proof(top, "HEAD", "env", status=1) == {"env/a": "same", "env/b": "different"}
    assert proof(top, "HEAD:env/a", "env/a", status=0) == {"env/a": "same"}
    assert proof(top, "HEAD~1:env/a", "HEAD:env/a", status=1)
    assert proof(top, "HEAD:env", "HEAD:env", status=0)
    assert proof(top / "env", "HEAD:./a", "a", status=0) == {"a": "same"}
    assert proof(top / "env", "HEAD", "a", status=0) == {"a": "same"}
    assert proof(top / "env/a", "HEAD", ":./", status=0)
    assert proof(top / "env/a", "HEAD~1", ".", status=1) == {".": "different"}
    done = run(top, "diff", "HEAD~1", "env/a")
    assert done.returncode == 1 and "HEAD~1:base/c.yaml:3:6" in done.stdout, done.stdout
    (top / "HEAD~1").mkdir()  # a path wins
    refused(top, "no kustomization", "HEAD~1", "env")


def base_and_staged(top):
    made = make(top)
    made.git("checkout", "-q", "-b", "topic")
    made.commit({"env/a/kustomization.yaml": "resources: [../../base]\nnamePrefix: x-\n"})
    made.git("checkout", "-q", "main")
    made.commit({"base/c.yaml": cm("two")})  # not what topic did
    made.git("checkout", "-q", "topic")
    assert proof(top, "--base", "main", status=1) == {"env/a": "different", "env/b": "same"}
    assert proof(top, "--staged", status=0) == {"env/a": "same", "env/b": "same"}
    made.write({"env/c/kustomization.yaml": "resources: [../../base]\n"})
    made.git("rm", "-q", "-r", "env/b")
    want = {"env/a": "different", "env/b": "removed"}
    assert proof(top, "--base", "main", "--staged", status=1) == want
    assert proof(top, "--base", "main", status=1) == {**want, "env/c": "added"}
    assert proof(top, "--base", "main", "env/a", "env", "env/a/", status=1) == {**want, "env/c": "added"}
    assert proof(top / "env", "--base=main", "a", status=1) == {"a": "different"}
    assert proof(top, "--base", "main", "env/b", status=1) == {"env/b": "removed"}
    assert proof(top, "--staged", "env", status=1) == {"env/a": "same", "env/b": "removed"}


def other_roots(top):
    """What becomes a root, or is one no more, is found however it comes about."""
    made = make(top)
    for change, want in ((lambda: made.write({"base/c.yaml": cm("x")}), {}),
                         (lambda: (top / "env/a/kustomization.yaml").unlink(), {"env/a": "removed"}),
                         (lambda: made.write({"new/x/kustomization.yaml": "resources: []\n"}), {"new/x": "added"}),
                         (lambda: made.write({"env/kustomization.yml": "resources: [a, b]\n"}),
                          {"env": "added"}),  # and env/a is there as before
                         (lambda: (made.git("rm", "-q", "-r", "env"), made.write({"env": "a file"})),
                          {"env/a": "removed", "env/b": "removed"})):
        change()
        verdicts = proof(top, "--base", "HEAD", status=1)
        told = {root: verdict for root, verdict in verdicts.items() if verdict in ("added", "removed")}
        assert told == want, (told, want)
        made.git("reset", "-q", "--hard")
        made.git("clean", "-q", "-d", "-f")


def a_hook(top):
    """In a hook the index is the one that will be committed, also of a part of the changes."""
    made = make(top)
    made.write({"env/a/kustomization.yaml": "resources: [../../base]\nnamePrefix: x-\n",
                "env/b/kustomization.yaml": "resources: [../../base]\nnamePrefix: x-\n"})
    hook = top / ".git/hooks/pre-commit"
    hook.write_text(f"#!/bin/sh\n{PROGRAM} prove-noop --staged >{top}.out\ntest $? = 1\n")
    hook.chmod(0o755)
    made.git("commit", "-q", "-m", "part", "env/b/kustomization.yaml")
    told = pathlib.Path(f"{top}.out").read_text()
    assert re.search(r"^env/a .* same\b", told, re.M), told
    assert re.search(r"^env/b +1 object .* different$", told, re.M), told


def sparse_checkouts(top):
    made = make(top)
    made.git("sparse-checkout", "set", "base", "env/a")
    done = run(top, "prove-noop", "--base", "HEAD")
    assert done.returncode == 0 and "env/b" not in done.stdout, done.stdout
    assert re.search(r"(?m)^\.git/info/sparse-checkout: warning: .* 1 file out", done.stderr), done.stderr
    assert proof(top, "--base", "HEAD", "env", status=0) == {"env/a": "same"}
    assert proof(top, "--staged", status=0) == {"env/a": "same", "env/b": "same"}


def what_is_refused(top):
    made = make(top / "r")
    r = made.top
    refused(r, r"^\.git: error: .*no revision 'nope' \[HK2104\]", "--base", "nope")
    refused(r, r"no revision 'nope'(?s:.*)no file or directory 'nope' either", "nope", "env/a")
    refused(r, r"no revision 'nope'", "nope:env/a", "env/a")
    refused(r, r"no directory 'HEAD:nope'", "HEAD:nope", "env/a")
    refused(r, r"'nowhere', does not exist", "--base", "HEAD", "nowhere")
    refused(top, r"^\.: error: .*no git repository \[HK2102\]", "--staged")
    refused(top, r"no git repository", "main", "r")
    refused(r, r"'\.\.' lies outside of the repository", "--base", "HEAD", "..")
    refused(r, r"takes two sides", "env/a")
    refused(r, r"takes two sides", "env/a", "env/b", "base")
    refused(r, r"only one side", "-", "-")
    (r / "empty").mkdir()
    refused(r, r"no kustomization in or below 'empty'", "--base", "HEAD", "empty")
    refused(r, r"no kustomization in or below 'empty'", "empty", "env")
    refused(r, r"no kustomization in or below 'empty'", "env", "empty")
    refused(r, r"no directory 'HEAD:empty'", "HEAD:empty", "env")
    os.symlink("loop", r / "loop")
    refused(r, r"'loop'.*symbolic links", "loop", "env")
    refused(r, r"'loop'.*symbolic links", "--base", "HEAD", "loop")
    assert set(proof(r, "--base", "HEAD", status=0).values()) == {"same"}  # one that nobody names
    refused(r, r"'env/a/kustomization.yaml' is not a directory", "--base", "HEAD", "env/a/kustomization.yaml")


def what_fails(top):
    """A side that does not render is told of as failed, with its place: exit 2."""
    made = make(top, {**TREE, "bin/kustomization.yaml": "resources: [c.yaml]\n", "bin/c.yaml": bytes(range(256)),
                      "cyc/kustomization.yaml": "resources: [l.yaml]\n"})
    os.symlink("l.yaml", top / "cyc/l.yaml")
    made.commit()
    (top / "cyc/l.yaml").unlink()
    made.write({"bin/c.yaml": cm("b"), "cyc/l.yaml": cm("c")})
    for name, place in (("bin", r"HEAD:bin/c.yaml:1:\d+: "), ("cyc", r"HEAD:cyc/kustomization.yaml:1:13: ")):
        done = run(top, "diff", "--base", "HEAD", name)
        assert done.returncode == 2 and "removed" not in done.stdout, done.stdout
        assert re.search(rf"(?m)^{place}error: ", done.stderr), done.stderr
        assert proof(top, "--base", "HEAD", name, status=2) == {name: "failed"}


def clones(top):
    made = make(top / "far")
    made.git("checkout", "-q", "-b", "topic")
    made.commit({"base/c.yaml": cm("two")})
    made.git("checkout", "-q", "main")
    made.commit({"x": "1"})
    made.commit({"x": "2"})
    made.git("clone", "-q", "--depth=1", "--no-single-branch", "-b", "topic", f"file://{made.top}",
             str(top / "near"))
    refused(top / "near", r"^\.git/shallow: error: .* \[HK2106\]\n  mend: .*--unshallow", "--base", "origin/main")
    made.git("clone", "-q", "--bare", ".", str(top / "bare.git"))
    refused(top / "bare.git", r"bare.* \[HK2108\]", "--base", "main")
    assert proof(top / "bare.git", "main:env", "topic:env", status=1)
    Repo(top / "unborn").write(TREE)
    refused(top / "unborn", r"^\.git/HEAD: error: .*HK2105", "--base", "HEAD")


def without_libgit2(top):
    """The library is looked for when a revision is asked for, and not before."""
    make(top)
    (top / "lib").mkdir()
    header = pathlib.Path("/usr/include/git2/version.h").read_text()
    name = "libgit2.so." + re.search(r'LIBGIT2_SOVERSION\s+"(.*)"', header)[1]
    (top / "lib" / name).write_bytes(b"")
    env = {"LD_LIBRARY_PATH": str(top / "lib")}
    refused(top, rf"error: {re.escape(name)}, .*cannot be loaded \[HK2101\]\n  mend: install it", "--staged", env=env)
    assert list(proof(top, "env/a", "env/a", status=0, env=env).values()) == ["same"]


CASES = [directories_and_files, trees, revisions, base_and_staged, other_roots, a_hook, sparse_checkouts, what_is_refused,
         what_fails, clones, without_libgit2]


def main():
    failed = 0
    print(f"1..{len(CASES)}")
    with tempfile.TemporaryDirectory() as folder:
        for number, case in enumerate(CASES, 1):
            top = pathlib.Path(folder, case.__name__).resolve()
            top.mkdir()
            try:
                case(top)
                print(f"ok {number} - {case.__name__}")
            except Exception:  # a broken case is a failed one
                failed += 1
                print(f"not ok {number} - {case.__name__}")
                print("# " + traceback.format_exc().replace("\n", "\n# "))
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
