#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Revisions, the index and what differs between them, in repositories that git makes. Prints TAP.

usage: test_git.py ASK TOP ASK_OF_A_BUILD_WITHOUT_GIT
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import traceback

import repo
from repo import Repo

ASK = pathlib.Path(sys.argv[1]).resolve()
ASK_ABSENT = pathlib.Path(sys.argv[3]).resolve()
TOP = pathlib.Path(sys.argv[2])
OK, INPUT, IO = 0, 3, 7
told = set()  # codes that some case met
# libgit2 loses a little memory of its own when it reads a reflog, or gives a repository up.
THEIRS = {"LSAN_OPTIONS": f"suppressions={TOP.resolve()}/tests/git/lsan.supp:print_suppressions=0"}


def cm(value):
    return f"apiVersion: v1\ndata:\n  k: {value}\nkind: ConfigMap\nmetadata:\n  name: c\n"


TREE = {"base/kustomization.yaml": "resources: [c.yaml]\n", "base/c.yaml": cm("one"),
        "over/lay/kustomization.yaml": "resources: [../../base]\n"}


def ask(cwd, *words, status=OK, err="", **env):
    """The answer; @err is a pattern for all that is told, "" for silence."""
    done = subprocess.run([ASK, *words], cwd=cwd, env=repo.environment(**env), text=True,
                          stdin=subprocess.DEVNULL, capture_output=True, errors="replace")
    assert done.returncode == status, f"status {done.returncode}: {done.stdout} {done.stderr}"
    assert re.search(err, done.stderr) if err else not done.stderr, f"{done.stderr!r}, not {err!r}"
    told.update(int(code) for code in re.findall(r" HK(\d{4}) ", done.stderr))
    return done.stdout


def changes(cwd, before, after, **more):
    return ask(cwd, "changes", before, after, **more).split("\n")[:-1]


def make(top, files=TREE):
    made = Repo(top)
    made.commit(files)
    return made


def a_revision(top):
    """A path means the same at a revision as in the work tree, from wherever it is named."""
    made = make(top)
    made.commit({"base/c.yaml": cm("two")})
    made.write({"base/c.yaml": cm("three")})
    made.git("tag", "-a", "-m", "x", "v1", "HEAD~1")
    for cwd, path in ((top, "over/lay"), (top / "over", "lay"), (top / "over/lay", "."),
                      (top / "base", "../over/lay"), ("/", str(top / "over/lay"))):
        where = {"GIT_DIR": str(top / ".git"), "GIT_WORK_TREE": str(top)} if cwd == "/" else {}
        for revision, want in (("HEAD~1", "one"), ("HEAD", "two"), ("main", "two"), ("v1", "one"),
                               ("main^{tree}", "two"), ("@{0}", "two"), (":", "two")):
            answer = ask(cwd, "render", revision, path, **where, **THEIRS)
            assert answer == cm(want), (cwd, path, revision)
    assert ask(top, "roots", "HEAD", ".") == "over/lay\n"
    assert ask(top / "over/lay", "roots", "HEAD", "../..") == "../../over/lay\n"


def names_in_messages(top):
    made = make(top, {"a/kustomization.yaml": "resources: [c.yaml, d.yaml]\n", "a/c.yaml": cm("x")})
    number = made.git("rev-parse", "HEAD")
    ask(top, "render", "HEAD", "a", status=INPUT, err=r"^HEAD:a/kustomization.yaml:1:21 HK1301 |"
        r"^HEAD:a/kustomization.yaml:1:21 HK\d+ 'd.yaml'.*HEAD:a/d.yaml")
    ask(top / "a", "render", number, ".", status=INPUT,
        err=rf"^{number[:10]}:a/kustomization.yaml:1:21 ")
    ask(top, "render", ":", "a", status=INPUT, err=r"^:a/kustomization.yaml:1:21 ")


def the_index(top):
    made = make(top)
    made.write({"base/c.yaml": cm("staged"), "new/kustomization.yaml": "resources: [../base]\n"})
    made.git("add", "base/c.yaml")
    made.write({"base/c.yaml": cm("loose")})
    assert ask(top, "render", ":", "over/lay") == cm("staged")
    assert ask(top, "roots", ":", ".") == "over/lay\n"
    made.git("add", "-N", "new")  # is to be added, but has not been
    assert ask(top, "roots", ":", ".") == "over/lay\n"
    assert changes(top, "HEAD", ":") == ["base/c.yaml"]
    made.git("add", "new")
    assert ask(top, "roots", ":", ".") == "new\nover/lay\n"
    assert changes(top, "HEAD", ":") == ["base/c.yaml", "new"]


