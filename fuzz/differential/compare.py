# SPDX-License-Identifier: Apache-2.0
"""Renders a tree with both programs under limits and names the first difference."""
import os
import pathlib
import re
import resource
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tools"))
import oracle  # noqa: E402

MEMORY = 4 << 30
SECONDS = 20


def limited():
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def call(command, tree):
    """Returns (bytes or None when refused, text of stderr)."""
    try:
        run = subprocess.run(command, cwd=tree, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=SECONDS,
                             preexec_fn=limited, check=False)
    except subprocess.TimeoutExpired:
        return None, "TIMEOUT"
    said = run.stderr.decode(errors="replace")
    if run.returncode < 0 or "runtime error" in said or "goroutine " in said:
        said = "CRASH " + said
    return (None if run.returncode else run.stdout), said


def shape(text):
    """A message or line without what differs from tree to tree."""
    return re.sub(r"'[^']*'|\"[^\"]*\"|/\S+|\d+", "_", text)[:110]


class Pair:
    def __init__(self, ours=None):
        self.real = oracle.obtain()
        self.ours = os.path.abspath(ours or ROOT / "build" / "hkrender")

    def difference(self, tree, top="top"):
        """None, or (group, detail)."""
        ours, said = call([self.ours, "build", top], tree)
        real, real_said = call([self.real, "kustomize", top], tree)
        if "CRASH" in said or "TIMEOUT" in said:
            return "ours crashes or hangs", said[:2000]
        if ours == real:
            return None
        if ours is None:
            code = re.search(r"\b(HKR?[A-Z0-9-]*\d+)\b|\[([a-z-]+)\]", said)
            return "only ours refuses: " + shape(code.group(0) if code else said.strip().split("\n")[0]), said
        if real is None:
            return "only kustomize refuses: " + shape(real_said.strip().split("\n")[-1][-200:]), real_said
        return self.first_line(ours.decode(errors="replace"), real.decode(errors="replace"))

    @staticmethod
    def first_line(ours, real):
        mine, other = ours.split("\n"), real.split("\n")
        at = next((i for i, (a, b) in enumerate(zip(mine, other)) if a != b), min(len(mine), len(other)))
        a, b = ("\n".join(part[at:at + 1]) for part in (mine, other))
        key = shape(f"{a.strip()} | {b.strip()}")
        around = "\n".join(other[max(0, at - 6):at])
        return "bytes: " + key, f"{around}\n- ours: {a}\n- real: {b}"
