#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Puts overlays beside the tree of every golden case and has all of them rendered in one call and
each alone. The overlays share the case as a base, change what it gave, stand on one another, choose
a schema late, or ask for origins: a base that is rendered once must not be told from one that each
render renders itself.

usage: many.py PROGRAM TOP [PART-OF-A-NAME...]
"""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

PATCH = """- target: {kind: ".*"}
  patch: |-
    apiVersion: v1
    kind: Any
    metadata: {name: any, labels: {app: patched, over: patched}, annotations: {a: b}}
    spec: {selector: {matchLabels: {late: patched}}, template: {metadata: {labels: {over: late}}}}
"""
OVERLAYS = {
    "o1": "resources: [../in/{0}]\nnamePrefix: p1-\n",
    "o2": "resources: [../in/{0}]\nnamespace: over\ncommonLabels: {{app: over, late: over}}\n",
    "o3": "resources: [../in/{0}]\npatches:\n" + PATCH.replace("{", "{{").replace("}", "}}"),
    "o4": "resources: [../in/{0}]\nlabels: [{{pairs: {{over: four}}, includeSelectors: true}}]\n"
          "images: [{{name: nginx, newTag: over}}]\nconfigurations: [rows.yaml]\n",
    "o5": "resources: [../o1, ../o4]\nnameSuffix: -s\n",
    "o6": "resources: [../o1, ../o2]\npatches:\n" + PATCH.replace("{", "{{").replace("}", "}}"),
    "o7": "components: [../in/{0}]\nconfigMapGenerator: [{{name: over}}]\n",
    "o8": "resources: [../in/{0}, ../late]\n",
    "o9": "resources: [../in/{0}]\nbuildMetadata: [originAnnotations, transformerAnnotations]\n",
    "late": "configMapGenerator: [{{name: over}}]\nopenapi: {{version: v1.21.2}}\n",
}
NAMES = ("kustomization.yaml", "kustomization.yml", "Kustomization")


def group(case, top):
    """One line of the list for each kustomization of @case."""
    tree = case / "in"
    below = sorted({os.path.relpath(folder, tree) for folder, _, names in os.walk(tree)
                    if set(names) & set(NAMES)})
    for number, root in enumerate(below[:1]):
        if any(blank in root for blank in " \n"):
            continue
        folder = top / str(number)
        shutil.copytree(tree, folder / "in", symlinks=True)
        for name, text in OVERLAYS.items():
            (folder / name).mkdir()
            (folder / name / "kustomization.yaml").write_text(text.format(root))
        (folder / "o4/rows.yaml").write_text("namePrefix: [{path: metadata/labels/app}]\n")
        yield f"{folder} {' '.join(OVERLAYS)} in/{root} in/{root} none"


def main():
    program, source = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
    golden = source / "testdata/golden"
    with tempfile.TemporaryDirectory() as top:
        lines = []
        for number, case in enumerate(sorted(golden.rglob("case.txt"))):
            name = str(case.parent.relative_to(golden))
            if not (case.parent / "in").is_dir() or "bomb" in name:
                continue
            if sys.argv[3:] and not any(part in name for part in sys.argv[3:]):
                continue
            place = pathlib.Path(top, str(number))
            lines += group(case.parent, place)
        path = pathlib.Path(top, "list")
        path.write_text("\n".join(lines) + "\n")
        return subprocess.run([program, path], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