def a_partial_commit(top):
    """`git commit FILE` shows its hooks another index, by its environment."""
    made = make(top)
    made.write({"base/c.yaml": cm("two"), "over/lay/kustomization.yaml": "resources: []\n"})
    made.git("add", "over")
    hook = top / ".git/hooks/pre-commit"
    hook.write_text(f"#!/bin/sh\nset -e\n{ASK} changes HEAD : >{top}.out\n"
                    f"{ASK} render : base >>{top}.out\n")
    hook.chmod(0o755)
    made.git("commit", "-q", "-m", "partial", "base/c.yaml")
    assert pathlib.Path(f"{top}.out").read_text() == "base/c.yaml\n" + cm("two")
    assert changes(top, "HEAD", ":") == ["over/lay/kustomization.yaml"]


def unknown_revisions(top):
    made = make(top)
    made.git("branch", "release-1")
    made.git("update-ref", "refs/remotes/origin/topic", "HEAD")
    for revision, err in (("nope", r"^\.git:0:0 HK2104 .*'nope'"), ("relaese-1", "did you mean 'release-1'"),
                          ("topic", "did you mean 'origin/topic'"), ("HEAD~7", "HK2104"),
                          ("0123456789012345678901234567890123456789", "HK2104"), ("", "HK2104"),
                          ("HEAD:base/c.yaml", "no commit or tree"), ("--help", "HK2104")):
        ask(top, "roots", revision, ".", status=INPUT, err=err)
    ask(top, "base", "HEAD", "main^{tree}", status=INPUT, err="no commit")
    ask(top / "base", "roots", "nope", ".", status=INPUT, err=r"^\.\./\.git:0:0 HK2104")


def no_repository(top):
    ask(top, "roots", "HEAD", ".", status=INPUT, err=r"^\.:0:0 HK2102 ")
    ask(top, "roots", "HEAD", ".", status=INPUT, err="HK2102", GIT_DIR=str(top / "nowhere"))


def no_commit(top):
    made = Repo(top)
    made.write(TREE)
    assert ask(top, "roots", "HEAD", ".") == ""
    assert changes(top, "HEAD", ":") == []
    made.git("add", "base")
    assert changes(top, "HEAD", ":") == ["base"]
    assert changes(top, "HEAD", "") == ["base", "over"]
    ask(top, "base", "HEAD", "HEAD", status=INPUT, err=r"^\.git/HEAD:0:0 HK2105 ")


def merge_bases(top):
    made = make(top)
    first = made.git("rev-parse", "HEAD")
    made.git("checkout", "-q", "-b", "topic")
    made.commit({"base/c.yaml": cm("topic")})
    made.git("checkout", "-q", "main")
    made.commit({"x": "1"})
    made.commit({"x": "2"})
    assert ask(top, "base", "topic", "main") == ask(top, "base", "main", "topic") == first + "\n"
    assert ask(top, "base", "main", "HEAD") == made.git("rev-parse", "HEAD") + "\n"
    made.git("checkout", "-q", "--orphan", "other")
    made.commit({"y": "1"})
    ask(top, "base", "main", "other", status=INPUT, err=r"^\.git:0:0 HK2107 .*'main' and 'other'")


def shallow_clones(top):
    made = make(top / "far")
    made.commit({"x": "1"})
    made.commit({"x": "2"})
    fork = made.git("rev-parse", "HEAD")
    made.git("checkout", "-q", "-b", "topic")
    made.commit({"base/c.yaml": cm("topic")})
    made.commit({"base/c.yaml": cm("topic 2")})
    made.git("checkout", "-q", "main")
    made.commit({"x": "3"})
    for depth, found in ((1, False), (2, True), (3, True), (4, True)):
        near = top / f"near{depth}"
        made.git("clone", "-q", f"--depth={depth}", "--no-single-branch", f"file://{made.top}",
                 str(near))
        assert (near / ".git/shallow").exists()
        if found:  # the commit may be the very one that the clone ends with
            assert ask(near, "base", "origin/main", "origin/topic") == fork + "\n", depth
        else:
            ask(near, "base", "origin/main", "origin/topic", status=INPUT,
                err=r"^\.git/shallow:0:0 HK2106 .*fetch --unshallow")
    made.git("clone", "-q", "--depth=1", f"file://{made.top}", str(top / "single"))
    ask(top / "single", "roots", "origin/topic", ".", status=INPUT, err="HK2104.*fetch-depth: 0")
    ask(top / "single", "roots", "HEAD~1", ".", status=INPUT, err="HK2104.*shallow")


