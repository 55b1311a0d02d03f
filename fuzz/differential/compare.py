# SPDX-License-Identifier: Apache-2.0
"""Renders a tree with both programs under limits and names the first difference."""
import os
import pathlib
import re
import resource
import subprocess
import sys
import typing

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tools"))
import oracle  # noqa: E402

MEMORY = 4 << 30
SECONDS = 20
AGAIN = 4  # further runs of the real program before a difference counts: it has no one answer for some trees

# Refusals of ours on purpose, each with its reason in doc/compatibility.md.
ON_PURPOSE = {"HK1733": "a hash on a kind without one"}


NOTES = b"internal.config.kubernetes.io/"  # what kustomize keeps in annotations


def without_notes(out):
    return [line for line in out.split(b"\n") if NOTES not in line]


class Answer(typing.NamedTuple):
    out: typing.Optional[bytes]  # None: refused
    said: str


def limit():
    """For this process and all that it starts."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def call(command, tree):
    try:
        run = subprocess.run(command, cwd=tree, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=SECONDS,
                             check=False)
    except subprocess.TimeoutExpired:
        return Answer(None, "TIMEOUT")
    said = run.stderr.decode(errors="replace")
    if run.returncode < 0 or "runtime error" in said or "goroutine " in said:
        said = "CRASH " + said
    return Answer(None if run.returncode else run.stdout, said)


class Batch:
    """A program that stays: it reads the path of a kustomization a line, and writes for each
    `VERDICT LENGTH`, a line break, and that many bytes: the output where the verdict is `ok`, else
    a message. The verdicts are ok, no, crash and slow.
    """

    def __init__(self, command):
        self.command, self.program = command, None

    def ask(self, folder):
        if self.program is None or self.program.poll() is not None:
            self.program = subprocess.Popen([self.command], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                            stderr=subprocess.DEVNULL)
        self.program.stdin.write(os.fsencode(os.path.abspath(folder)) + b"\n")
        self.program.stdin.flush()
        head = self.program.stdout.readline().split()
        if len(head) != 2:
            self.program.wait()
            return Answer(None, "CRASH")
        data = self.program.stdout.read(int(head[1]))
        if head[0] == b"ok":
            return Answer(data, "")
        word = {b"no": "", b"slow": "TIMEOUT "}.get(head[0], "CRASH ")
        return Answer(None, word + data.decode(errors="replace"))

    def close(self):
        if self.program:
            self.program.kill()
            self.program.communicate()


def shape(text):
    """A message or line without what differs from tree to tree."""
    return re.sub(r"'[^']*'|\"[^\"]*\"|/\S+|\d+", "_", text)[:110]


class Pair:
    def __init__(self, ours=None, batch=None, again=AGAIN):
        self.again = again
        self.kubectl = oracle.obtain()
        self.batch = Batch(batch) if batch else None
        self.ours = os.path.abspath(ours or ROOT / "build" / "hkrender")

    def real(self, tree, top="top", alone=False):
        if self.batch and not alone:
            return self.batch.ask(os.path.join(tree, top))
        return call([self.kubectl, "kustomize", top], tree)

    def difference(self, tree, top="top", real=None):
        """None, or (group, detail). A group that begins with `listed` is no fault."""
        ours = call([self.ours, "build", top], tree)
        found = self.judge(ours, real or self.real(tree, top))
        if not found or found[0].startswith("ours"):
            return found
        answers = [self.real(tree, top, alone=True) for _ in range(self.again)] or [real or self.real(tree, top)]
        if any(self.judge(ours, answer) is None for answer in answers):
            return None
        if len({answer.out for answer in answers}) > 1:
            return "listed: kustomize has no one answer", found[1]
        return self.judge(ours, answers[0])

    def judge(self, ours, real):
        if "CRASH" in ours.said or "TIMEOUT" in ours.said:
            return "ours crashes or hangs", ours.said[:2000]
        if ours.out == real.out:
            return None
        if ours.out is None:
            code = re.search(r"error: .*\[(HK\d+)\]", ours.said)
            code = code.group(1) if code else ours.said.strip().split("\n")[0]
            if code in ON_PURPOSE:
                return "listed: " + ON_PURPOSE[code], ours.said
            return "only ours refuses: " + code[:60], ours.said
        if real.said.startswith(("CRASH", "TIMEOUT")):
            return "listed: kustomize crashes or hangs", real.said[:2000]
        if real.out is None:
            return "only kustomize refuses: " + shape(real.said.strip().split("\n")[-1][-200:]), real.said
        if NOTES in real.out and (NOTES not in ours.out or without_notes(ours.out) == without_notes(real.out)):
            return "listed: kustomize's own notes in a copy of the metadata", self.first_line(
                ours.out.decode(errors="replace"), real.out.decode(errors="replace"))[1]
        return self.first_line(ours.out.decode(errors="replace"), real.out.decode(errors="replace"))

    @staticmethod
    def first_line(ours, real):
        mine, other = ours.split("\n"), real.split("\n")
        at = next((i for i, (a, b) in enumerate(zip(mine, other)) if a != b), min(len(mine), len(other)))
        a, b = ("\n".join(part[at:at + 1]) for part in (mine, other))
        key = shape(f"{a.strip()} | {b.strip()}")
        around = "\n".join(other[max(0, at - 6):at])
        return "bytes: " + key, f"{around}\n- ours: {a}\n- real: {b}"
