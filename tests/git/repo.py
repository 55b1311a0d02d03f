# SPDX-License-Identifier: Apache-2.0
"""Repositories for tests: made by git, the same on every machine whatever its user has set."""
import os
import pathlib
import subprocess

HOME = None  # set by the test, so that a global configuration can be tried


def environment(**more):
    env = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
    return {**env, "HOME": str(HOME or "/nonexistent"), "XDG_CONFIG_HOME": str(HOME or "/nonexistent"),
            "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C", "TZ": "UTC",
            "GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@example.com",
            "GIT_COMMITTER_NAME": "C", "GIT_COMMITTER_EMAIL": "c@example.com",
            "GIT_AUTHOR_DATE": "2024-05-01T00:00:00Z", "GIT_COMMITTER_DATE": "2024-05-01T00:00:00Z",
            **more}


class Repo:
    """A repository with its work tree at @top."""

    commits = 0

    def __init__(self, top, *init):
        self.top = pathlib.Path(top).resolve()
        self.top.mkdir(parents=True, exist_ok=True)
        self.git("init", "-q", "-b", "main", *init)

    def git(self, *words, **more):
        """Runs git and returns what it wrote."""
        done = subprocess.run(["git", "-c", "core.fsync=none", *words], cwd=self.top, env=environment(**more), text=True,
                              stdin=subprocess.DEVNULL, capture_output=True)
        assert done.returncode == 0, f"git {' '.join(words)}: {done.stderr}"
        return done.stdout.strip()

    def write(self, files):
        for name, content in files.items():
            path = self.top / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())

    def commit(self, files=(), message="change"):
        """Adds everything and commits it, an hour after the one before; the number of the commit."""
        self.write(dict(files))
        self.git("add", "-A")
        when = f"2024-05-{1 + self.commits // 24:02}T{self.commits % 24:02}:00:00Z"
        self.commits += 1
        self.git("commit", "-q", "--allow-empty", "-m", message, GIT_AUTHOR_DATE=when,
                 GIT_COMMITTER_DATE=when)
        return self.git("rev-parse", "HEAD")
