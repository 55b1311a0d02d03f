#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Installs into a scratch directory and checks that all of doc/packaging.md is there, that a
program builds and runs with what pkg-config says, and that the command runs by both names.

usage: install.py BUILD-DIR ROOT [COMPILER-FLAG...]     ROOT is a kustomization to render
"""
import os
import pathlib
import subprocess
import sys
import tempfile

FILES = """
bin/hkrender
bin/render
lib/**/libhkrender.so
lib/**/libhkrender.so.0
include/hkrender/hkrender.h
lib/**/pkgconfig/hkrender.pc
share/man/man1/hkrender.1*
share/man/man1/hkrender-edit.1*
share/man/man1/render.1*
share/man/man1/hkrender-deps.1*
share/man/man1/hkrender-diff.1*
share/man/man1/hkrender-explain.1*
share/man/man1/hkrender-vars.1*
share/man/man1/hkrender-localize.1*
share/man/man3/libhkrender.3*
share/bash-completion/completions/hkrender
share/bash-completion/completions/render
share/zsh/site-functions/_hkrender
share/fish/vendor_completions.d/hkrender.fish
share/fish/vendor_completions.d/render.fish
""".split()
PROGRAM = """
#include <hkrender/hkrender.h>
#include <string.h>
int main(void) { return strcmp(hkr_kustomize_version(), KUSTOMIZE) != 0; }
"""

build, root, *flags = sys.argv[1:]
faults = []


def run(*command, **more):
    done = subprocess.run(command, text=True, capture_output=True, **more)
    if done.returncode:
        faults.append(f"{' '.join(map(str, command))}: exit {done.returncode}\n{done.stderr}")
    return done.stdout


with tempfile.TemporaryDirectory() as image:
    run("meson", "install", "-C", build, "--no-rebuild", "--destdir", image)
    headers = list(pathlib.Path(image).rglob("hkrender.h"))
    if not headers:
        sys.exit("\n".join(faults) or "the header was not installed")
    prefix = headers[0].parent.parent.parent
    faults += [f"not installed: {name}" for name in FILES if not any(prefix.glob(name))]
    if (prefix / "bin/render").is_symlink() and os.readlink(prefix / "bin/render") != "hkrender":
        faults.append("bin/render must be a relative link to hkrender")

    pc = next(prefix.glob("lib/**/pkgconfig"), prefix)
    env = {**os.environ, "PKG_CONFIG_PATH": str(pc), "LD_LIBRARY_PATH": str(pc.parent)}
    if not faults:
        real = ["pkg-config", "--define-variable", f"prefix={prefix}"]
        options = run(*real, "--cflags", "--libs", "hkrender", env=env).split()
        followed = run(*real, "--variable=kustomize_version", "hkrender", env=env).strip()
        source, program = prefix / "app.c", prefix / "app"
        source.write_text(f'#define KUSTOMIZE "v{followed.lstrip("v")}"\n{PROGRAM}')
        run(*os.environ.get("CC", "cc").split(), "-std=c17", *flags, "-o", program, source, *options)
        run(program, env=env)
        long = run(prefix / "bin/hkrender", "build", root, env=env)
        if not long or run(prefix / "bin/render", root, env=env) != long:
            faults.append("render DIR and hkrender build DIR do not agree, or wrote nothing")

print(*faults or [f"{len(FILES)} kinds of files installed, and they work"], sep="\n")
sys.exit(1 if faults else 0)
