#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`deps` and `affected`: what renders hang on, and which of them a change reaches. Prints TAP.

usage: test_deps.py PROGRAM
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import traceback

PROGRAM = pathlib.Path(sys.argv[1]).resolve()
OBJECT = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {}\n"
TREE = {
    "base/kustomization.yaml": "resources: [a.yaml]\n",
    "base/a.yaml": OBJECT.format("a"),
    "dev/kustomization.yaml": "resources: [../base]\nnamePrefix: dev-\n",
    "dev/unused.yaml": OBJECT.format("unused"),
    "live/kustomization.yaml": "resources: [../base, 'b c.yaml']\nnamePrefix: live-\n",
    "live/b c.yaml": OBJECT.format("b"),
}
BASE = ["base/a.yaml", "base/kustomization.yaml"]
FUNCTION = ("apiVersion: example.com/v1\nkind: Fn\nmetadata:\n  name: fn\n  annotations:\n"
            "    config.kubernetes.io/function: 'exec: {path: ./fn.sh}'\n")


def grow(top, files):
    for name, content in files.items():
        path = pathlib.Path(top, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
        if content.startswith("#!"):
            path.chmod(0o755)


def run(top, *args, **more):
    return subprocess.run(["hkrender", *args], executable=PROGRAM, cwd=top, timeout=60,
                          capture_output=True, **more)


def expect(done, status, out=None, err=""):
    """@err is a pattern for stderr; "" means that nothing may be there."""
    text = done.stderr.decode(errors="replace")
    assert done.returncode == status, f"exit {done.returncode}, not {status}: {text}"
    if out is not None:
        assert done.stdout == out.encode(), f"stdout: {done.stdout!r}\nnot {out!r}\n{text}"
    assert re.search(err, text) if err else not text, f"stderr: {text!r}, not {err!r}"


def lines(paths, end="\n"):
    return "".join(path + end for path in paths)


def deps_lines(top):
    read = [*BASE, "dev/kustomization.yaml"]
    missing = [f"{name}/{kind}" for name in ("base", "dev")
               for kind in ("Kustomization", "kustomization.yml")]
    expect(run(top, "deps", "dev"), 0, lines(sorted(read + missing)))
    expect(run(top, "deps", "--only", "read", "dev"), 0, lines(read))
    expect(run(top, "deps", "--only=missing", "dev"), 0, lines(missing))
    expect(run(top, "deps", "--only=listed", "dev"), 0, "")
    expect(run(top, "deps", "-0", "--only=read", "dev"), 0, lines(read, "\0"))
    expect(run(f"{top}/dev", "deps", "--only=read"), 0,
           lines(["../base/a.yaml", "../base/kustomization.yaml", "kustomization.yaml"]))


def deps_of_several(top):
    """Lines have each path once; JSON says whose it is."""
    expect(run(top, "deps", "--only=read", "live", "dev"), 0,
           lines([*BASE, "dev/kustomization.yaml", "live/b c.yaml", "live/kustomization.yaml"]))
    done = run(top, "deps", "--format", "json", "dev", "live")
    expect(done, 0)
    dev, live = json.loads(done.stdout)
    assert dev["root"] == "dev" and live["root"] == "live"
    assert {"kind": "read", "path": "base/a.yaml"} in dev["deps"]
    assert {"kind": "missing", "path": "live/kustomization.yml"} in live["deps"]
    assert len(dev["deps"]) == 7 and len(live["deps"]) == 8, (dev, live)


def deps_for_make(top):
    """make itself understands them: a rule runs when a file changes, and when one is gone."""
    grow(top, {"Makefile": "out:\n\techo ran >>ran; touch out\n-include out.d\n",
               "live/kustomization.yaml": "resources: [../base, 'b c.yaml', 'd%e.yaml']\n",
               "live/d%e.yaml": OBJECT.format("d")})
    done = run(top, "deps", "--format=make", "--target=out", "live")
    expect(done, 0)
    assert done.stdout.startswith(b"out: \\\n  base/a.yaml \\\n"), done.stdout
    grow(top, {"out.d": done.stdout.decode()})
    if not shutil.which("make"):
        return
    old, newer, newest = (1, 1), (2, 2), (3, 3)

    def make():
        subprocess.run(["make", "-s", "out"], cwd=top, check=True, timeout=60)
        ran = pathlib.Path(top, "ran")
        return len(ran.read_text().split()) if ran.exists() else 0

    for path in pathlib.Path(top).rglob("*.yaml"):
        os.utime(path, old)
    assert make() == 1 and make() == 1
    os.utime(pathlib.Path(top, "out"), newer)
    assert make() == 1
    os.utime(pathlib.Path(top, "live/b c.yaml"), newest)
    assert make() == 2 and make() == 2
    for n, gone in enumerate(("base/a.yaml", "live/d%e.yaml"), 3):
        pathlib.Path(top, gone).unlink()
        assert make() == n


def deps_usage(top):
    expect(run(top, "deps", "--format=make", "dev"), 2, "", "--target FILE")
    expect(run(top, "deps", "--target=x", "dev"), 2, "", "--format make")
    expect(run(top, "deps", "--format=make", "--target=x", "--only=read", "dev"), 2, "", "--only")
    expect(run(top, "deps", "--format=json", "-0", "dev"), 2, "", "--null")
    expect(run(top, "deps", "--format=yaml", "dev"), 2, "", "lines|json|make")


def deps_of_what_fails(top):
    """Nothing half-said; the others do not help."""
    grow(top, {"bad/kustomization.yaml": "resources: [nope.yaml]\n"})
    expect(run(top, "deps", "dev", "bad"), 1, "", "^bad/kustomization.yaml:1:13: error: 'nope.yaml'")
    expect(run(top, "deps", "nowhere"), 1, "", "'nowhere', does not exist")


def deps_of_programs(top):
    """A function that is a program, an exec plugin, and the directory of a chart."""
    grow(top, {"fn/kustomization.yaml": "resources: [../base]\ntransformers: [fn.yaml, plug.yaml]\n",
               "fn/fn.yaml": FUNCTION, "fn/fn.sh": "#!/bin/sh\ncat\n",
               "fn/plug.yaml": "apiVersion: example.com/v1\nkind: Show\nmetadata: {name: t}\n",
               "plugins/example.com/v1/show/Show": "#!/bin/sh\ncat\n",
               "chart/kustomization.yaml": "helmCharts: [{name: c, releaseName: r}]\n",
               "chart/charts/c/Chart.yaml": "apiVersion: v2\nname: c\nversion: 1.0.0\n",
               "chart/charts/c/values.yaml": "{}\n",
               "chart/charts/c/templates/a.yaml": OBJECT.format("r"),
               "helm": "#!/bin/sh\n[ $1 = version ] && echo v3.18.0 || echo '" + OBJECT.format("r") + "'\n"})
    done = run(top, "deps", "--only=read", "--enable-alpha-plugins", "--enable-exec", "fn",
               env={**os.environ, "KUSTOMIZE_PLUGIN_HOME": f"{top}/plugins"})
    expect(done, 0)
    paths = done.stdout.decode().split()
    assert "fn/fn.sh" in paths and "plugins/example.com/v1/show/Show" in paths, paths
    done = run(top, "deps", "--enable-helm", "--helm-command", f"{top}/helm", "chart")
    expect(done, 0)
    paths = done.stdout.decode().splitlines()
    assert {"chart/charts/c", "chart/charts/c/templates/a.yaml"} <= set(paths), paths


def affected(top, changed, roots, *args):
    expect(run(top, "affected", "--files-from", "-", *args, input=lines(changed).encode()), 0,
           lines(roots))


def affected_roots(top):
    affected(top, ["base/a.yaml"], ["dev", "live"])
    affected(top, ["live/b c.yaml", "dev/unused.yaml"], ["live"])
    affected(top, ["dev/unused.yaml", "README.md"], [])
    affected(top, [], [])
    affected(top, ["./dev/../base/a.yaml"], ["dev", "live"])
    affected(top, [f"{top}/base/a.yaml"], ["dev", "live"])
    affected(top, ["base"], ["dev", "live"])  # a directory that became a link
    affected(top, ["base/a.yaml"], ["dev"], "dev")
    affected(top, ["base/a.yaml"], ["dev", "live"], "live", "dev", "live")


def affected_by_what_is_new(top):
    """A second kustomization file is in the way, and a file that was missing is read."""
    affected(top, ["dev/kustomization.yml"], ["dev"])
    affected(top, ["base/Kustomization"], ["dev", "live"])
    affected(top, ["base/kustomisation.yaml"], [])
    grow(top, {"bad/kustomization.yaml": "resources: [nope.yaml, sub/x.yaml]\n"})
    affected(top, ["bad/nope.yaml"], ["bad"])
    affected(top, ["bad/sub"], ["bad"])
    affected(top, ["bad/nope.yaml/kustomization.yaml"], ["bad"])  # a directory of that name
    affected(top, ["bad/note.yaml"], [])


def affected_through_links(top):
    grow(top, {"real/kustomization.yaml": "resources: [x.yaml]\n", "real/x.yaml": OBJECT.format("x"),
               "over/kustomization.yaml": "resources: [../one]\n"})
    os.symlink("two", f"{top}/one")
    os.symlink("real", f"{top}/two")
    for path in ("one", "two", "real/x.yaml", "one/x.yaml", "two/kustomization.yaml"):
        affected(top, [path], ["over"])
    affected(top, ["three"], [])


def affected_where_only_renders_tell(top):
    """What a plugin reads stands in its own file; what it has read before a fault counts as well."""
    grow(top, {"plug/kustomization.yaml": "resources: [../dev]\ntransformers: [t.yaml]\n",
               "plug/t.yaml": "apiVersion: builtin\nkind: PatchTransformer\nmetadata: {name: t}\n"
                              "path: p.yaml\n",
               "plug/p.yaml": OBJECT.format("dev-a") + "data: {k: v}\n",
               "worse/kustomization.yaml": "resources: [../base]\npatches: [{path: p.yaml}]\nx: y\n"})
    affected(top, ["plug/p.yaml"], ["plug"])
    affected(top, ["plug/t.yaml"], ["plug"])
    affected(top, ["base/a.yaml"], ["live", "plug"])  # `worse` ends at its unknown field
    affected(top, ["worse/kustomization.yaml"], ["worse"])


def affected_forms(top):
    """Zero bytes, JSON, and paths as git quotes them."""
    done = run(top, "affected", "-0", "--files-from=-", input=b"live/b c.yaml\0base/none\0")
    expect(done, 0, "live\0")
    grow(top, {"list": '"live/b\\040c.yaml"\n'})
    expect(run(top, "affected", "--files-from", "list"), 0, "live\n")
    done = run(top, "affected", "--files-from=list", "--format=json")
    assert json.loads(done.stdout) == [{"root": "live", "state": "changed",
                                        "because": "live/b c.yaml"}], done.stdout
    done = run(top, "affected", "--files-from=/dev/null", "--format=json")
    assert json.loads(done.stdout) == [], done.stdout


def affected_usage(top):
    expect(run(top, "affected"), 2, "", "--base REV, --staged or --files-from FILE")
    expect(run(top, "affected", "--files-from=nope"), 2, "", "cannot read nope: No such file")
    expect(run(top, "affected", "--files-from=/dev/null", "nope"), 2, "", "'nope', does not exist")
    grow(top, {"empty/a.yaml": "a: b\n"})
    expect(run(top, "affected", "--files-from=/dev/null", "empty"), 2, "",
           "no kustomization to build in or below 'empty'")


def git(top, *args):
    config = ("user.name=t", "user.email=t@example.com", "init.defaultBranch=main",
              "commit.gpgsign=false")
    subprocess.run(["git", *[word for item in config for word in ("-c", item)], *args], cwd=top,
                   check=True, timeout=60, capture_output=True)


def affected_json(top, *args):
    done = run(top, "affected", "--format=json", *args)
    expect(done, 0)
    return [(row["root"], row["state"], row.get("because")) for row in json.loads(done.stdout)]


def affected_in_git(top):
    """Between the point where a branch began and the work tree or the index."""
    git(top, "init", "-q")
    git(top, "add", ".")
    git(top, "commit", "-qm", "one")
    expect(run(top, "affected", "--base", "main"), 0, "")
    git(top, "checkout", "-qb", "topic")
    grow(top, {"live/b c.yaml": OBJECT.format("bb"), "dev/unused.yaml": "a: b\n"})
    expect(run(top, "affected", "--base", "main"), 0, "live\n")
    expect(run(top, "affected", "--staged"), 0, "")
    git(top, "add", ".")
    expect(run(top, "affected", "--staged"), 0, "live\n")
    git(top, "commit", "-qm", "two")
    expect(run(top, "affected", "--staged"), 0, "")
    expect(run(top, "affected", "--base", "main"), 0, "live\n")
    expect(run(top, "affected", "--base", "main", "dev"), 0, "")
    grow(top, {"base/Kustomization": "resources: []\n"})  # is in the way, and not even tracked
    expect(run(top, "affected", "--base", "main"), 0, lines(["dev", "live"]))
    assert affected_json(top, "--base", "main") == [
        ("dev", "changed", "base/Kustomization"), ("live", "changed", "base/Kustomization")]
    expect(run(f"{top}/live", "affected", "--base", "main"), 0, ".\n")


def affected_that_come_and_go(top):
    """Lines have what can be built. A base that nobody builds on any more comes out as before."""
    git(top, "init", "-q")
    git(top, "add", ".")
    git(top, "commit", "-qm", "one")
    grow(top, {"new/kustomization.yaml": "resources: [a.yaml]\n", "new/a.yaml": OBJECT.format("n"),
               "live/kustomization.yaml": "resources: ['b c.yaml']\n"})
    shutil.rmtree(f"{top}/dev")
    git(top, "add", ".")
    assert affected_json(top, "--staged") == [
        ("dev", "removed", None), ("live", "changed", "live/kustomization.yaml"), ("new", "added", None)]
    expect(run(top, "affected", "--staged"), 0, lines(["live", "new"]))
    expect(run(top, "affected", "--base", "nope"), 2, "", "nope")
    expect(run(top, "affected", "--staged", "--files-from=-"), 2, "", "without --base and --staged")


TESTS = (affected_in_git, affected_that_come_and_go, affected_roots, affected_by_what_is_new, affected_through_links,
         affected_where_only_renders_tell, affected_forms, affected_usage, deps_lines, deps_of_several, deps_for_make, deps_usage, deps_of_what_fails,
         deps_of_programs)

print(f"1..{len(TESTS)}")
failed = 0
for number, test in enumerate(TESTS, 1):
    name = test.__name__.replace("_", " ")
    with tempfile.TemporaryDirectory() as scratch:
        scratch = os.path.realpath(scratch)
        grow(scratch, TREE)
        try:
            test(scratch)
            print(f"ok {number} - {name}")
        except (AssertionError, subprocess.SubprocessError, OSError):
            failed += 1
            print(f"not ok {number} - {name}")
            print(*[f"# {line}" for line in traceback.format_exc().splitlines()[-8:]], sep="\n")
sys.exit(1 if failed else 0)
