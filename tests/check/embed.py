#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The programs under examples/embed, against the library that was built: the C++ ones compile with
every warning an error, both languages print the same, and what they print is what the command
writes. Prints TAP.

usage: embed.py TOP PROGRAM LIBRARY [COMPILER-FLAG...]
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import traceback

top, program, library = (pathlib.Path(a).resolve() for a in sys.argv[1:4])
flags = sys.argv[4:]
embed = top / "examples/embed"
cxx = os.environ.get("CXX", "c++").split()
OBJECT = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n"


def python_environment():
    """A sanitized library wants its runtime loaded first; what Python itself leaks is its own."""
    env = {**os.environ, "HKRENDER_LIBRARY": str(library), "PYTHONDONTWRITEBYTECODE": "1"}
    if any("sanitize" in flag for flag in flags):
        cc = os.environ.get("CC", "cc").split()
        name = "libclang_rt.asan-x86_64.so" if "clang" in cc[0] else "libasan.so"
        env["LD_PRELOAD"] = subprocess.run([*cc, f"-print-file-name={name}"], check=True, text=True,
                                           capture_output=True).stdout.strip()
        env["ASAN_OPTIONS"] = "detect_leaks=0"
    return env


def compile_all(scratch):
    for source in sorted(embed.glob("*.cpp")):
        subprocess.run([*cxx, "-std=c++17", "-Wall", "-Wextra", "-Wpedantic", "-Wshadow", "-Werror", *flags,
                        "-isystem", top / "include", "-o", f"{scratch}/{source.stem}", source, library,
                        f"-Wl,-rpath,{library.parent}"], check=True)


def run(name, *args, cwd=top):
    """What the program writes in both languages: (status, stdout, stderr)."""
    both = [subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, timeout=120)
            for command, env in (([f"{binaries}/{name}", *args], None),
                                 ([sys.executable, embed / f"{name}.py", *args], environment))]
    # Digests of what is secret are of one run.
    done = [(one.returncode, re.sub("hidden [0-9a-f]+", "hidden", one.stdout), one.stderr) for one in both]
    assert done[0] == done[1], f"C++: {done[0]}\nPython: {done[1]}"
    return done[0]


def build(*args, cwd=top):
    return subprocess.run([program, "build", *args], cwd=cwd, check=True, text=True,
                          capture_output=True).stdout


def a_fleet(scratch):
    status, out, err = run("fleet", "examples/apps")
    lines = out.splitlines()
    roots = dict(line.split(": ") for line in lines if not line.startswith(" "))
    assert status == 0 and err == f"{len(roots)} of {len(roots)} roots rendered\n", err
    assert "examples/apps/overlays/production" in roots and "examples/apps/base" not in roots, roots
    for root, size in roots.items():
        text = build(root)
        assert size == f"{len(text.encode())} bytes", (root, size)
        first = lines.index(f"{root}: {size}") + 1
        listed = next((i for i, line in enumerate(lines[first:]) if not line.startswith(" ")),
                      len(lines) - first)
        assert listed == text.count("\n---\n") + 1, root


def a_fleet_with_a_fault(scratch):
    for name, text in {"good": "resources: [a.yaml]\n", "bad": "resorces: [a.yaml]\n"}.items():
        folder = pathlib.Path(scratch, name)
        folder.mkdir()
        (folder / "kustomization.yaml").write_text(text)
        (folder / "a.yaml").write_text(OBJECT)
    status, out, err = run("fleet", ".", cwd=scratch)
    assert status == 1 and out.startswith("good: "), out
    assert err.startswith("bad/kustomization.yaml:1:1: ") and err.endswith("1 of 2 roots rendered\n"), err
    status, out, err = run("fleet", "nowhere", cwd=scratch)
    assert status == 1 and not out and "nowhere" in err, err
    assert run("fleet")[0] != 0


def a_review(scratch):
    before, after = (f"examples/apps/overlays/{name}" for name in ("staging", "production"))
    status, out, err = run("review", before, after)
    assert status == 1 and not err, err
    for words in ("changed Namespace /shop\n", "added PodDisruptionBudget shop/storefront", "changed Deployment shop/storefront",
                  "  spec.replicas: 2 -> 4  (examples/apps/overlays/staging/kustomization.yaml:17 -> "
                  "examples/apps/overlays/production/kustomization.yaml:42)"):
        assert words in out, f"{words!r} is not in {out}"
    assert 'data.password: "(hidden)" -> "(hidden)"' in out, out
    assert run("review", before, before) == (0, "", "")
    assert run("review", before, "nowhere")[0] == 2
    assert run("review", before)[0] == 2


