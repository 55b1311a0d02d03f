#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The front end from outside: names, options, exit statuses, where output goes, and what happens
with bad input. Prints TAP.

usage: test_cli.py PROGRAM
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
PLACE = re.compile(r"^(?!/)[^\s:]+:\d+:\d+: ", re.M)
OBJECT = "apiVersion: v1\nkind: {}\nmetadata:\n  name: {}\n"
CONFIG = OBJECT.format("ConfigMap", "a")
FINE = {"kustomization.yaml": "resources: [a.yaml]\n", "a.yaml": CONFIG}
BOMB = "".join(f"{chr(98 + i)}: &{chr(98 + i)} [{', '.join(['*' + chr(97 + i)] * 9)}]\n"
               for i in range(12))

# Trees that must be refused with exit 1 and a place. name: files (bytes or text, None: a directory)
BAD = {
    "a binary file": {"a.yaml": bytes(range(256)) * 4},
    "truncated YAML": {"a.yaml": CONFIG + "data: {a: [1,\n"},
    "a tab in the indentation": {"a.yaml": CONFIG + "data:\n\ta: b\n"},
    "a directory where a file should be": {
        "kustomization.yaml": "configMapGenerator:\n- name: a\n  files: [d]\n", "d/x": ""},
    "a directory without a kustomization": {"kustomization.yaml": "resources: [d]\n", "d/x": ""},
    "10,000 levels of lists": {"a.yaml": CONFIG + "data: " + "[" * 10000 + "]" * 10000 + "\n"},
    "10,000 levels of maps": {"a.yaml": CONFIG + "data: " + "{a: " * 10000 + "}" * 10000 + "\n"},
    "10,000 levels in the kustomization": {
        "kustomization.yaml": "resources: " + "[" * 10000 + "]" * 10000 + "\n"},
    "an alias bomb": {"a.yaml": CONFIG + "a: &a [x, x, x, x, x, x, x, x, x]\n" + BOMB},
    "an alias bomb in the kustomization": {
        "kustomization.yaml": "a: &a [x, x, x, x, x, x, x, x, x]\n" + BOMB},
    "an anchor that refers to itself": {"a.yaml": CONFIG + "data: &d\n  a: *d\n"},
    "an unknown alias": {"a.yaml": CONFIG + "data: *nope\n"},
    "an object without a name": {"a.yaml": "apiVersion: v1\nkind: ConfigMap\n"},
    "an unknown field": {"kustomization.yaml": "resources: [a.yaml]\nresuorces: []\n"},
    "a missing file": {"kustomization.yaml": "resources:\n- a.yaml\n- nope.yaml\n"},
    "a cycle": {"kustomization.yaml": "resources: [b]\n",
                "b/kustomization.yaml": "resources: [..]\n"},
    "a way out of the root": {"kustomization.yaml": "patches: [{path: /etc/hostname}]\n"},
    "a remote base": {"kustomization.yaml": "resources:\n- https://example.com/base?ref=v1\n"},
    "a chart that nobody allows": {"kustomization.yaml": "helmCharts: [{name: x}]\n"},
    "a patch without a target": {"kustomization.yaml": "resources: [a.yaml]\npatches:\n- patch: |-\n"
                                 "    " + OBJECT.format("Secret", "b").replace("\n", "\n    ")},
}


def grow(top, files):
    for name, content in files.items():
        path = pathlib.Path(top, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())


def run(*args, name="hkrender", cwd=None, **more):
    """Runs the program under a name, so that argv[0] is what a link of that name gives."""
    more = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "stdin": subprocess.DEVNULL, **more}
    return subprocess.run([name, *args], executable=PROGRAM, cwd=cwd, timeout=120, **more)


def expect(done, status, out=None, err=""):
    """@err is a pattern for stderr; "" means that nothing may be there."""
    text = (done.stderr or b"").decode(errors="replace")
    assert done.returncode == status, f"exit {done.returncode}, not {status}: {text[:2000]}"
    if out is not None:
        assert done.stdout == out.encode(), f"stdout: {done.stdout[:500]!r}\nstderr: {text[:500]}"
    assert re.search(err, text) if err else not text, f"stderr: {text[:2000]!r}, not {err!r}"


