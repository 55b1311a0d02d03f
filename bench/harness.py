# SPDX-License-Identifier: Apache-2.0
"""What the runners of the bench share: the trees, kept under build/bench, and a way to time one
process. A process is timed by bench/measure.c, so that Python is not in the figures."""
import hashlib
import os
import pathlib
import subprocess
import sys

top = pathlib.Path(__file__).resolve().parent.parent
work = top / "build/bench"
scratch = work / "output"
program = top / "build/hkrender"

sys.path.insert(0, str(top / "bench"))
import trees  # noqa: E402


def begin():
    work.mkdir(parents=True, exist_ok=True)
    subprocess.run([os.environ.get("CC", "cc"), "-O2", "-o", work / "measure", top / "bench/measure.c"],
                   check=True)


def measure(*command, cwd=None):
    """(wall seconds, seconds of processor, peak kilobytes, exit status); stdout is in scratch."""
    line = subprocess.run([work / "measure", scratch, *command], check=True, text=True, cwd=cwd,
                          capture_output=True).stdout.split()
    return int(line[0]) / 1e9, int(line[3]) / 1e9, int(line[1]), int(line[2])


def grow(shape, n):
    """Writes the tree unless it is there, and returns its folder and the roots below it."""
    place, mark = work / f"{shape}-{n}", work / f"{shape}-{n}.done"
    stamp = hashlib.sha256((top / "bench/trees.py").read_bytes()).hexdigest()
    if mark.exists() and mark.read_text().startswith(stamp):
        return place, mark.read_text().split("\n")[1:]
    subprocess.run(["rm", "-rf", place], check=True)
    folders = trees.SHAPES[shape](place, n)
    mark.write_text("\n".join([stamp, *folders]))
    return place, folders


def find_real():
    """The kubectl that the goldens are recorded from: $KUBECTL, or a pinned one, fetched once."""
    sys.path.insert(0, str(top / "tools"))
    import oracle
    return oracle.obtain()


def seconds(value):
    return f"{value * 1e3:.1f} ms" if value < 1 else f"{value:.2f} s"