def bare_repositories(top):
    made = make(top / "work")
    made.git("clone", "-q", "--bare", ".", str(top / "bare.git"))
    assert ask(top / "bare.git", "render", "main", "over/lay") == cm("one")
    ask(top / "bare.git", "changes", "main", "", status=INPUT, err=r"HK2108 ")
    assert changes(top / "bare.git", "main", "main") == []
    # A common way to have several work trees: each beside a bare repository.
    made.git("--git-dir", str(top / "bare.git"), "worktree", "add", "-q", str(top / "side"), "main")
    (top / "side/base/c.yaml").write_text(cm("two"))
    assert changes(top / "side", "HEAD", "") == ["base/c.yaml"]


def work_trees(top):
    made = make(top / "work")
    made.git("worktree", "add", "-q", "-b", "topic", str(top / "side"))
    (top / "side/base/c.yaml").write_text(cm("two"))
    made.git("-C", str(top / "side"), "add", "-A")
    assert changes(top / "side", "main", ":") == ["base/c.yaml"]
    assert changes(top / "side/over", "main", "") == ["base/c.yaml"]
    assert changes(top / "work", "main", "") == []
    own = made.git("-C", str(top / "side"), "rev-parse", "--absolute-git-dir")
    assert changes(top / "side", "main", ":", GIT_DIR=own) == ["base/c.yaml"]
    # A work tree that is named, and one that is the working directory.
    assert changes(top, "main", "", GIT_DIR="work/.git", GIT_WORK_TREE="side") == ["base/c.yaml"]
    made.git("clone", "-q", "--no-checkout", ".", str(top / "only"))
    (top / "only/.git").rename(top / "only.git")
    assert changes(top / "work", "main", "", GIT_DIR=str(top / "only.git")) == \
        ["base", "over"]  # its index is empty


def work_tree_changes(top):
    made = make(top, {**TREE, "gone": "x", "same": "x", "mode": "x", "link": "x", "dir/a": "x",
                      ".gitignore": "*.log\nnode_modules\n"})
    assert changes(top, "HEAD", "") == []
    (top / "gone").unlink()
    (top / "mode").chmod(0o755)
    os.utime(top / "same", (1, 1))  # touched, with the same content
    (top / "link").unlink()
    (top / "link").symlink_to("same")
    (top / "dir/a").unlink()
    (top / "dir").rmdir()
    (top / "dir").write_text("x")
    made.write({"base/c.yaml": cm("two"), "new": "x", "a.log": "ignored", "base/e.log": "",
                "node_modules/a/b/c.json": "{}", "fresh/d/e": ""})
    assert changes(top, "HEAD", "") == ["a.log", "base/c.yaml", "base/e.log", "dir", "dir/a", "fresh",
                                        "gone", "link", "new", "node_modules"]
    made.git("add", "-A")
    assert changes(top, "HEAD", ":") == ["base/c.yaml", "dir", "fresh", "gone", "link", "new"]
    made.commit()
    assert changes(top, "HEAD~1", "HEAD") == changes(top, "HEAD~1", ":") == \
        ["base/c.yaml", "dir", "fresh", "gone", "link", "new"]


def quick_changes(top):
    """As many bytes, within one tick of the clock: the time of a file proves nothing."""
    made = make(top)
    for i in range(20):
        made.write({"base/c.yaml": cm(f"{i:03}")})
        made.git("add", "-A")
        made.write({"base/c.yaml": cm(f"{i + 1:03}")})
        if i % 2:  # times without parts of seconds, as some file systems have them
            for path in (top / "base/c.yaml", top / ".git/index"):
                os.utime(path, ns=(10**9 * 1700000000,) * 2)
        assert "base/c.yaml" in changes(top, ":", "") or i % 2, i
        assert "base/c.yaml" in changes(top, "HEAD", ""), i