def names(top):
    expect(run("build", top), 0, CONFIG)
    expect(run("build", cwd=top), 0, CONFIG)
    expect(run(top, name="render"), 0, CONFIG)
    expect(run(name="render", cwd=top), 0, CONFIG)
    expect(run("build", top, name="kustomize"), 0, CONFIG)
    expect(run("build", name="/usr/local/bin/kustomize", cwd=top), 0, CONFIG)
    expect(run("version", name="kustomize"), 0, "v5.8.1\n")


def help_and_version(top):
    for args, name in ((("--help",), "hkrender"), (("help",), "hkrender"), (("build", "-h"), "hkrender"),
                       (("--help",), "render"), (("--help",), "kustomize")):
        done = run(*args, name=name)
        expect(done, 0)
        assert b"--load-restrictor" in done.stdout or b"build" in done.stdout, done.stdout
    done = run("version")
    expect(done, 0)
    assert b"5.8.1" in done.stdout, done.stdout


def version_of_kustomize(top):
    """The lines and keys of `kustomize version`, for callers that read them."""
    expect(run("version", name="kustomize"), 0, "v5.8.1\n")
    expect(run("version", "--short", name="kustomize"), 0, "{v5.8.1  unknown   }\n")
    keys = ["version", "gitCommit", "buildDate", "goOs", "goArch", "goVersion"]
    done = run("version", "-o", "json", name="kustomize")
    expect(done, 0)
    assert list(json.loads(done.stdout)) == keys and json.loads(done.stdout)["version"] == "v5.8.1"
    done = run("version", "--output=yaml", name="kustomize")
    expect(done, 0)
    assert [line.split(": ")[0] for line in done.stdout.decode().split("\n")] == [*keys, "", ""]
    expect(run("version", "--short", "-o", "yaml", name="kustomize"), 2, "", "--short")


def usage(top):
    for args, words in ((("build", "--nope", top), "--nope"), (("build", "--split", top), "-o DIR"),
                        (("biuld", top), "build"), (("build", "--reorder", "x", top), "legacy"),
                        (("build", "--load-restrictor", "x", top), "LoadRestrictionsNone"),
                        (("build", "-o"), "-o|output")):
        expect(run(*args), 2, "", words)


def nested_verbs(top):
    """Help, hints and counts of operands of verbs of several words."""
    for args, words in ((("edit",), "edit COMMAND"), (("edit", "add"), "configmap"), (("edit", "--help"), "remove"),
                        (("help", "edit", "add", "label"), "--without-selector"),
                        (("--color=never", "edit", "add", "label", "-h"), "edit add label"),
                        (("edit", "--color", "never", "set", "--help", "image"), "set image")):
        done = run(*args)
        expect(done, 0)
        assert words in done.stdout.decode(), done.stdout
    done = run("edit", "set", "image", "--help", name="kustomize")
    assert b"  kustomize edit set image web=" in done.stdout and b"hkrender" not in done.stdout, done.stdout
    for args, words in ((("edit", "ad"), "'edit ad'; did you mean 'add'"), (("edti",), "did you mean 'edit'"),
                        (("edit", "set", "imag", "a=b"), "did you mean 'image'"),
                        (("help", "edit", "nope"), "edit nope"), (("edit", "add", "label"), "needs KEY:VALUE"),
                        (("edit", "remove", "label", "a", "b"), "one operand.*'b'"),
                        (("edit", "set", "namesuffix", "-v2"), "unknown option -v; put --"),
                        (("edit", "add", "label", "--forse", "a:b"), "did you mean --force"),
                        (("edit", "add", "label", "--from-literal", "a=b"), "--from-literal"),
                        (("edit", "add", "label", "--force=x", "a:b"), "--force"),
                        (("edit", "add", "configmap", "a", "--from-file", 'a"b'), "--from-file"),
                        (("edit", "add", "patch", "stray"), "stray")):
        expect(run(*args, cwd=top), 2, "", words)


def spellings(top):
    for args in (("--load-restrictor", "LoadRestrictionsNone"), ("--reorder=none",),
                 ("--load-restrictor=LoadRestrictionsNone",), ("--enable-managedby-label=false",),
                 ("--stack-trace",)):
        expect(run("build", *args, top), 0, CONFIG)
        expect(run("build", top, *args), 0, CONFIG)


