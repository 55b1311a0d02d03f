#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""memory.py -- renders a tree that is on no disk, as a service does with what it was sent."""
import sys

import hkrender

FILES = {
    "/base/kustomization.yaml": b"resources: [web.yaml]\n",
    "/base/web.yaml": b"apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n",
    "/dev/kustomization.yaml": b"resources: [../base]\nnamespace: dev\n",
}

with hkrender.MemoryFiles(FILES) as files, hkrender.Context(files) as context:
    result = context.render("/dev")
    for diag in result.diags:
        print(f"{diag.at}: {diag.message}", file=sys.stderr)
    sys.stdout.write(result.bytes.decode())
    sys.exit(not result.ok)