def conflicts(top):
    made = make(top)
    made.git("checkout", "-q", "-b", "topic")
    made.commit({"base/c.yaml": cm("topic")})
    made.git("checkout", "-q", "main")
    made.commit({"base/c.yaml": cm("main")})
    subprocess.run(["git", "merge", "-q", "topic"], cwd=top, env=repo.environment(),
                   capture_output=True, check=False)
    ask(top, "roots", ":", ".", status=INPUT, err=r"^\.git/index:0:0 HK2109 .*'base/c.yaml'")
    ask(top, "changes", "HEAD", ":", status=INPUT, err="HK2109")
    assert changes(top, "HEAD", "") == ["base/c.yaml"]


def links(top):
    """Links of a tree are followed in the tree, and nowhere else."""
    made = make(top, {**TREE, "real/kustomization.yaml": "resources: [c.yaml, up.yaml]\n"})
    os.symlink("../base/c.yaml", top / "real/c.yaml")
    os.symlink("real", top / "alias")
    os.symlink(str(top / "base"), top / "absolute")
    os.symlink("/etc", top / "etc")
    os.symlink("../../..", top / "above")
    os.symlink("one", top / "two")
    os.symlink("two", top / "one")
    os.symlink("deep/deep", top / "deep")
    os.symlink("/etc/hostname", top / "real/up.yaml")
    made.commit()
    for name in ("alias", "absolute", "two", "etc", "above"):
        (top / name).unlink()
    assert ask(top, "render", "HEAD", "absolute") == cm("one")
    ask(top, "render", "HEAD", "alias", status=INPUT, err=r"^HEAD:real/kustomization.yaml:1:13 ")
    for name, err in (("two", "symbolic links"), ("deep", "symbolic links"), ("etc", "HK10"),
                      ("above", "HK10"), ("etc/ssl", "HK10")):
        ask(top, "render", "HEAD", name, status=INPUT, err=err)
    made.write({"real/d/e/kustomization.yaml": "resources: [../up.yaml, ../c.yaml]\n"})
    os.symlink("/etc/hostname", top / "real/d/up.yaml")
    os.symlink("../../../../x", top / "real/d/c.yaml")
    made.commit()
    ask(top, "render", "HEAD", "real/d/e", status=INPUT,
        err=r"(?s):1:13 HK\d+ .*leads out of the repository.*:1:25 .*leads out of the repository")
    made.git("rm", "-q", "--cached", "real/up.yaml", "real/c.yaml")
    made.write({"real/kustomization.yaml": "resources: [c.yaml]\n"})
    (top / "real/c.yaml").unlink()
    os.symlink("c.yaml", top / "real/c.yaml")
    made.commit()
    ask(top, "render", "HEAD", "real", status=INPUT, err=r"^HEAD:real/kustomization.yaml:1:13 .*links")


def binary_files(top):
    make(top, {**TREE, "base/c.yaml": bytes(range(256))})
    ask(top, "render", "HEAD", "over/lay", status=INPUT, err=r"^HEAD:base/c.yaml:1:\d+ HK1102 ")


def outside(top):
    """What lies outside of the repository is that of the disk, at any revision."""
    made = make(top / "repo", {"a/kustomization.yaml": "resources: [../../shared]\n"})
    made.commit({"b": ""})
    (top / "shared").mkdir()
    (top / "shared/kustomization.yaml").write_text("resources: [c.yaml]\n")
    (top / "shared/c.yaml").write_text(cm("shared"))
    assert ask(top / "repo", "render", "HEAD~1", "a") == cm("shared")
    os.symlink(top / "repo/a", top / "into")
    assert ask(top / "repo", "render", "HEAD~1", "../into") == cm("shared")