def as_controllers_call(top):
    """Command lines that Argo CD, Flux, Skaffold and pipelines have for kustomize."""
    for line in ("build .", "build", "build . --enable-helm", "build --enable-helm .",
                 "build . --load-restrictor LoadRestrictionsNone", "build ./ --load-restrictor=LoadRestrictionsNone",
                 "build . --enable-helm --helm-kube-version 1.31.2 --helm-api-versions v1 --helm-api-versions apps/v1",
                 "build . --enable-helm=true --helm-command helm --helm-debug=false",
                 "build . --enable-alpha-plugins --enable-exec", "build --enable-alpha-plugins --enable-helm .",
                 "build . --enable-alpha-plugins --network --network-name=bridge --as-current-user",
                 "build . --enable-alpha-plugins --mount type=bind,src=/a,dst=/b -e A=b --env C",
                 "build . --reorder none", "build . --reorder=legacy", "build --enable-managedby-label=false .",
                 "build -o - .", "build --output - .", "build -- .", "build . --stack-trace"):
        expect(run(*line.split(), name="kustomize", cwd=top), 0, CONFIG)
    expect(run("build", top, "--enable-helm", name="/custom-tools/kustomize_5"), 0, CONFIG)


def strictness(top):
    """--strict, and --warn, --error and --ignore for single diagnostics; none of them: as kustomize."""
    out = CONFIG.replace("name: a", "name: x-a")
    grow(top, {"kustomization.yaml": "resources: [a.yaml]\nnamePrefix: y-\nnamePrefix: x-\n"
                                     "buildMetadata: [nope]\nvars: []\n"})
    expect(run("build", "-q", top), 0, out)
    expect(run("build", top), 0, out, r"warning: .*\[HK1220\]")
    expect(run("build", "--strict", top), 1, "", r"(?s)error: .*HK1120.*error: .*HK1223.*warning: .*HK1220")
    for shadowed in ("HK1120", "shadowed-key", "hk1120"):
        expect(run("build", "-q", "--strict", "--ignore=" + shadowed, "--ignore", "build-metadata", top), 0, out)
        expect(run("build", "--ignore=all", "--error", shadowed, top), 1, "", r"^\S+ error: .*HK1120")
        expect(run("build", "--ignore=HK1220", "--warn", shadowed, top), 0, out, r"^\S+ warning: .*HK1120")
    expect(run("build", "--warn=all", top), 0, out, r"(?s)warning.*warning.*warning")
    expect(run("build", "--error=all", "--ignore=all", top), 0, out)
    expect(run("build", "--error=deprecated-field", top), 1, "", r"error: .*HK1220")
    expect(run("build", "--ignore=deprecated-field", top), 0, out)
    expect(run("build", "--strict=false", "-q", top), 0, out)
    expect(run("build", "--ignore=shadow-key", top), 2, "", "did you mean shadowed-key")
    expect(run("build", "--error=HK9999", top), 2, "", "no such diagnostic")
    expect(run("build", "--ignore=HK1201", top), 2, "", "unknown-field is an error")
    expect(run("build", top, "--warn"), 2, "", "--warn needs ID")


def output_file(top):
    target = pathlib.Path(top, "out.yaml")
    expect(run("build", "-o", target, top), 0, "")
    assert target.read_text() == CONFIG
    expect(run("build", "--output=" + str(target), top, "--reorder=none"), 0, "")
    expect(run("build", "-o", pathlib.Path(top, "no/such/x.yaml"), top), 1, "", "x.yaml")


def output_directory(top):
    grow(top, {"a.yaml": "---\n".join((
        OBJECT.format("Deployment", "web").replace(": v1", ": apps/v1") + "  namespace: prod\n",
        OBJECT.format("Service", "web"), OBJECT.format("ConfigMap", "a.b"),
        OBJECT.format("ClusterRole", '"system:x"').replace(": v1", ": rbac.authorization.k8s.io/v1")))})
    target = pathlib.Path(top, "out")
    target.mkdir()
    expect(run("build", "-o", target, top), 0, "")
    assert sorted(p.name for p in target.iterdir()) == [
        "default_v1_configmap_a.b.yaml", "default_v1_service_web.yaml",
        "prod_apps_v1_deployment_web.yaml", "rbac.authorization.k8s.io_v1_clusterrole_system:x.yaml"]
    assert (target / "default_v1_service_web.yaml").read_text() == OBJECT.format("Service", "web")


