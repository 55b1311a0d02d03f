#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the random tree of a seed: generate.py SEED DIR. The same seed gives the same tree."""
import argparse
import pathlib
import random

from emit import documents
from fields import Fields
from kinds import Maker
from plugins import Plugins


class Tree:
    """A top over a base, perhaps with a middle, a second base and a component; `scope` is a list of
    the objects that a layer sees, as they were written.
    """

    def __init__(self, seed):
        self.rng = random.Random(seed)
        self.odd = self.rng.random() < 0.6
        self.make = Maker(self.rng, self.odd)
        self.files = {}
        self.fields = Fields(self.rng, self.make, self.odd, self.files)
        self.plugins = Plugins(self.fields)
        self.used = set()
        self.prefixes = 0

    def may(self, share):
        return self.rng.random() < share

    def fresh(self, count):
        """Objects whose ids are not there yet: most trees should render."""
        out = []
        for _ in range(count):
            made = self.make.object()
            key = (made["kind"], made.get("metadata", {}).get("name"))
            if key not in self.used or self.may(0.01):
                self.used.add(key)
                out.append(made)
        return out

    def own(self, folder, bases, scope):
        """The resources of a layer: bases and files of its own."""
        resources = list(bases)
        for number in range(self.rng.randint(0 if bases else 1, 2)):
            values = self.fresh(self.rng.randint(1, 3))
            if values:
                self.fields.put(f"{folder}/r{number}.yaml", values)
                resources.append(f"r{number}.yaml")
                scope += [v for v in values if "metadata" in v]
        return resources

    def affix(self, word):
        self.prefixes += 1
        return self.rng.choice([word, word, f"{word}{self.prefixes}"])

    def common(self, folder, scope):
        rng, make, fields = self.rng, self.make, self.fields
        return [
            ("namePrefix", lambda: self.affix(rng.choice(["p", "dev"])) + "-"), ("nameSuffix", lambda: "-" + self.affix("s")),
            ("namespace", lambda: rng.choice(["prod", "stage", "default"])),
            ("configMapGenerator", lambda: fields.generators("configMapGenerator", folder, scope)),
            ("secretGenerator", lambda: fields.generators("secretGenerator", folder, scope)),
            ("commonLabels", make.labels), ("commonAnnotations", make.annotations),
            ("labels", lambda: [fields.labels() for _ in range(rng.randint(1, 2))]),
            ("images", lambda: fields.images(scope)), ("replicas", lambda: fields.replicas(scope)),
            ("patches", lambda: fields.patches(folder, scope)), ("generatorOptions", fields.options)]

    def rare(self, folder, scope):
        rng, fields, plugins = self.rng, self.fields, self.plugins
        return [
            ("generators", lambda: plugins.listed(folder, scope, lambda: plugins.generator(folder, scope), "gen")),
            ("transformers", lambda: plugins.listed(folder, scope, lambda: plugins.transformer(folder, scope), "trans")),
            ("validators", lambda: plugins.listed(folder, scope, plugins.validator, "check")),
            ("patchesStrategicMerge", lambda: fields.old_merges(folder, scope)), ("patchesJson6902", lambda: fields.old_json(folder, scope)),
            ("replacements", lambda: fields.replacements(folder, scope)), ("vars", lambda: fields.variables(scope)),
            ("sortOptions", fields.sort), ("configurations", lambda: plugins.configuration(folder)), ("crds", lambda: plugins.crds(folder)),
            ("openapi", lambda: plugins.schema(folder) if self.may(0.4) else {"version": "v1.21.2"}),
            ("buildMetadata", lambda: rng.sample(["managedByLabel", "originAnnotations", "transformerAnnotations"], rng.randint(1, 2)))]

    def layer(self, folder, bases, scope, component=False):
        make = self.make
        out = {}
        if component:
            out = {"apiVersion": "kustomize.config.k8s.io/v1alpha1", "kind": "Component"}
        resources = self.own(folder, bases, scope)
        if self.may(0.1) and len(resources) > len(bases) and not component:
            out["bases"] = list(bases)
            resources = resources[len(bases):]
        out["resources"] = resources
        out.update(make.some(self.common(folder, scope), 0.2))
        out.update(make.some(self.rare(folder, scope), 0.07))
        if self.may(0.02):
            out["metadata"] = {"name": "x", "labels": {"a": "b"}}
        if "images" in out and self.may(0.1):
            out["imageTags"] = out.pop("images")
        return out

    def write(self, path, value):
        order = list(value)
        self.rng.shuffle(order)
        name = self.rng.choice(["kustomization.yaml"] * 8 + ["kustomization.yml", "Kustomization"])
        self.files[f"{path}/{name}"] = documents([{k: value[k] for k in order}], self.rng, self.odd and self.may(0.3), kustomization=True)

    def component(self, name, scope):
        self.write(name, self.layer(name, [], scope, True))
        return "../" + name

    def grow(self):
        base, other = [], []
        self.write("base", self.layer("base", [], base))
        tops, scope = ["../base"], base
        if self.may(0.3):
            mid = self.layer("mid", ["../base"], base)
            if self.may(0.2):
                tops.append("../base")
                mid.setdefault("namePrefix", "mid-")
            self.write("mid", mid)
            tops[0] = "../mid"
        if self.may(0.3):
            self.write("other", self.layer("other", [], other))
            tops.append("../other")
            scope = base + other
        top = self.layer("top", tops, scope)
        if self.may(0.3):
            top["components"] = [self.component(name, scope) for name in ["part", "piece"][:self.rng.choice([1, 1, 2])]]
        self.write("top", top)
        return self.files


def write_tree(seed, folder):
    for path, text in Tree(seed).grow().items():
        file = pathlib.Path(folder, path)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode())


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("seed", type=int)
    parser.add_argument("folder")
    given = parser.parse_args()
    write_tree(given.seed, given.folder)