def submodules(top):
    """Their files are in a repository of their own, when they are there at all."""
    inner = make(top / "inner", {"c.yaml": cm("inner"), "kustomization.yaml": "resources: [c.yaml]\n"})
    made = make(top / "outer")
    made.git("-c", "protocol.file.allow=always", "submodule", "add", "-q", str(inner.top), "sub")
    made.commit({"a/kustomization.yaml": "resources: [../sub]\n"})
    inner.commit({"c.yaml": cm("newer")})
    made.git("-C", "sub", "pull", "-q")
    assert ask(made.top, "render", "HEAD", "a") == cm("inner")
    assert changes(made.top, "HEAD", "") == ["sub/c.yaml"]
    made.commit()
    assert changes(made.top, "HEAD~1", "HEAD") == ["sub"]
    assert ask(made.top, "render", "HEAD", "a") == cm("newer")
    assert ask(made.top, "render", "HEAD~1", "a") == cm("inner")
    assert changes(made.top, "HEAD", "") == []
    (made.top / "sub/c.yaml").write_text(cm("dirty"))
    assert changes(made.top, "HEAD", "") == ["sub/c.yaml"]
    made.git("clone", "-q", ".", str(top / "empty"))
    ask(top / "empty", "render", "HEAD", "a", status=INPUT,
        err=r"^HEAD:a/kustomization.yaml:1:13 .*submodule update --init")
    assert changes(top / "empty", "HEAD", "") == []


def sparse_checkouts(top):
    made = make(top)
    made.commit({"other/a/kustomization.yaml": "resources: []\n"})
    made.git("sparse-checkout", "set", "over", "base")
    assert not (top / "other").exists()
    assert changes(top, "HEAD", "", err=r"^\.git/info/sparse-checkout:0:0 HK2113 .* 1 file out") == []
    assert ask(top, "roots", "HEAD", ".") == "other/a\nover/lay\n"
    made.git("sparse-checkout", "reapply", "--sparse-index")
    assert changes(top, "HEAD~1", "HEAD") == ["other"]


def other_owners(top):
    """git trusts no repository of another user, unless told to."""
    if os.getuid() != 0:
        return
    make(top)
    for path in (top, top / ".git"):
        os.chown(path, 12345, 12345)
    ask(top, "roots", "HEAD", ".", status=INPUT, err=rf"HK2103 .*safe.directory '?{re.escape(str(top))}")
    (repo.HOME / ".gitconfig").write_text(f"[safe]\n\tdirectory = {top}\n")
    assert ask(top, "roots", "HEAD", ".") == "over/lay\n"
    (repo.HOME / ".gitconfig").write_text("[safe]\n\tdirectory = /other\n\tdirectory = *\n")  # as CI has it
    assert ask(top, "roots", "HEAD", ".") == "over/lay\n"
    (repo.HOME / ".gitconfig").write_text("[safe]\n\tdirectory = *\n\tdirectory =\n\tdirectory = /other\n")
    ask(top, "roots", "HEAD", ".", status=INPUT, err="HK2103")  # an empty one forgets those before
    (repo.HOME / ".gitconfig").unlink()


def forms_that_are_unknown(top):
    Repo(top / "sha256", "--object-format=sha256").commit(TREE)
    ask(top / "sha256", "roots", "HEAD", ".", status=INPUT, err=r"^\S*:0:0 HK2103 ", **THEIRS)
    made = make(top / "split")
    made.git("update-index", "--split-index")
    ask(top / "split", "roots", ":", ".", status=IO, err=r"^\.git/index:0:0 HK2110 ")
    assert ask(top / "split", "roots", "HEAD", ".") == "over/lay\n"
    (top / "split/.git/index").write_bytes(b"DIRC" + bytes(40))
    ask(top / "split", "changes", "HEAD", ":", status=IO, err="HK2110")


def broken_objects(top):
    made = make(top)
    blob = made.git("rev-parse", "HEAD:base/c.yaml")
    tree = made.git("rev-parse", "HEAD:base")
    (top / ".git/objects" / blob[:2] / blob[2:]).unlink()
    ask(top, "render", "HEAD", "over/lay", status=IO, err=r"^HEAD:base/kustomization.yaml:1:13 HK1001 .*git fsck")
    made.commit({"base/c.yaml": cm("two")})
    (top / ".git/objects" / tree[:2] / tree[2:]).unlink()
    ask(top, "changes", "HEAD~1", "HEAD", status=IO, err=r"^\.git/objects:0:0 HK2111 ")


