#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the random tree of a seed: generate.py SEED DIR. The same seed gives the same tree."""
import argparse
import json
import pathlib
import random

from emit import documents
from kinds import KINDS, NAMES, Maker


class Tree:
    def __init__(self, seed):
        self.rng = random.Random(seed)
        self.odd = self.rng.random() < 0.6
        self.make = Maker(self.rng, self.odd)
        self.files = {}
        self.objects = []

    def put(self, path, values, odd=None):
        self.files[path] = documents(values, self.rng, self.odd if odd is None else odd)

    def fresh(self, count):
        """Objects whose ids are not there yet: most trees should render."""
        out = []
        used = {(o["kind"], o["metadata"]["name"]) for o in self.objects}
        for _ in range(count):
            made = self.make.object()
            key = (made["kind"], made.get("metadata", {}).get("name"))
            if key not in used:
                used.add(key)
                out.append(made)
        self.objects += [o for o in out if "metadata" in o]
        return out

    def target(self, hit=None):
        rng, out = self.rng, {}
        if hit and rng.random() < 0.7:
            out = {"kind": hit["kind"], "name": hit["metadata"]["name"]}
        out.update(self.make.some([("kind", lambda: rng.choice(KINDS + ["Dep.*", "Deployment|Service"])),
                                   ("name", lambda: rng.choice(NAMES + [".*", "w.*", "^api$", "web"])),
                                   ("labelSelector", lambda: rng.choice(["app=web", "app", "!app", "app in (web,api)", "tier!=db"])),
                                   ("annotationSelector", lambda: "note"), ("version", lambda: "v1"),
                                   ("group", lambda: rng.choice(["apps", "batch"])), ("namespace", lambda: "prod")], 0.1))
        return out or {"kind": "Deployment"}

    def merge_patch(self, hit):
        patch = {"apiVersion": hit["apiVersion"], "kind": hit["kind"], "metadata": {"name": hit["metadata"]["name"]}}
        if "namespace" in hit["metadata"] and self.rng.random() < 0.9:
            patch["metadata"]["namespace"] = hit["metadata"]["namespace"]
        rng, body = self.rng, self.make.body(hit["kind"])
        how = rng.random()
        if how < 0.06:
            return {**patch, "$patch": rng.choice(["delete", "merge"])}
        patch.update(body)
        if how < 0.3:
            patch["metadata"]["labels"] = {k: rng.choice([v, None]) for k, v in self.make.labels().items()}
        self.spoil(patch, 0)
        return patch

    def spoil(self, node, depth):
        """Puts nulls and directives here and there below the root."""
        for key, value in list(node.items()):
            if depth and self.rng.random() < 0.04 and key not in ("name", "containerPort", "mountPath"):
                node[key] = None
            elif isinstance(value, dict) and key != "metadata":
                self.spoil(value, depth + 1)
            elif isinstance(value, list) and value and isinstance(value[0], dict):
                for item in value:
                    self.spoil(item, depth + 1)
                if self.rng.random() < 0.1:
                    value[0] = {**{k: v for k, v in value[0].items() if k in ("name", "containerPort", "mountPath")}, "$patch": "delete"}
        if depth and self.rng.random() < 0.02:
            node["$patch"] = self.rng.choice(["replace", "delete", "merge"])

    def json_patch(self):
        rng = self.rng
        paths = ["/metadata/labels/app", "/metadata/annotations", "/spec/replicas", "/data/a", "/spec/template/spec/containers/0/image",
                 "/metadata/name", "/spec/template/spec/containers/-", "/spec/a~1b", "/spec"]
        return [{"op": rng.choice(["add", "replace", "add", "remove", "test"]), "path": rng.choice(paths),
                 "value": rng.choice(["x", 5, 1.5, None, {"name": "n", "image": "nginx"}, ["a"], True, {}])} for _ in range(rng.randint(1, 2))]

    def patches(self, folder):
        rng, out = self.rng, []
        for number in range(rng.randint(1, 3)):
            hit = rng.choice(self.objects) if self.objects else self.make.object("Deployment")
            entry = {}
            json_form = rng.random() < 0.25
            value = self.json_patch() if json_form else self.merge_patch(hit)
            if json_form or rng.random() < 0.4:
                entry["target"] = self.target(hit)
            if rng.random() < 0.15:
                entry["options"] = {rng.choice(["allowNameChange", "allowKindChange"]): True}
            text = json.dumps(value, default=str) if json_form else documents([value], rng, self.odd)
            if rng.random() < 0.5 and "\r" not in text:
                entry["patch"] = text
            else:
                self.files[f"{folder}/patch{number}.yaml"] = text
                entry["path"] = f"patch{number}.yaml"
            out.append(entry)
        return out

    def generator(self, kind, folder, deep):
        rng = self.rng
        out = {"name": rng.choice(NAMES)}
        out.update(self.make.some([("literals", lambda: [rng.choice(["a=1", "b=x=y", "q='z'", 'r="s t"', "e=", "n=1\n2", "t= x"])]),
                                   ("files", lambda: [rng.choice(["data.txt", "key=data.txt"])]), ("envs", lambda: ["vars.env"]),
                                   ("namespace", lambda: "prod"), ("options", lambda: self.options()),
                                   ("behavior", lambda: rng.choice(["create", "merge", "replace"] if deep else ["create"]))], 0.3))
        self.files[f"{folder}/data.txt"] = rng.choice(["text\n", "a\nb\n", "no end", "", "\ttab\n", "\u00e9\n"])
        self.files[f"{folder}/vars.env"] = rng.choice(["A=1\nB=two\n", "# c\nX=\n\nY=a b \n", "Z='q'\n"])
        if kind == "secretGenerator" and rng.random() < 0.3:
            out["type"] = "Opaque"
        return out

    def scaled(self):
        """Mostly the name of an object that has replicas: no other renders."""
        names = [o["metadata"]["name"] for o in self.objects if o["kind"] in ("Deployment", "StatefulSet", "ReplicaSet")]
        return self.rng.choice(names) if names and self.rng.random() < 0.95 else self.make.name()

    def options(self):
        return self.make.some([("labels", self.make.labels), ("annotations", lambda: {"note": "x"}),
                               ("disableNameSuffixHash", lambda: True), ("immutable", lambda: True)])

    def replacement(self):
        rng = self.rng
        hit = rng.choice(self.objects)
        return {"source": {"kind": hit["kind"], "name": hit["metadata"]["name"], **self.make.some([
                    ("fieldPath", lambda: rng.choice(["metadata.name", "data.a", "spec.replicas", "metadata.labels.app"])),
                    ("options", lambda: {"delimiter": "-", "index": rng.choice([0, 1])})], 0.4)},
                "targets": [{"select": self.target(rng.choice(self.objects)),
                             "fieldPaths": [rng.choice(["metadata.annotations.note", "spec.template.spec.containers.[name=main].image", "data.file",
                                                        "metadata.labels.app", "spec.template.spec.containers.*.image"])],
                             **self.make.some([("options", lambda: {"create": True})], 0.7)}]}

    def configuration(self, folder):
        self.put(f"{folder}/conf.yaml", [self.make.some([
            ("nameReference", lambda: [{"kind": "ConfigMap", "version": "v1", "fieldSpecs": [{"path": "spec/ref/name", "kind": "Widget"}]}]),
            ("images", lambda: [{"path": "spec/a", "kind": "Widget"}]),
            ("commonAnnotations", lambda: [{"path": "spec/extra", "create": True, "kind": "Widget"}]),
            ("namePrefix", lambda: [{"path": "spec/ref/name", "kind": "Widget"}])]) or {"images": []}], False)
        return ["conf.yaml"]

    def layer(self, folder, bases, component=False):
        rng, make = self.rng, self.make
        out = {}
        if component:
            out = {"apiVersion": "kustomize.config.k8s.io/v1alpha1", "kind": "Component"}
        resources = list(bases)
        for number in range(rng.randint(0 if bases else 1, 2)):
            values = self.fresh(rng.randint(1, 3))
            if values:
                self.put(f"{folder}/r{number}.yaml", values)
                resources.append(f"r{number}.yaml")
        out["resources"] = resources
        image = lambda: {"name": rng.choice(["nginx", "reg.io:5000/a/b", "redis", "ghcr.io/.*"]), **make.some([
            ("newName", lambda: "new/n"), ("newTag", lambda: rng.choice(["v9", "1.0"])), ("digest", lambda: "sha256:" + "2" * 64),
            ("tagSuffix", lambda: "-s")], 0.4)}
        out.update(make.some([
            ("namePrefix", lambda: rng.choice(["p-", "dev-"])), ("nameSuffix", lambda: "-s"), ("namespace", lambda: rng.choice(["prod", "stage"])),
            ("commonLabels", make.labels), ("commonAnnotations", lambda: {"note": rng.choice(["a", "1", "true"])}),
            ("labels", lambda: [{"pairs": make.labels(), **make.some([("includeSelectors", lambda: True), ("includeTemplates", lambda: True)])}]),
            ("images", lambda: [image() for _ in range(rng.randint(1, 2))]),
            ("replicas", lambda: [{"name": self.scaled(), "count": rng.choice([0, 5])}]),
            ("patches", lambda: self.patches(folder)),
            ("configMapGenerator", lambda: [self.generator("configMapGenerator", folder, bool(bases))]),
            ("secretGenerator", lambda: [self.generator("secretGenerator", folder, bool(bases))]),
            ("generatorOptions", self.options)], 0.2))
        out.update(make.some([
            ("sortOptions", lambda: {"order": rng.choice(["legacy", "fifo"])}),
            ("buildMetadata", lambda: rng.sample(["managedByLabel", "originAnnotations", "transformerAnnotations"], rng.randint(1, 2))),
            ("configurations", lambda: self.configuration(folder))], 0.08))
        if self.objects and make.may(0.1):
            out["replacements"] = [self.replacement()]
        return out

    def write(self, path, value):
        order = list(value)
        self.rng.shuffle(order)
        self.put(path + "/kustomization.yaml", [{k: value[k] for k in order}], False)

    def grow(self):
        rng = self.rng
        self.write("base", self.layer("base", []))
        tops = ["../base"]
        if rng.random() < 0.3:
            self.write("mid", self.layer("mid", ["../base"]))
            tops = ["../mid"] if rng.random() < 0.8 else ["../mid", "../base"]
        if rng.random() < 0.3:
            self.write("other", self.layer("other", []))
            tops.append("../other")
        top = self.layer("top", tops)
        if rng.random() < 0.3:
            self.write("part", self.layer("part", [], True))
            top["components"] = ["../part"]
        self.write("top", top)
        return self.files


def write_tree(seed, folder):
    for path, text in Tree(seed).grow().items():
        file = pathlib.Path(folder, path)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode())


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("seed", type=int)
    parser.add_argument("folder")
    given = parser.parse_args()
    write_tree(given.seed, given.folder)