def full_disk(top):
    grow(top, {"a.yaml": "---\n".join(OBJECT.format("ConfigMap", f"a{i}") for i in range(3000))})
    with open("/dev/full", "w") as full:
        expect(run("build", top, stdout=full), 1, err=".")
    expect(run("build", "-o", "/dev/full", top), 1, "", "/dev/full")


def closed_pipe(top):
    grow(top, {"a.yaml": "---\n".join(OBJECT.format("ConfigMap", f"a{i}") for i in range(3000))})
    reader, writer = os.pipe()
    os.close(reader)
    try:
        done = run("build", top, stdout=writer)
    finally:
        os.close(writer)
    assert done.returncode == 1, done
    closed = subprocess.run(["sh", "-c", 'exec "$0" build "$1" >&-', PROGRAM, top],
                            stderr=subprocess.PIPE)
    assert closed.returncode == 1, closed


def all_at_once(top):
    """All typos of one file are reported in one run, each with what was meant."""
    grow(top, {"kustomization.yaml": "resuorces: []\nnamPrefix: x\nimages:\n- nam: y\n"})
    expect(run("build", top), 1, "", r"(?s)resources.*namePrefix")


def secret_stays_secret(top):
    grow(top, {"a.yaml": OBJECT.format("Secret", "s") + "stringData:\n  k: hunter2\n  k: hunter2\n",
               "b.env": "hunter2 =x\n", "kustomization.yaml":
               "resources: [a.yaml]\nsecretGenerator:\n- name: t\n  envs: [b.env]\n"})
    done = run("build", top)
    expect(done, 1, "", ".")
    assert b"hunter2" not in done.stderr, done.stderr


def plain_messages(top):
    """No colour where there is no terminal; no absolute path where the root is given relative."""
    grow(top, {"kustomization.yaml": "resources: [nope.yaml]\n"})
    done = run("build", ".", cwd=top, env={"TERM": "xterm-256color", "PATH": os.environ["PATH"],
                                           **{k: v for k, v in os.environ.items() if "SAN_" in k}})
    expect(done, 1, "", PLACE.pattern)
    assert b"\033" not in done.stderr and top.encode() not in done.stderr, done.stderr
    colour = run("build", "--color=always", ".", cwd=top)
    assert b"\033" in colour.stderr, colour.stderr


def bad(files):
    def test(top):
        grow(top, files)
        expect(run("build", ".", cwd=top), 1, "", PLACE.pattern)
    return test


def localize_is_whole(top):
    """A copy is there with the rights of new files, or nothing is."""
    grow(top, {"t/kustomization.yaml": "resources: [a.yaml]\n", "t/a.yaml": CONFIG, "locked/x": ""})
    expect(run("localize", "-q", "t", cwd=top), 0, "")
    mask = os.umask(0o022)
    os.umask(mask)
    assert os.stat(os.path.join(top, "localized-t")).st_mode & 0o777 == 0o777 & ~mask
    before = sorted(os.listdir(top))
    limit = ["sh", "-c", 'ulimit -f 0; exec "$0" localize t full', PROGRAM]
    expect(subprocess.run(limit, cwd=top, capture_output=True, timeout=120), 1, "", "cannot write full")
    expect(run("localize", "t", "no/such/place", cwd=top), 1, "", "no/such/place")
    expect(run("localize", "t", ".", cwd=top), 1, "", "there already")
    expect(run("localize", "t", "", cwd=top), 1, "", ".")
    expect(run("localize", "t", "a", "b", cwd=top), 2, "", "b")
    expect(run("localize", "--remote", "x", "t", "a", cwd=top), 2, "", "PREFIX=DIR")
    assert sorted(os.listdir(top)) == before, os.listdir(top)