def hostile_trees(top):
    """A tree may have names that no directory has, and a few objects may stand for billions."""
    made = make(top)
    blob = made.git("hash-object", "-w", "base/c.yaml")
    entry = b"100644 %s\0" + bytes.fromhex(blob)
    raw = b"".join(entry % name for name in (b".", b"..", b".git", b"a/b", b"c.yaml"))
    (top / "raw").write_bytes(raw)
    tree = made.git("hash-object", "-w", "-t", "tree", "--literally", "raw")
    assert changes(top, made.git("hash-object", "-w", "-t", "tree", "/dev/null"), tree) == ["c.yaml"]
    bomb = tree
    for _ in range(12):
        listing = "".join(f"040000 tree {bomb}\t{name}\n" for name in "abcdefghij")
        done = subprocess.run(["git", "mktree"], cwd=top, env=repo.environment(), input=listing,
                              text=True, capture_output=True, check=True)
        bomb = done.stdout.strip()
    assert changes(top, tree, bomb) == sorted([*"abcdefghij", "c.yaml"])
    assert ask(top, "roots", tree, ".") == ""


def a_push(top):
    """A hook of the receiving side sees objects that are not yet in the repository."""
    made = make(top / "work")
    made.git("clone", "-q", "--bare", ".", str(top / "bare.git"))
    hook = top / "bare.git/hooks/pre-receive"
    hook.write_text(f"#!/bin/sh\nset -e\nread old new ref\n{ASK} changes $old $new >{top}/out\n"
                    f"{ASK} render $new over/lay >>{top}/out\n")
    hook.chmod(0o755)
    made.commit({"base/c.yaml": cm("pushed")})
    made.git("push", "-q", str(top / "bare.git"), "main")
    assert (top / "out").read_text() == "base/c.yaml\n" + cm("pushed")


def pointers(top):
    """What Git LFS has in place of a file is told of, and taken for the file as kustomize does."""
    pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{'0' * 64}\nsize 3\n"
    make(top, {"kustomization.yaml": "configMapGenerator: [{name: c, files: [big]}]\n", "big": pointer})
    assert "git-lfs" in ask(top, "render", "HEAD", ".", err=r"^HEAD:kustomization.yaml:1:\d+ HK2112 'HEAD:big'")


def other_bytes(top):
    """Blobs are read as git keeps them, whatever a filter would make of them."""
    made = make(top, {**TREE, ".gitattributes": "*.yaml text eol=crlf\n*.bin filter=lfs\n"})
    (top / "base/c.yaml").unlink()
    made.git("checkout", "base/c.yaml")
    os.utime(top / "base/c.yaml", (1700000000, 1700000000))
    made.git("add", "-A")
    assert b"\r\n" in (top / "base/c.yaml").read_bytes()
    assert changes(top, "HEAD", "") == []
    assert ask(top, "render", "HEAD", "over/lay") == cm("one")


def little_memory(top):
    """Wherever memory runs out, the call ends, and nothing stays behind."""
    made = make(top)
    made.write({"base/c.yaml": cm("two"), "new/x": ""})
    for words in (("render", "HEAD", "over/lay"), ("roots", ":", "."), ("changes", "HEAD", ""),
                  ("base", "main", "HEAD")):
        assert ask(top, "little", *words, err="^") == ask(top, *words)
    ask(top, "little", "roots", "nope", ".", status=INPUT, err="HK2104")


def without_git(top):
    """Of a build without libgit2 the rest works, and this says so."""
    make(top)
    done = subprocess.run([ASK_ABSENT, "roots", "HEAD", "."], cwd=top, capture_output=True, text=True)
    assert done.returncode == IO and " HK2101 this program was built without libgit2" in done.stderr, done.stderr
    told.add(2101)


def every_code(top):
    """Each code of this area was told by some case above."""
    text = (TOP / "doc/diagnostics.yaml").read_text()
    codes = {int(code) for code in re.findall(r"^- code: (21\d\d)$", text, re.M)}
    unmet = codes - told - (set() if os.getuid() == 0 else {2103})
    assert codes and not unmet, unmet


CASES = [a_revision, names_in_messages, the_index, a_partial_commit, unknown_revisions, no_repository,
         no_commit, merge_bases, shallow_clones, bare_repositories, work_trees, work_tree_changes,
         quick_changes, conflicts, links, binary_files, outside, submodules, sparse_checkouts,
         other_owners, forms_that_are_unknown, broken_objects, hostile_trees, a_push, pointers,
         other_bytes, little_memory, without_git, every_code]


def main():
    failed = 0
    print(f"1..{len(CASES)}")
    with tempfile.TemporaryDirectory() as folder:
        repo.HOME = pathlib.Path(folder, "home")
        repo.HOME.mkdir()
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
