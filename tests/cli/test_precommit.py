#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The hooks for pre-commit, by the real pre-commit, on a repository of 200 overlays. Prints TAP.

usage: test_precommit.py PROGRAM SOURCE-ROOT
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import traceback

PROGRAM, SOURCE = (pathlib.Path(arg).resolve() for arg in sys.argv[1:3])
OBJECT = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {}\ndata:\n  level: {}\n"
OVERLAYS = 200
GIT = ["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "init.defaultBranch=main",
       "-c", "commit.gpgsign=false", "-c", "protocol.file.allow=always"]


def overlay(i):
    return {f"overlays/o{i}/kustomization.yaml": f"resources: [../../base]\nnamePrefix: o{i}-\n"
                                                 "patches: [{path: level.yaml}]\n",
            f"overlays/o{i}/level.yaml": OBJECT.format("a", f"l{i}")}


class Repository:
    """A repository that uses the hooks, and a log of the processes that they start."""

    def __init__(self, top):
        self.top, self.log = pathlib.Path(top, "work"), pathlib.Path(top, "log")
        self.top.mkdir()
        home, hooks, bin_ = (pathlib.Path(top, name) for name in ("home", "hooks", "bin"))
        home.mkdir()
        self.env = {**os.environ, "HOME": str(home), "PRE_COMMIT_HOME": str(home / "pre-commit"),
                    "PATH": f"{bin_}:{os.environ['PATH']}", "GIT_CONFIG_NOSYSTEM": "1",
                    "PRE_COMMIT_COLOR": "never"}
        for name in [name for name in self.env if name.startswith("GIT_") and "NOSYSTEM" not in name]:
            del self.env[name]
        bin_.mkdir()
        pathlib.Path(bin_, "hkrender").write_text(
            f"#!/bin/bash\necho \"$@\" >>{self.log}\nexec -a hkrender {PROGRAM} \"$@\"\n")
        pathlib.Path(bin_, "hkrender").chmod(0o755)
        hooks.mkdir()
        shutil.copy(SOURCE / ".pre-commit-hooks.yaml", hooks)
        for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "hooks"], ["tag", "v1.0.0"]):
            self.git(*command, cwd=hooks)
        self.git("init", "-q")
        tree = {"base/kustomization.yaml": "resources: [a.yaml]\n",
                "base/a.yaml": OBJECT.format("a", "base"), "README.md": "Overlays.\n"}
        for i in range(OVERLAYS):
            tree.update(overlay(i))
        self.grow(tree)
        self.use(hooks, "render-check")
        self.git("add", ".")
        self.git("commit", "-qm", "overlays")
        self.hooks = hooks

    def use(self, hooks, *ids):
        self.grow({".pre-commit-config.yaml": f"repos:\n- repo: {hooks}\n  rev: v1.0.0\n  hooks:\n"
                   + "".join(f"  - id: {name}\n" for name in ids)})

    def grow(self, files):
        for name, content in files.items():
            path = pathlib.Path(self.top, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content)

    def run(self, *command, cwd=None, **env):
        return subprocess.run(command, cwd=cwd or self.top, env={**self.env, **env}, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=240,
                              stdin=subprocess.DEVNULL)

    def git(self, *args, cwd=None):
        done = self.run("git", *GIT, *args, cwd=cwd)
        assert done.returncode == 0, done.stdout
        return done.stdout

    def stage(self, files):
        self.grow(files)
        self.git("add", "--", *files)

    def hook(self, name, *args, status=0, **env):
        """What pre-commit prints for the hook, which is one process."""
        self.use(self.hooks, name)
        self.git("add", ".pre-commit-config.yaml")
        self.log.write_text("")
        done = self.run("pre-commit", "run", name, *args, **env)
        assert (done.returncode != 0) == (status != 0), f"{done.returncode}: {done.stdout}"
        assert len(self.log.read_text().splitlines()) == 1, self.log.read_text()
        return done.stdout

    def reset(self):
        self.git("reset", "-q", "--hard")
        self.git("clean", "-qfd")


def has(text, *patterns):
    for pattern in patterns:
        assert re.search(pattern, text, re.M), f"{pattern!r} is not in: {text}"


def check_one_overlay(repo):
    repo.stage({"overlays/o7/level.yaml": OBJECT.format("a", "higher")})
    has(repo.hook("render-check", "--verbose"), r"Passed", r"^1 of 200 roots rendered, 0 failed")


def check_a_base(repo):
    repo.stage({"base/a.yaml": OBJECT.format("a", "other")})
    has(repo.hook("render-check", "--verbose"), r"^200 of 200 roots rendered, 0 failed")


def check_nothing_rendered(repo):
    repo.stage({"README.md": "More overlays.\n"})
    has(repo.hook("render-check", "--verbose"), r"^0 of 200 roots rendered")


