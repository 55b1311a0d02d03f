#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Variables from outside: where they come from, the list of `vars`, what is never printed. TAP.

usage: test_subst.py PROGRAM
"""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import traceback

PROGRAM = pathlib.Path(sys.argv[1]).resolve()
TREE = {
    "kustomization.yaml": "resources: [web.yaml, secret.yaml]\n",
    "web.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\ndata:\n"
                "  app: \"${APP} in ${REGION:-eu}\"\n  \"k-${REGION:-eu}\": $<APP>\n",
    "secret.yaml": "apiVersion: v1\nkind: Secret\nmetadata:\n  name: s\nstringData:\n"
                   "  password: ${PASSWORD:-unlikely}\n",
    "vars.env": "APP=file\nUNUSED=1\n",
    "keys.yaml": "apiVersion: v1\nkind: Secret\nmetadata:\n  name: keys\nstringData:\n"
                 "  PASSWORD: hunter2\n  APP: hunter2\n  MAP: '{hunter2: x}'\n",
    "plain/kustomization.yaml": "resources: [cm.yaml]\n",
    "plain/cm.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: cm\ndata:\n  a: ${HOME} $$\n",
    "map/kustomization.yaml": "resources: [thing.yaml]\n",
    "map/thing.yaml": "apiVersion: example.com/v1\nkind: Thing\nmetadata:\n  name: t\nspec:\n"
                      "  map: ${MAP}\n",
}
HEAD = "apiVersion: v1\ndata:\n  a: {}\nkind: ConfigMap\nmetadata:\n  name: cm\n"


def run(top, *args, **more):
    env = {"PATH": os.environ["PATH"], "HOME": "/home/x", **more}
    return subprocess.run(["hkrender", *args], executable=PROGRAM, cwd=top, timeout=60, env=env,
                          capture_output=True, text=True)


def expect(done, status, out=None, err=""):
    assert done.returncode == status, f"exit {done.returncode}, not {status}: {done.stderr}"
    assert out is None or done.stdout == out, f"stdout:\n{done.stdout}\nnot\n{out}"
    assert re.search(err, done.stderr) if err else not done.stderr, f"stderr: {done.stderr}"


def untouched_without_variables(top):
    expect(run(top, "build", "plain"), 0, HEAD.format("${HOME} $$"))
    expect(run(top, "build", "--env", "X=1", "plain"), 0, HEAD.format("${HOME} $$"))
    expect(run(top, "build", "--env", "HOME", "--enable-alpha-plugins", "plain"), 0,
           HEAD.format("${HOME} $$"))


def environment(top):
    expect(run(top, "build", "--env", "HOME", "plain"), 0, HEAD.format("/home/x $"))
    expect(run(top, "build", "--env", "OTHER", "plain"), 1, "", "HOME.*not set")
    expect(run(top, "build", "--lenient", "plain"), 0, HEAD.format("' $'"))
    expect(run(top, "build", "--env", "HOME", "--set", "HOME=a=b", "plain"), 0,
           HEAD.format("a=b $"))


def usage(top):
    expect(run(top, "build", "--set", "HOME", "plain"), 2, "", "--set HOME: must be NAME=VALUE")
    done = run(top, "build", "--set", "=hunter2", "plain")
    expect(done, 2, "", "must be NAME=VALUE")
    assert "hunter2" not in done.stderr
    expect(run(top, "build", "--vars-mode", "other", "plain"), 2, "", "typed.flux")


def list_text(top):
    done = run(top, "vars", "--vars-file", "vars.env", "--set", "APP=set")
    expect(done, 0)
    assert done.stdout.splitlines()[0] == 'APP = "set"  from --set, hides vars.env:1:1', done.stdout
    words = [line.split() for line in done.stdout.splitlines()]
    assert ["v1", "ConfigMap", "web", "data.app", "web.yaml:6:9", "${APP}"] in words, done.stdout
    assert ["v1", "ConfigMap", "web", "data.k-${REGION:-eu}", "web.yaml:7:6", "${REGION:-eu}", "(in",
            "the", "key)"] in words, done.stdout
    assert "REGION is not set, and has a default everywhere" in done.stdout
    assert ["v1", "Secret", "s", "stringData.password", "secret.yaml:6:13", "(in", "a",
            "Secret)"] in words, done.stdout
    assert 'UNUSED = "1"  from vars.env:2:1, never used' in done.stdout
    assert done.stdout.endswith("4 variables, 0 not set, 1 never used\n"), done.stdout
    assert "unlikely" not in done.stdout


def list_status(top):
    expect(run(top, "vars"), 1)
    expect(run(top, "vars", "--lenient"), 0)
    expect(run(top, "vars", "missing"), 1, "", "missing")
    expect(run(top, "vars", "--vars-file", "missing.env"), 1, "", "HK2004")


def list_json(top):
    done = run(top, "vars", "--format", "json", "--vars-file", "vars.env", "--vars-file", "keys.yaml")
    expect(done, 0)
    rows = {row["name"]: row for row in json.loads(done.stdout)["variables"]}
    assert list(rows) == sorted(rows)
    app = rows["APP"]
    assert [s["secret"] for s in app["sources"]] == [True, False]
    assert app["sources"][0]["value"] is None and app["sources"][1]["value"] == "file"
    assert (app["sources"][0]["file"], app["sources"][0]["line"]) == ("keys.yaml", 7)
    assert app["set"] and app["required"] and len(app["uses"]) == 2
    region = rows["REGION"]
    assert not region["set"] and not region["required"] and region["uses"][0]["default"] == "eu"
    assert [u["inKey"] for u in region["uses"]] == [False, True]
    use = rows["PASSWORD"]["uses"][0]
    assert use["expression"] is None and use["default"] is None and use["hasDefault"]
    assert rows["UNUSED"]["uses"] == [] and "hunter2" not in done.stdout


def secrets_stay_secret(top):
    """The value of a Secret is in the output alone: in no message, list or explanation."""
    for args in (["vars"], ["vars", "--format", "json"], ["build", "map"],
                 ["build", "--vars-mode", "flux", "--strict", "map"], ["build", "--strict"],
                 ["explain", ".", "cm/web"], ["explain", ".", "secret/s"]):
        done = run(top, args[0], "--vars-file", "keys.yaml", *args[1:])
        where = done.stderr + ("" if args[0] == "build" else done.stdout)
        assert "hunter2" not in where, f"{args}: {where}"
    for args in (["vars"], ["vars", "--format", "json"], ["explain", ".", "secret/s"]):
        done = run(top, args[0], "--set", "PASSWORD=hunter3", "--set", "APP=x", *args[1:])
        assert done.stdout and "hunter3" not in done.stdout, f"{args}: {done.stdout}"
    expect(run(top, "build", "--vars-file", "keys.yaml", "map"), 1, "", "HK2006")
    done = run(top, "build", "--vars-file", "keys.yaml")
    expect(done, 0)
    assert done.stdout.count("hunter2") == 3, done.stdout


def explained(top):
    done = run(top, "explain", ".", "cm/web", ".data.app", "--set", "APP=x")
    expect(done, 0)
    assert "${APP} from --set, ${REGION} by default" in done.stdout, done.stdout


def dependencies(top):
    done = run(top, "deps", "--vars-file", "vars.env", "--set", "APP=x")
    expect(done, 0)
    assert "vars.env" in done.stdout.splitlines(), done.stdout


TESTS = [untouched_without_variables, environment, usage, list_text, list_status, list_json,
         secrets_stay_secret, explained, dependencies]


def main():
    print(f"1..{len(TESTS)}")
    failed = 0
    for number, test in enumerate(TESTS, 1):
        with tempfile.TemporaryDirectory() as top:
            for name, content in TREE.items():
                path = pathlib.Path(top, name)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(content)
            try:
                test(top)
                print(f"ok {number} - {test.__name__}")
            except Exception:  # pylint: disable=broad-except
                failed += 1
                print(f"not ok {number} - {test.__name__}")
                print("# " + traceback.format_exc().replace("\n", "\n# "))
    return failed != 0


if __name__ == "__main__":
    sys.exit(main())
