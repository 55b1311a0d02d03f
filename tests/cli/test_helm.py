#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Charts: what helm is given, what is left behind, and a real helm where there is one ($HELM, or
that which tools/record-helm obtained). Prints TAP.

usage: test_helm.py PROGRAM TOP
"""
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback

PROGRAM, TOP = (pathlib.Path(arg).resolve() for arg in sys.argv[1:3])
KUST = "helmCharts:\n- name: web\n  releaseName: one\n- name: web\n  releaseName: two\n"
HELM = """#!/bin/sh
echo "$1" >> log
[ "$1" = template ] || { echo v4.0.0; exit; }
ls -l "$5" >> log
env > env
"""


def grow(top, helm=HELM, kust=KUST):
    files = {"kustomization.yaml": kust, "charts/web/values.yaml": "a: 1\n", "bin/helm": helm}
    for name, content in files.items():
        path = pathlib.Path(top, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    path.chmod(0o755)
    pathlib.Path(top, "tmp").mkdir(exist_ok=True)


def surroundings(top, env):
    return {"PATH": f"{top}/bin:{os.environ['PATH']}", "HOME": top, "TMPDIR": f"{top}/tmp", **env}


def run(top, *args, flags=("--enable-helm",), **env):
    return subprocess.run(["hkrender", "build", *flags, *args, "."], executable=PROGRAM, cwd=top,
                          env=surroundings(top, env), stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, timeout=60, stdin=subprocess.DEVNULL, text=True)


def expect(done, status, err=""):
    assert done.returncode == status, f"exit {done.returncode}, not {status}: {done.stderr[:2000]}"
    assert not (status and done.stdout), "there is output"
    assert re.search(err, done.stderr) if err else not done.stderr, f"stderr: {done.stderr[:2000]!r}"


def leftovers(top):
    return os.listdir(pathlib.Path(top, "tmp"))


def not_without_the_flag(top):
    grow(top)
    for flags in ((), ("--enable-helm=false",), ("--helm-command=helm", "--helm-debug")):
        expect(run(top, flags=flags), 1, "HK1671")
    assert not pathlib.Path(top, "log").exists(), "helm was started"
    expect(run(top, flags=("--enable-alpha-plugins",)), 0)  # as in kustomize


def asked_once_for_its_version(top):
    grow(top)
    expect(run(top), 0)
    words = pathlib.Path(top, "log").read_text().split("\n")
    assert [w for w in words if " " not in w and w] == ["version", "template", "template"], words
    assert all(w.startswith("-rw------- ") for w in words if " " in w), words
    assert not leftovers(top), leftovers(top)


def clean_environment(top):
    grow(top)
    expect(run(top, HELM_NAMESPACE="x", AWS_SECRET_ACCESS_KEY="hunter2", LANG="C"), 0)
    text = pathlib.Path(top, "env").read_text()
    assert "hunter2" not in text and "HELM_NAMESPACE" not in text, text
    for name in ("CONFIG", "CACHE", "DATA"):
        assert re.search(f"^HELM_{name}_HOME={top}/tmp/", text, re.M), text
    assert "LANG=C\n" in text, text


def no_place_for_values(top):
    grow(top)
    expect(run(top, TMPDIR=f"{top}/nowhere"), 1, "HK1678")


def failures_leave_nothing(top):
    for script, err in (("exit 3", "ended with status 3"), ("echo ': ['", "HK11"), ("kill -9 $$", "signal 9"),
                        ("chmod 000 $(dirname $5); exit 1", "status 1")):
        grow(top, helm=HELM + script + "\n")
        expect(run(top), 1, err)
        assert not leftovers(top), leftovers(top)


def ends_with_the_render(top):
    grow(top, helm=HELM + "echo $$ > pid; exec sleep 60\n")
    child = subprocess.Popen(["hkrender", "build", "--enable-helm", "."], executable=PROGRAM, cwd=top,
                             env=surroundings(top, {}), stderr=subprocess.PIPE,
                             stdout=subprocess.PIPE)
    pid = pathlib.Path(top, "pid")
    for _ in range(200):
        if pid.exists() and pid.read_text().strip():
            break
        time.sleep(0.05)
    child.send_signal(signal.SIGTERM)
    out, _ = child.communicate(timeout=20)
    assert child.returncode == 1 and not out, (child.returncode, out)
    assert not leftovers(top), leftovers(top)
    try:
        os.kill(int(pid.read_text()), 0)
    except ProcessLookupError:
        return
    raise AssertionError("helm is still there")


def only_the_disk_is_read(top):
    """Nothing of the chart is changed, and nothing is put beside it."""
    grow(top)
    before = sorted(str(p) for p in pathlib.Path(top, "charts").rglob("*"))
    expect(run(top), 0)
    assert before == sorted(str(p) for p in pathlib.Path(top, "charts").rglob("*"))


def real_charts(top):
    helm = os.environ.get("HELM") or TOP / ".cache" / "kubectl" / "helm" / "helm"
    for case in sorted((TOP / "testdata" / "helm").iterdir()):
        tree = pathlib.Path(top, case.name)
        shutil.copytree(case / "in", tree)
        pathlib.Path(tree, "tmp").mkdir()
        done = run(tree, flags=("--enable-helm", "--load-restrictor", "LoadRestrictionsNone",
                                "--helm-command", str(helm)))
        expect(done, 0)
        assert done.stdout == (case / "want.yaml").read_text(), f"{case.name}: other bytes"
        assert not leftovers(tree), leftovers(tree)


TESTS = [not_without_the_flag, asked_once_for_its_version, clean_environment, no_place_for_values,
         failures_leave_nothing, ends_with_the_render, only_the_disk_is_read]


def main():
    tests = list(TESTS)
    has_helm = "HELM" in os.environ or (TOP / ".cache/kubectl/helm/helm").exists()
    if has_helm:
        tests.append(real_charts)
    print(f"1..{len(tests) + (not has_helm)}")
    failed = 0
    for number, test in enumerate(tests, 1):
        try:
            with tempfile.TemporaryDirectory() as top:
                test(os.path.realpath(top))
            print(f"ok {number} - {test.__name__}")
        except Exception:
            failed += 1
            print(f"not ok {number} - {test.__name__}")
            print("".join(f"# {line}\n" for line in traceback.format_exc().splitlines()), end="")
    if not has_helm:
        print(f"ok {len(tests) + 1} - real_charts # SKIP there is no helm")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