def check_reads_the_index(repo):
    """What is staged counts, not what lies in the work tree."""
    bad = {"overlays/o7/kustomization.yaml": "resources: [../../base, new.yaml]\n"}
    repo.stage(bad)
    repo.grow({"overlays/o7/new.yaml": OBJECT.format("b", "x")})  # never added
    has(repo.hook("render-check", status=1), r"Failed",
        r"overlays/o7/kustomization.yaml:1:25: error: 'new.yaml'", "1 of 200 roots rendered, 1 failed")
    done = repo.run("hkrender", "hook", "check")
    assert done.returncode == 1, done.stdout
    repo.git("add", "overlays/o7/new.yaml")
    pathlib.Path(repo.top, "overlays/o7/new.yaml").write_text("{")  # is not staged
    has(repo.hook("render-check", "--verbose"), r"Passed")
    done = repo.run("hkrender", "hook", "check")
    assert done.returncode == 0, done.stdout


def check_deleted(repo):
    """A commit that only deletes runs the hook, too."""
    repo.git("rm", "-q", "overlays/o9/level.yaml")
    has(repo.hook("render-check", status=1), r"'level.yaml' in `patches` does not exist")
    repo.git("rm", "-qr", "overlays/o9")
    repo.hook("render-check")


def check_all_files(repo):
    repo.git("commit", "-qam", "the hook", "--allow-empty")
    has(repo.hook("render-check", "--all-files", "--verbose"), r"^200 of 200 roots rendered, 0 failed")


def check_a_real_commit(repo):
    """Installed, and run by git itself."""
    repo.use(repo.hooks, "render-check")
    repo.run("pre-commit", "install")
    repo.stage({"overlays/o3/level.yaml": "{"})
    done = repo.run("git", *GIT, "commit", "-m", "bad")
    assert done.returncode != 0 and "overlays/o3/level.yaml:1:" in done.stdout, done.stdout
    repo.stage({"overlays/o3/level.yaml": OBJECT.format("a", "fine")})
    done = repo.run("git", *GIT, "commit", "-am", "good")
    assert done.returncode == 0, done.stdout
    repo.git("reset", "-q", "--hard", "HEAD~")
    pathlib.Path(repo.top, ".git/hooks/pre-commit").unlink()


def check_between_revisions(repo):
    repo.stage({"overlays/o3/level.yaml": OBJECT.format("a", "fine")})
    repo.git("commit", "-qm", "one")
    text = repo.hook("render-check", "--from-ref", "HEAD~1", "--to-ref", "HEAD", "--verbose")
    has(text, r"^1 of 200 roots rendered, 0 failed")
    repo.git("reset", "-q", "--hard", "HEAD~")


def diff_shows(repo):
    repo.stage({"overlays/o7/level.yaml": OBJECT.format("a", "higher")})
    has(repo.hook("render-diff"), r"Passed", r"o7-a", r"l7", r"higher")
    repo.reset()
    repo.stage({"overlays/o7/level.yaml": "{"})
    has(repo.hook("render-diff", status=1), r"Failed", r"overlays/o7/level.yaml:1:")
    repo.git("commit", "-qnm", "broken")
    repo.stage({"overlays/o7/level.yaml": OBJECT.format("a", "mended")})
    has(repo.hook("render-diff"), r"Passed", r"HEAD:overlays/o7/level.yaml:1:")
    repo.git("reset", "-q", "--hard", "HEAD~")


def noop_proves(repo):
    """A lift of what all overlays have into the base; and a change that is none."""
    lifted = {f"overlays/o{i}/kustomization.yaml":
              f"resources: [../../base]\nnamePrefix: o{i}-\npatches:\n- path: ./level.yaml\n"
              for i in range(OVERLAYS)}
    repo.stage(lifted)
    has(repo.hook("render-noop", "--verbose"), r"Passed")
    repo.stage({"overlays/o7/level.yaml": OBJECT.format("a", "higher")})
    has(repo.hook("render-noop", status=1), r"Failed", r"overlays/o7\b")


TESTS = (check_one_overlay, check_a_base, check_nothing_rendered, check_reads_the_index,
         check_deleted, check_all_files, check_a_real_commit, check_between_revisions, diff_shows,
         noop_proves)

if not shutil.which("pre-commit") or not shutil.which("git"):
    print("1..0 # SKIP no pre-commit")
    sys.exit(0)
print(f"1..{len(TESTS)}")
failed = 0
with tempfile.TemporaryDirectory() as scratch:
    repo = Repository(os.path.realpath(scratch))
    for number, test in enumerate(TESTS, 1):
        name = test.__name__.replace("_", " ")
        try:
            test(repo)
            print(f"ok {number} - {name}", flush=True)
        except (AssertionError, subprocess.SubprocessError, OSError):
            failed += 1
            print(f"not ok {number} - {name}")
            print(*[f"# {line}" for line in traceback.format_exc().splitlines()[-12:]], sep="\n")
        repo.reset()
sys.exit(1 if failed else 0)
