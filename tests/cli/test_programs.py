#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Programs that a render starts: which, in what surroundings, and that they end. Prints TAP.

usage: test_programs.py PROGRAM
"""
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import time
import traceback

PROGRAM = pathlib.Path(sys.argv[1]).resolve()
KUST = "resources: [a.yaml]\ntransformers: [t.yaml]\n"
OBJECT = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n"
PLUGIN = "apiVersion: example.com/v1\nkind: Show\nmetadata: {name: t}\n"
FUNCTION = ("apiVersion: example.com/v1\nkind: Fn\nmetadata:\n  name: fn\n  annotations:\n"
            "    config.kubernetes.io/function: 'exec: {path: ./fn.sh}'\n")
PATH = "example.com/v1/show/Show"
SHOW = "#!/bin/sh\ncat\nexec >&2\n"


def grow(top, files):
    for name, content in files.items():
        path = pathlib.Path(top, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
        if content.startswith("#!"):
            path.chmod(0o755)


def plugin(top, script, home="plugins"):
    grow(top, {"kustomization.yaml": KUST, "a.yaml": OBJECT, "t.yaml": PLUGIN,
               f"{home}/{PATH}": script})


def run(top, *args, flags=("--enable-alpha-plugins",), **env):
    env = {"PATH": os.environ["PATH"], "HOME": f"{top}/nobody", "TMPDIR": top, **env}
    env = {name: value for name, value in env.items() if value is not None}
    return subprocess.run(["hkrender", "build", *flags, *args, "."], executable=PROGRAM, cwd=top,
                          env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60,
                          stdin=subprocess.DEVNULL)


def expect(done, status, err=""):
    text = done.stderr.decode(errors="replace")
    assert done.returncode == status, f"exit {done.returncode}, not {status}: {text[:2000]}"
    assert not (status and done.stdout), "there is output"
    assert re.search(err, text) if err else not text, f"stderr: {text[:2000]!r}, not {err!r}"


def nothing_without_flags(top):
    """Neither sort of program is started unless its flag is there."""
    plugin(top, "#!/bin/sh\ntouch started\n")
    for flags in ((), ("--enable-exec",), ("--network", "--env=A=b"), ("--enable-alpha-plugins=false",)):
        expect(run(top, flags=flags, KUSTOMIZE_PLUGIN_HOME=f"{top}/plugins"), 1, "HK1850")
    grow(top, {"t.yaml": FUNCTION, "fn.sh": "#!/bin/sh\ntouch started\n"})
    expect(run(top), 0, "HK1868.*\n.*\n.*\n  mend: .*--enable-exec")
    assert not os.path.exists(f"{top}/started"), "a program was started"
    expect(run(top, "--enable-exec"), 0)
    assert os.path.exists(f"{top}/started"), "a program was not started"


def homes(top):
    """The first directory that is there: KUSTOMIZE_PLUGIN_HOME, XDG_CONFIG_HOME, two of HOME."""
    plugin(top, "#!/bin/sh\nexit 4\n", "home/.config/kustomize/plugin")
    for number, (home, env) in enumerate((
            ("home/kustomize/plugin", {}), ("home/.config/kustomize/plugin", {}),
            ("xdg/kustomize/plugin", {"XDG_CONFIG_HOME": f"{top}/xdg"}),
            ("own", {"KUSTOMIZE_PLUGIN_HOME": "own"}))):
        plugin(top, f"#!/bin/sh\nexit {number + 10}\n", home)
        if number == 0:
            os.rename(f"{top}/home/.config", f"{top}/hidden")
        expect(run(top, HOME=f"{top}/home", **env), 1, f"'{home}/{PATH}' ended with status {number + 10}\\b")
    expect(run(top, HOME=f"{top}/home", KUSTOMIZE_PLUGIN_HOME=f"{top}/none"), 1, "status 11")
    expect(run(top, HOME=None), 1, "no directory of plugins")


def environment(top):
    """What programs need, what is handed over, and nothing else."""
    plugin(top, "#!/bin/sh\nenv -u PWD -u SHLVL -u _ | sort | tr '\\n' ' ' >&2\nexit 1\n")
    env = {"KUSTOMIZE_PLUGIN_HOME": f"{top}/plugins", "TOKEN": "t", "OTHER": "o", "PATH": "/usr/bin:/bin"}
    done = run(top, "--env=TOKEN", "-e", "X=y", **env)
    names = re.findall(r"\b([A-Z_]+)=", done.stderr.decode().split("it said:")[1])
    want = {"HOME", "KUSTOMIZE_PLUGIN_CONFIG_ROOT", "KUSTOMIZE_PLUGIN_CONFIG_STRING", "PATH",
            "TMPDIR", "TOKEN", "X"}
    assert set(names) == want, f"{sorted(names)}"


def surroundings(top):
    """No descriptor of ours, no terminal, the directory of the kustomization."""
    plugin(top, "#!/bin/sh\n[ -t 0 ] || [ -t 1 ] && exit 8\n(: </dev/tty) 2>/dev/null && exit 9\n"
           "for f in 3 4 5 6 7 8 9; do [ -e /proc/self/fd/$f ] && ls -l /proc/self/fd >&2 && exit 7; done\n"
           "[ \"$(pwd -P)\" = \"$(cd \"$KUSTOMIZE_PLUGIN_CONFIG_ROOT\"; pwd -P)\" ] || exit 6\ncat\n")
    expect(run(top, KUSTOMIZE_PLUGIN_HOME=f"{top}/plugins"), 0)


def timeout(top):
    plugin(top, "#!/bin/sh\necho $$ > pid\nsleep 50 & echo $! > child\nwait\n")
    start = time.monotonic()
    expect(run(top, "--program-timeout=1", KUSTOMIZE_PLUGIN_HOME="plugins"), 1, "HK1862")
    assert time.monotonic() - start < 20
    gone(top, "pid", "child")
    for bad in ("0", "x", "-1", "", "99999999999"):
        expect(run(top, f"--program-timeout={bad}"), 2, "program-timeout")


def gone(top, *files):
    for name in files:
        pid = int(pathlib.Path(top, name).read_text())
        for _ in range(100):
            try:
                state = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
            except FileNotFoundError:
                break
            if state == "Z":
                break
            time.sleep(0.05)
        else:
            raise AssertionError(f"{name} is still there")


def interrupt(top):
    """A signal to us ends what we started, and what that started; no file is left."""
    plugin(top, "#!/bin/sh\nsleep 50 & echo $! > child\necho $$ > pid\nwait\n")
    env = {"PATH": os.environ["PATH"], "TMPDIR": top, "KUSTOMIZE_PLUGIN_HOME": f"{top}/plugins"}
    ours = subprocess.Popen(["hkrender", "build", "--enable-alpha-plugins", "."], executable=PROGRAM,
                            cwd=top, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    while not os.path.exists(f"{top}/pid") or not os.path.getsize(f"{top}/pid"):
        time.sleep(0.02)
    ours.send_signal(signal.SIGINT)
    out, err = ours.communicate(timeout=30)
    assert ours.returncode == 1 and not out and b"HK1091" in err, f"{ours.returncode} {err}"
    gone(top, "pid", "child")
    assert not list(pathlib.Path(top).glob("hkrender-*")), "a file is left"


def left_overs(top):
    """The file with the configuration is gone, also after a failure."""
    plugin(top, "#!/bin/sh\necho \"$1\" >&2\nstat -c '%a' \"$1\" \"${1%/*}\" >&2\nexit 1\n")
    done = run(top, KUSTOMIZE_PLUGIN_HOME=f"{top}/plugins")
    expect(done, 1, f"it said: {top}/hkrender-.*\n.*it said: 600\n.*it said: 700")
    assert not list(pathlib.Path(top).glob("hkrender-*")), "a file is left"


def large(top):
    """Much in, much out, and stderr without end at the same time."""
    plugin(top, "#!/bin/sh\n(i=0; while [ $i -lt 20000 ]; do echo 0123456789; i=$((i+1)); done) >&2\ncat\n")
    grow(top, {"a.yaml": "---\n".join(OBJECT.replace("name: a", f"name: a{i}") + "data: {k: " +
                                      "v" * 1000 + "}\n" for i in range(3000))})
    done = run(top, KUSTOMIZE_PLUGIN_HOME=f"{top}/plugins")
    expect(done, 0)
    assert done.stdout.count(b"kind: ConfigMap") == 3000


def binary_output(top):
    plugin(top, "#!/bin/sh\nhead -c 3000 /dev/urandom\nprintf '\\0\\033[2J'\n")
    done = run(top, KUSTOMIZE_PLUGIN_HOME=f"{top}/plugins")
    expect(done, 1, "<output of plugins/")
    assert not re.search(rb"[\x00-\x08\x0b-\x1f\x7f]", done.stderr), "control characters"


def no_docker(top):
    grow(top, {"kustomization.yaml": KUST, "a.yaml": OBJECT, "bin/x": "#!/bin/sh\n",
               "t.yaml": FUNCTION.replace("exec: {path: ./fn.sh}", "container: {image: a}")})
    expect(run(top, PATH=f"{top}/bin"), 1, "no program 'docker'")


TESTS = (nothing_without_flags, homes, environment, surroundings, timeout, interrupt, left_overs, large,
         binary_output, no_docker)
print(f"1..{len(TESTS)}")
failed = 0
for number, test in enumerate(TESTS, 1):
    with tempfile.TemporaryDirectory() as scratch:
        try:
            test(os.path.realpath(scratch))
            print(f"ok {number} - {test.__name__.replace('_', ' ')}")
        except (AssertionError, subprocess.TimeoutExpired, OSError, ValueError):
            failed += 1
            print(f"not ok {number} - {test.__name__.replace('_', ' ')}")
            print(*[f"# {line}" for line in traceback.format_exc().splitlines()[-8:]], sep="\n")
sys.exit(1 if failed else 0)