def edit_writes(top):
    """A link stays one and a file keeps its mode; nothing is touched without a change, in a dry run,
    or after a fault."""
    real, link = pathlib.Path(top, "real.yaml"), pathlib.Path(top, "kustomization.yaml")
    link.rename(real)
    link.symlink_to("real.yaml")
    real.chmod(0o640)
    expect(run("edit", "set", "nameprefix", "x-", cwd=top), 0, "")
    assert link.is_symlink() and real.read_text() == "resources: [a.yaml]\nnamePrefix: x-\n"
    assert real.stat().st_mode & 0o777 == 0o640, real.stat()
    before = real.stat()
    expect(run("edit", "set", "nameprefix", "x-", cwd=top), 0, "")
    expect(run("edit", "set", "nameprefix", "y-", "--dry-run", cwd=top), 0,
           "resources: [a.yaml]\nnamePrefix: y-\n")
    expect(run("edit", "add", "resource", "nope.yaml", cwd=top), 1, "", "nope.yaml")
    after = real.stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
    assert sorted(os.listdir(top)) == ["a.yaml", "kustomization.yaml", "real.yaml"], os.listdir(top)


def edit_forbidden(top):
    """What may not be written is not replaced either. Nothing is forbidden to root."""
    file = pathlib.Path(top, "kustomization.yaml")
    for path, mode in ((file, 0o444), (pathlib.Path(top), 0o555)) if os.getuid() else ():
        usual = path.stat().st_mode
        path.chmod(mode)
        try:
            expect(run("edit", "set", "nameprefix", "x-", cwd=top), 1, "", "cannot write kustomization")
        finally:
            path.chmod(usual)
    assert file.read_text() == FINE["kustomization.yaml"]


def create_where_nothing_can_be(top):
    expect(run("create", cwd="/proc"), 1, "", "cannot write kustomization.yaml")
    expect(run("edit", "alpha-list-builtin-plugin", cwd="/proc"), 0)


def edit_full_disk(top):
    with open("/dev/full", "w") as full:
        done = run("edit", "set", "nameprefix", "x-", "-n", cwd=top, stdout=full)
    expect(done, 1, err="standard output")
    limit = ["sh", "-c", 'ulimit -f 0; exec "$0" edit set nameprefix x-', PROGRAM]
    expect(subprocess.run(limit, cwd=top, capture_output=True, timeout=120), 1, "", "cannot write")
    assert sorted(os.listdir(top)) == ["a.yaml", "kustomization.yaml"], os.listdir(top)


def edit_names_files(top):
    """--from-file takes a list as CSV, and may be repeated."""
    grow(top, {"f,g": "x", "h": "y", "i": "z"})
    expect(run("edit", "add", "configmap", "c", "--from-file", '"f,g",h', "--from-file=i", cwd=top), 0, "")
    text = pathlib.Path(top, "kustomization.yaml").read_text()
    assert re.search(r"files:\n *- f,g\n *- h\n *- i\n", text), text


def root_is_missing(top):
    expect(run("build", "no/such"), 1, "", "no/such")
    expect(run("build", os.path.join(top, "a.yaml")), 1, "", "a.yaml")


TESTS = {f.__name__.replace("_", " "): f for f in (
    localize_is_whole, names, help_and_version, version_of_kustomize, usage, nested_verbs,
    edit_writes, edit_forbidden, create_where_nothing_can_be, edit_full_disk, edit_names_files,
    spellings, as_controllers_call, strictness, output_file,
    output_directory, full_disk,
    closed_pipe, all_at_once, secret_stays_secret, plain_messages, root_is_missing)}
TESTS.update({name: bad(files) for name, files in BAD.items()})

print(f"1..{len(TESTS)}")
failed = 0
for number, (name, test) in enumerate(TESTS.items(), 1):
    with tempfile.TemporaryDirectory() as scratch:
        grow(scratch, FINE)
        try:
            test(scratch)
            print(f"ok {number} - {name}")
        except (AssertionError, subprocess.TimeoutExpired, OSError):
            failed += 1
            print(f"not ok {number} - {name}")
            print(*[f"# {line}" for line in traceback.format_exc().splitlines()[-8:]], sep="\n")
sys.exit(1 if failed else 0)