def since_a_revision(scratch):
    def git(*args):
        subprocess.run(["git", "-C", scratch, "-c", "user.name=a", "-c", "user.email=a@example.com", *args],
                       check=True, capture_output=True)

    def put(name, text):
        path = pathlib.Path(scratch, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    pod = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\nspec:\n  containers:\n  - name: a\n    image: web:1\n"
    git("init", "-q", "-b", "main")
    put("base/kustomization.yaml", "resources: [a.yaml]\n")
    put("base/a.yaml", pod)
    for name in ("dev", "gone", "same"):
        put(f"{name}/kustomization.yaml", "resources: [../base]\n")
    git("add", ".")
    git("commit", "-qm", "begin")
    assert run("since", "HEAD", ".", cwd=scratch) == (0, "", "")
    git("checkout", "-qb", "change")
    put("dev/kustomization.yaml", "resources: [../base]\nimages: [{name: web, newTag: '2'}]\n")
    put("new/kustomization.yaml", "resources: [../base]\n")
    pathlib.Path(scratch, "gone/kustomization.yaml").unlink()
    git("add", ".")
    git("commit", "-qm", "the change")
    git("checkout", "-q", "main")
    put("same/kustomization.yaml", "resources: [../base]\nnamePrefix: others-\n")
    git("commit", "-qam", "others go on")
    git("checkout", "-q", "change")
    status, out, err = run("since", "main", ".", cwd=scratch)
    assert (status, err) == (1, ""), (status, err)
    assert out == ("dev: 1 objects\n  \"web:1\" -> \"web:2\"\ngone: 1 objects\nnew: 1 objects\n"), out
    status, out, err = run("since", "nowhere", ".", cwd=scratch)
    assert status == 2 and not out and "nowhere" in err, err


def why_a_value(scratch):
    status, out, err = run("why", "examples/apps/overlays/production", "deploy/storefront", "spec.replicas")
    assert (status, err) == (0, ""), (status, err)
    lines = out.splitlines()
    assert lines[0] == "spec.replicas" and len(lines) > 2, out
    assert lines[-1].startswith("  4 ") and "examples/apps/overlays/production/" in lines[-1], out
    status, out, err = run("why", "examples/apps/overlays/production", "Secret/orders-database")
    assert status == 0 and "(hidden)" in out and "cG9z" not in out, out
    assert run("why", "examples/apps/overlays/production", "Deployment/nope")[0] == 1
    assert run("why")[0] == 2


STRUCTS = {"hkr_explain_options": "ExplainOptions", "hkr_field": "Field", "hkr_field_value": "FieldValue",
           "hkr_diag": "Diag", "hkr_span": "Span", "hkr_object": "Object", "hkr_side": "Side",
           "hkr_ctx_options": "ContextOptions", "hkr_comparison": "Comparison",
           "hkr_object_change": "ObjectChange", "hkr_field_change": "FieldChange", "hkr_danger": "Danger"}


def layouts(scratch):
    """The structs of the Python binding are as long as those of the header."""
    source = pathlib.Path(scratch, "sizes.cpp")
    source.write_text("#include <hkrender/hkrender.h>\n#include <cstdio>\nint main() {" + "".join(
        f'std::printf("{name} %zu\\n", sizeof(struct {name}));' for name in STRUCTS) + "}\n")
    subprocess.run([*cxx, "-I", top / "include", "-o", f"{scratch}/sizes", source], check=True)
    want = subprocess.run([f"{scratch}/sizes"], capture_output=True, text=True, check=True).stdout
    script = "import ctypes, hkrender\n" + "".join(
        f"print('{name}', ctypes.sizeof(hkrender.{own}))\n" for name, own in STRUCTS.items())
    got = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True,
                         env={**environment, "PYTHONPATH": str(embed)}).stdout
    assert got == want, f"header:\n{want}\nbinding:\n{got}"


def from_memory(scratch):
    both = [subprocess.run(command, capture_output=True, text=True, env=env)
            for command, env in (([f"{binaries}/memory"], None),
                                 ([sys.executable, embed / "memory.py"], environment))]
    assert all(one.returncode == 0 and "namespace: dev" in one.stdout for one in both), both


TESTS = (a_fleet, a_fleet_with_a_fault, a_review, since_a_revision, why_a_value, from_memory, layouts)
environment = python_environment()
print(f"1..{len(TESTS) + 1}")
failed = 0
with tempfile.TemporaryDirectory() as binaries:
    for number, test in enumerate((compile_all, *TESTS), 1):
        with tempfile.TemporaryDirectory() as scratch:
            try:
                test(binaries if test is compile_all else scratch)
                print(f"ok {number} - {test.__name__.replace('_', ' ')}", flush=True)
            except Exception:
                failed += 1
                print(f"not ok {number} - {test.__name__.replace('_', ' ')}")
                print(*[f"# {line}" for line in traceback.format_exc().splitlines()], sep="\n")
sys.exit(1 if failed else 0)
