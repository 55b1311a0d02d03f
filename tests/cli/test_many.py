#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`build` of several roots: which they are, what is printed or written, and what stays as it was
when something fails. Prints TAP.

usage: test_many.py PROGRAM
"""
import os
import pathlib
import pty
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback

PROGRAM = pathlib.Path(sys.argv[1]).resolve()
MARKER = ".hkrender-output"
CONFIG = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {}\n"
TREE = {
    "base/kustomization.yaml": "resources: [cm.yaml]\n",
    "base/cm.yaml": CONFIG.format("c"),
    "over/dev/kustomization.yaml": "resources: [../../base]\nnamePrefix: dev-\n",
    "over/prod/kustomization.yaml": "resources: [../../base]\nnamePrefix: prod-\n",
    "over/prod/inner/kustomization.yaml": "resources: [../../../base]\nnamePrefix: inner-\n",
    "part/kustomization.yaml": "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nnamePrefix: x-\n",
}


def grow(top, files):
    for name, content in files.items():
        path = pathlib.Path(top, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)


def run(top, *args, **more):
    more = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "stdin": subprocess.DEVNULL, **more}
    return subprocess.run([PROGRAM, "build", *args], cwd=top, timeout=120, **more)


def expect(done, status, out=None, err=""):
    text = done.stderr.decode(errors="replace")
    assert done.returncode == status, f"exit {done.returncode}, not {status}: {text[:2000]}"
    if out is not None:
        assert done.stdout.decode() == out, f"stdout: {done.stdout!r}"
    assert re.search(err, text, re.S) if err else not text, f"stderr: {text[:2000]!r}, not {err!r}"
    return text


def files(top):
    """All that is below @top, by path; links are shown, not followed."""
    found = {}
    for folder, _, names in os.walk(top):
        for name in names:
            path = os.path.join(folder, name)
            found[os.path.relpath(path, top)] = pathlib.Path(path).read_text()
    return found


def beside(top, name):
    """What lies beside the output @name and should not."""
    return [entry for entry in os.listdir(top) if entry.startswith("." + name)]


def dev():
    return CONFIG.format("dev-c")


def prod():
    return CONFIG.format("prod-c")


def inner():
    return CONFIG.format("inner-c")


# ---- What is built ----

def joined_in_order(top):
    expect(run(top, "over/prod", "over/dev"), 0, prod() + "---\n" + dev())
    expect(run(top, "over/dev", "over/prod", "-o", "-"), 0, dev() + "---\n" + prod())


def all_below(top):
    want = dev() + "---\n" + prod() + "---\n" + inner()
    expect(run(top, "--all", "over"), 0, want)
    expect(run(top, "--all"), 0, want)
    expect(run(top, "--all", "base"), 0, CONFIG.format("c"))
    expect(run(f"{top}/over", "--all", "../over/prod"), 0, prod() + "---\n" + inner())


def each_root_once(top):
    expect(run(top, "over/dev", "over/./dev", f"{top}/over/prod/../dev/"), 0, dev())
    expect(run(top, "--all", "over", "over/prod"), 0, dev() + "---\n" + prod() + "---\n" + inner())


def an_empty_output_has_no_separator(top):
    grow(top, {"none/kustomization.yaml": "resources: [cm.yaml]\n", "none/cm.yaml":
               CONFIG.format("c") + "  annotations: {config.kubernetes.io/local-config: 'true'}\n"})
    expect(run(top, "none", "over/dev", "none"), 0, dev())


def thread_counts(top):
    for i in range(40):
        text = "resources: [../../base]\nnamePrefix: p%d-\ncommonLabels: {a: b}\n" % i
        grow(top, {f"many/o{i}/kustomization.yaml": text if i % 10 else "resources: [nope.yaml]\n"})
    roots = [f"many/o{i}" for i in range(40)]
    outcomes = {(done.returncode, done.stdout, done.stderr) for done in
                (run(top, "--threads", n, *roots) for n in ("1", "2", "3", "16"))}
    assert len(outcomes) == 1, outcomes
    fine = [root for i, root in enumerate(roots) if i % 10]
    outputs = {run(top, "--threads", n, *fine).stdout for n in ("1", "2", "7")}
    alone = b"---\n".join(run(top, root).stdout for root in fine)
    assert outputs == {alone}


def unsound_command_lines(top):
    for n in ("0", "-1", "x", "", "99999999999999999999"):
        expect(run(top, "--threads", n, "base", "over/dev"), 2, "", "must be a number")
    expect(run(top, "--split", "base"), 2, "", "--split needs -o DIR")


# ---- What fails ----

def a_missing_root_among_many(top):
    text = expect(run(top, "over/dev", "nope", "over/prod", "gone"), 1, "",
                  "'nope', does not exist.*'gone', does not exist")
    assert "2 of 4 roots cannot be rendered, and nothing was written: nope, gone\n" in text


def a_fault_in_the_base_is_told_once(top):
    grow(top, {"base/cm.yaml": "apiVersion: v1\nkind: ConfigMap\n"})
    text = expect(run(top, "--all", "over"), 1, "", "metadata.name")
    assert text.count("metadata.name") == 1, text
    assert "3 of 3 roots" in text and "over/prod/inner" in text


def no_roots(top):
    os.mkdir(f"{top}/empty")
    expect(run(top, "--all", "empty"), 1, "", "no kustomization to build in or below 'empty'")
    expect(run(top, "--all", "part"), 1, "", "no kustomization to build")
    expect(run(top, "--all", "nope"), 1, "", "does not exist")


def links_below(top):
    os.symlink("..", f"{top}/over/up")
    os.symlink("loop", f"{top}/over/loop")
    os.symlink("../base", f"{top}/over/base")
    expect(run(top, "--all", "over"), 0, dev() + "---\n" + prod() + "---\n" + inner())


def full_disk(top):
    with open("/dev/full", "w") as full:
        expect(run(top, "over/dev", "over/prod", stdout=full), 1, None, "cannot write")


# ---- A directory of output ----

def a_file_a_root(top):
    expect(run(top, "--all", "over", "-o", "out/"), 0, "")
    got = files(f"{top}/out")
    assert got.pop(MARKER)
    assert got == {"over/dev.yaml": dev(), "over/prod.yaml": prod(),
                   "over/prod/inner.yaml": inner()}, got
    assert not beside(top, "out")


def a_file_an_object(top):
    expect(run(top, "over/dev", "-o", "out", "--split"), 0, "")
    got = files(f"{top}/out")
    assert got.pop(MARKER)
    assert got == {"over/dev/v1_configmap_dev-c.yaml": dev()}, got


def names_from_elsewhere(top):
    """Roots that do not lie below the working directory are named from where they all lie."""
    work = f"{top}/work"
    os.mkdir(work)
    expect(run(work, "../over/dev", "../over/prod", "-o", "out"), 0, "")
    assert set(files(f"{work}/out")) == {MARKER, "dev.yaml", "prod.yaml"}
    expect(run(work, "../over/dev", "../base", "-o", "out"), 0, "")
    assert set(files(f"{work}/out")) == {MARKER, "over/dev.yaml", "base.yaml"}
    expect(run(f"{top}/base", "--all", "-o", "../out"), 0, "")
    assert set(files(f"{top}/out")) == {MARKER, "base.yaml"}


def stale_files_go(top):
    os.umask(0o022)
    expect(run(top, "--all", "over", "-o", "out"), 0, "")
    os.chmod(f"{top}/out", 0o750)
    grow(top, {"out/left/by/hand.yaml": "x"})
    expect(run(top, "over/dev", "over/prod", "-o", "out"), 0, "")
    assert set(files(f"{top}/out")) == {MARKER, "over/dev.yaml", "over/prod.yaml"}
    assert not beside(top, "out")
    assert os.stat(f"{top}/out").st_mode & 0o777 == 0o750
    assert os.stat(f"{top}/out/over/dev.yaml").st_mode & 0o777 == 0o644


def a_failure_leaves_it_as_it_was(top):
    expect(run(top, "--all", "over", "-o", "out"), 0, "")
    before = files(f"{top}/out")
    grow(top, {"over/dev/kustomization.yaml": "resources: [nope.yaml]\n"})
    expect(run(top, "--all", "over", "-o", "out"), 1, "", "nope.yaml")
    assert files(f"{top}/out") == before and not beside(top, "out")


def a_full_disk_leaves_it_as_it_was(top):
    expect(run(top, "--all", "over", "-o", "out"), 0, "")
    before = files(f"{top}/out")
    grow(top, {"base/cm.yaml": CONFIG.format("c") + "data: {k: " + "x" * 5000 + "}\n"})

    def small_files():
        resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))

    expect(run(top, "--all", "over", "-o", "out", preexec_fn=small_files), 1, "",
           "cannot write out/over/dev.yaml: File too large")
    assert files(f"{top}/out") == before and not beside(top, "out")


def file_systems_without_exchange(top):
    """There the old directory is moved away first, and back when the new one cannot be had."""
    strace = shutil.which("strace")
    probe = [strace or "false", "-o", "trace", "true"]
    if subprocess.run(probe, cwd=top, stderr=subprocess.DEVNULL, check=False).returncode:
        return
    # The search for leaks stops a process in the way that strace does already.
    env = {**os.environ, "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "") + ":detect_leaks=0"}

    def traced(*rules):
        inject = [word for rule in ("renameat2:error=EINVAL", *rules) for word in
                  ("-e", f"inject={rule}")]
        return subprocess.run([strace, "-f", "-o", "trace", *inject, PROGRAM, "build", "--all",
                               "over", "-o", "out"], cwd=top, timeout=120, env=env,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    expect(traced(), 0, "")
    grow(top, {"out/stale": ""})
    before = files(f"{top}/out")
    expect(traced("rename:error=EACCES:when=2"), 1, "", "cannot put out in place: Permission")
    assert files(f"{top}/out") == before and not beside(top, "out")
    expect(traced(), 0, "")
    assert "stale" not in files(f"{top}/out") and not beside(top, "out")


def whole_at_every_moment(top):
    """A reader of the directory never misses a file."""
    for i in range(30):
        grow(top, {f"many/o{i}/kustomization.yaml": f"resources: [../../base]\nnamePrefix: p{i}-\n"})
    expect(run(top, "--all", "many", "-o", "out"), 0, "")
    writer = subprocess.Popen([PROGRAM, "build", "--all", "many", "-o", "out"], cwd=top)
    while writer.poll() is None:
        handle = os.open(f"{top}/out", os.O_RDONLY | os.O_DIRECTORY)
        assert MARKER in os.listdir(handle) or not os.path.samestat(
            os.fstat(handle), os.stat(f"{top}/out"))
        os.close(handle)
    assert writer.returncode == 0 and len(files(f"{top}/out")) == 31


def what_is_never_replaced(top):
    grow(top, {"precious/file": "x", "repo/.git/HEAD": "x", f"repo/{MARKER}": "", "plain": "x"})
    before = files(top)
    for out, why in (("precious", "not empty, and not an earlier output"), ("repo", "git repository"),
                     (".", "it holds"), ("..", "it holds"), ("over", "it holds"), ("/", "it holds"),
                     ("base", "not empty")):
        expect(run(top, "--all", "over", "-o", out), 1, "", why)
    expect(run(top, "--all", "over", "-o", "plain"), 2, "", "this is none")
    expect(run(top, "--all", "over", "-o", "all.yaml"), 2, "", "slash behind the name")
    expect(run(top, "--all", "over", "-o", "no/such/dir"), 1, "", "cannot write")
    assert files(top) == before


def a_link_to_it(top):
    os.mkdir(f"{top}/real")
    os.symlink("real", f"{top}/out")
    expect(run(top, "over/dev", "over/prod", "-o", "out"), 0, "")
    assert os.path.islink(f"{top}/out") and len(files(f"{top}/real")) == 3


def outputs_of_one_name(top):
    two = CONFIG.format("A") + "---\n" + CONFIG.format("a")
    grow(top, {"two/kustomization.yaml": "resources: [cm.yaml]\n", "two/cm.yaml": two})
    expect(run(top, "two", "-o", "out", "--split"), 1, "", "same name, two/v1_configmap_a.yaml")
    assert not os.path.exists(f"{top}/out") and not beside(top, "out")


def no_right_to_write(top):
    if os.geteuid() == 0:
        return
    os.mkdir(f"{top}/shut", 0o555)
    expect(run(top, "over/dev", "over/prod", "-o", "shut/out"), 1, "", "cannot write shut/out")


# ---- The terminal ----

def on_terminal(top, *args):
    """What `build` writes to a terminal that is its stderr."""
    parent, child = pty.openpty()
    env = {**os.environ, "TERM": "xterm"}
    done = subprocess.Popen([PROGRAM, "build", *args], cwd=top, stderr=child, env=env,
                            stdout=subprocess.DEVNULL)
    os.close(child)
    text = b""
    while True:
        try:
            chunk = os.read(parent, 4096)
        except OSError:
            break
        if not chunk:
            break
        text += chunk
    os.close(parent)
    assert done.wait() == 0
    return text.decode()


def progress(top):
    try:
        for end in pty.openpty():
            os.close(end)
    except OSError:
        return  # a root without terminals
    # Short runs have none; on a busy machine one may take long.
    assert any(on_terminal(top, "--all", "over") == "" for _ in range(20))
    many = "---\n".join(CONFIG.format(f"c{i}") for i in range(3000))
    grow(top, {"base/cm.yaml": many})
    for i in range(160):
        grow(top, {f"over/o{i}/kustomization.yaml":
                   f"resources: [../../base]\nnamePrefix: p{i}-\nnamespace: n{i}\n"})
    text = on_terminal(top, "--all", "over")
    assert re.search(r"\r\x1b\[Khkrender: \d+ of 163", text), text
    assert text.endswith("\r\x1b[K"), text
    assert on_terminal(top, "--all", "over", "-q") == ""
    expect(run(top, "--all", "over"), 0)


def catches(pid, number):
    """Whether the process has a handler for the signal already."""
    caught = re.search(r"^SigCgt:\s*(\w+)$", pathlib.Path(f"/proc/{pid}/status").read_text(), re.M)
    return caught and int(caught[1], 16) >> (number - 1) & 1


def interrupted(top):
    many = "---\n".join(CONFIG.format(f"c{i}") for i in range(3000))
    grow(top, {"base/cm.yaml": many})
    for i in range(400):
        grow(top, {f"over/o{i}/kustomization.yaml":
                   f"resources: [../../base]\nnamePrefix: p{i}-\nnamespace: n{i}\n"})
    done = subprocess.Popen([PROGRAM, "build", "--all", "over", "-o", "out"], cwd=top,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    while done.poll() is None and not catches(done.pid, signal.SIGINT):
        time.sleep(0.01)
    time.sleep(0.1)
    done.send_signal(signal.SIGINT)
    _, text = done.communicate()
    assert done.returncode == 1 and text.count(b"cancelled") == 1, (done.returncode, text)
    assert not os.path.exists(f"{top}/out") and not beside(top, "out")


TESTS = [joined_in_order, all_below, each_root_once, an_empty_output_has_no_separator, thread_counts,
         unsound_command_lines, a_missing_root_among_many, a_fault_in_the_base_is_told_once, no_roots,
         links_below, full_disk, a_file_a_root, a_file_an_object, names_from_elsewhere,
         stale_files_go, a_failure_leaves_it_as_it_was, a_full_disk_leaves_it_as_it_was,
         file_systems_without_exchange, whole_at_every_moment, what_is_never_replaced, a_link_to_it, outputs_of_one_name, no_right_to_write, progress,
         interrupted]


def main():
    print(f"1..{len(TESTS)}")
    failed = 0
    for number, test in enumerate(TESTS, 1):
        with tempfile.TemporaryDirectory() as top:
            top = os.path.realpath(top)
            grow(top, TREE)
            try:
                test(top)
                print(f"ok {number} - {test.__name__}")
            except Exception:  # pylint: disable=broad-except
                failed += 1
                print(f"not ok {number} - {test.__name__}")
                print("# " + traceback.format_exc().replace("\n", "\n# "))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
