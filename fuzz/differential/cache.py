# SPDX-License-Identifier: Apache-2.0
"""Keeps the real program's answers by seed, so that a run after a fix needs ours alone."""
import hashlib
import pathlib
import sqlite3
import zlib

from compare import Answer

GENERATOR = ("generate.py", "fields.py", "plugins.py", "kinds.py", "emit.py")
EVERY = 500  # answers between two writes to disk


def digest():
    """Of the generator: other sources give other trees for the same seeds."""
    here = pathlib.Path(__file__).parent
    return hashlib.sha256(b"\0".join((here / name).read_bytes() for name in GENERATOR)).hexdigest()[:16]


class Cache:
    def __init__(self, folder):
        folder.mkdir(parents=True, exist_ok=True)
        self.base = sqlite3.connect(folder / (digest() + ".db"), timeout=60)
        self.base.execute("create table if not exists answers (seed integer primary key, out blob, said text)")
        self.base.commit()
        self.waiting = 0

    def find(self, seed):
        row = self.base.execute("select out, said from answers where seed = ?", (seed,)).fetchone()
        return row and Answer(None if row[0] is None else zlib.decompress(row[0]), row[1])

    def put(self, seed, answer):
        out = None if answer.out is None else zlib.compress(answer.out)
        self.base.execute("insert or replace into answers values (?, ?, ?)", (seed, out, answer.said[-2000:]))
        self.waiting += 1
        if self.waiting % EVERY == 0:
            self.base.commit()

    def close(self):
        self.base.commit()
        self.base.close()
