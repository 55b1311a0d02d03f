# SPDX-License-Identifier: Apache-2.0
"""Configuration files of every built-in plugin, and the files that teach kustomize other fields."""
from emit import documents

GENERATORS = ("ConfigMapGenerator", "SecretGenerator", "IAMPolicyGenerator")
ROWS = [{"path": "metadata/annotations", "create": True}, {"path": "metadata/labels", "create": True}, {"path": "spec/extra", "create": True, "kind": "Widget"},
        {"path": "spec/template/metadata/labels", "create": True, "kind": "Deployment"}, {"path": "spec/template/metadata/annotations"},
        {"path": "spec/selector/matchLabels", "group": "apps"}, {"path": "spec/jobTemplate/metadata/labels", "kind": "CronJob", "create": True}]
NAME_ROWS = [{"path": "metadata/name"}, {"path": "metadata/name", "kind": "Deployment"}, {"path": "metadata/name", "kind": "ConfigMap"},
             {"path": "spec/ref/name", "kind": "Widget"}, {"path": "spec/volumes[]/name"}]
IMAGE_ROWS = [{"path": "spec/template/spec/containers[]/image"}, {"path": "spec/a", "kind": "Widget"}, {"path": "spec/containers[]/image", "create": True}]
SPACE_ROWS = [{"path": "metadata/namespace", "create": True}, {"path": "subjects", "kind": "RoleBinding"}, {"path": "spec/ns", "create": True, "kind": "Widget"},
              {"path": "metadata/name", "kind": "Namespace", "version": "v1"}]


class Plugins:
    def __init__(self, fields):
        self.fields, self.rng, self.make = fields, fields.rng, fields.make
        self.count = 0

    def rows(self, rows):
        return self.rng.sample(rows, self.rng.randint(1, 2))

    def config(self, kind, **body):
        self.count += 1
        return {"apiVersion": "builtin", "kind": kind, "metadata": {"name": f"plugin{self.count}"}, **body}

    def generator(self, folder, scope):
        kind = self.rng.choice(GENERATORS)
        if kind == "IAMPolicyGenerator":
            out = self.config(kind, cloud="gke", kubernetesService={"name": self.make.name() + "-iam", **self.make.some([("namespace", lambda: "prod")])},
                              serviceAccount={"name": "sa", "projectId": "p"})
            scope.append({"apiVersion": "v1", "kind": "ServiceAccount", "metadata": dict(out["kubernetesService"])})
            return out
        field = kind[0].lower() + kind[1:]
        entry, made = self.fields.generated(field, folder, scope, self.make.name() + "-plug")
        if not entry:
            return None
        name, space = entry.pop("name"), entry.pop("namespace", None)
        out = self.config(kind, **entry)
        out["metadata"] = {"name": name, **({"namespace": space} if space else {})}
        if made:
            scope.append(made)
        return out

    def transformer(self, folder, scope):
        fields, make, rng = self.fields, self.make, self.rng
        hit = rng.choice(scope) if scope else None
        makers = {
            "AnnotationsTransformer": lambda: {"annotations": make.annotations(), "fieldSpecs": self.rows(ROWS)},
            "LabelTransformer": lambda: {"labels": make.labels(), "fieldSpecs": self.rows(ROWS)},
            "PrefixTransformer": lambda: {"prefix": "x-", "fieldSpecs": self.rows(NAME_ROWS)},
            "SuffixTransformer": lambda: {"suffix": "-y", "fieldSpecs": self.rows(NAME_ROWS)},
            "PrefixSuffixTransformer": lambda: {"prefix": "b-", "suffix": "-e", "fieldSpecs": self.rows(NAME_ROWS)},
            "ImageTagTransformer": lambda: {"imageTag": fields.images(scope)[0], "fieldSpecs": self.rows(IMAGE_ROWS)},
            "ReplicaCountTransformer": lambda: self.replicas(scope),
            "NamespaceTransformer": lambda: self.namespace(),
            "PatchTransformer": lambda: self.patch(hit, scope),
            "PatchJson6902Transformer": lambda: {"target": {"kind": hit["kind"], "name": hit["metadata"]["name"]}, "jsonOp": fields.json_text(fields.json_patch(hit))} if hit else None,
            "PatchStrategicMergeTransformer": lambda: {"patches": fields.merge_text(hit, scope, True)} if hit else None,
            "ReplacementTransformer": lambda: {"replacements": [fields.replacement(scope)]} if hit else None,
            "ValueAddTransformer": lambda: self.value_add(hit),
            "HashTransformer": lambda: {},
        }
        kind = rng.choice(list(makers))
        body = makers[kind]()
        return None if body is None else self.config(kind, **body)

    def replicas(self, scope):
        made = self.fields.replicas(scope)
        return {"replica": made[0], "fieldSpecs": [{"path": "spec/replicas", "create": True, "kind": k} for k in ("Deployment", "StatefulSet")]} if made else None

    def namespace(self):
        out = {"fieldSpecs": self.rows(SPACE_ROWS), **self.make.some([
            ("unsetOnly", lambda: True), ("setRoleBindingSubjects", lambda: self.rng.choice(["defaultOnly", "allServiceAccounts", "none"]))], 0.4)}
        return {"metadata": {"name": "ns", "namespace": self.rng.choice(["prod", "stage"])}, **out}

    def patch(self, hit, scope):
        if not hit:
            return None
        if self.rng.random() < 0.5:
            return {"patch": self.fields.merge_text(hit, scope, False), **self.make.some([("target", lambda: self.fields.target(hit))])}
        return {"patch": self.fields.json_text(self.fields.json_patch(hit)), "target": self.fields.target(hit)}

    def value_add(self, hit):
        if not hit:
            return None
        target = {"selector": {"kind": hit["kind"], "name": hit["metadata"]["name"]},
                  "fieldPath": self.rng.choice(["metadata/annotations/added", "spec/added", "metadata/labels/app"])}
        if self.rng.random() < 0.4:
            target["filePathPosition"] = self.rng.choice([1, 2])
        return {"value": self.rng.choice(["v", "5"]), "targets": [target]}

    def validator(self):
        return self.config("LabelTransformer", labels={}, fieldSpecs=[{"path": "metadata/labels"}])

    def listed(self, folder, scope, make, field):
        """The value of generators, transformers or validators: inline, files, directories."""
        out = []
        for number in range(self.rng.randint(1, 2)):
            value = make()
            if value is None:
                continue
            how, name = self.rng.random(), f"{field}{number}"
            if how < 0.3:
                text = documents([value], self.rng, False)
                out.append(text)
            elif how < 0.85:
                self.fields.put(f"{folder}/{name}.yaml", [value])
                out.append(name + ".yaml")
            else:
                self.fields.files[f"{folder}/{name}/kustomization.yaml"] = "resources: [plugin.yaml]\n" + ("nameSuffix: -in\n" if self.rng.random() < 0.2 else "")
                self.fields.put(f"{folder}/{name}/plugin.yaml", [value])
                out.append(name)
        return out

    # -- files that teach other fields

    def configuration(self, folder):
        rng = self.rng
        row = lambda path, **more: {"path": path, **more}
        self.fields.put(f"{folder}/conf.yaml", [self.make.some([
            ("nameReference", lambda: [{"kind": rng.choice(["ConfigMap", "Secret", "Service", "Widget"]), **self.make.some([("version", lambda: "v1")]),
                                        "fieldSpecs": [row("spec/ref/name", kind="Widget"), row("spec/template/spec/serviceAccount")]}]),
            ("images", lambda: [row("spec/a", kind="Widget"), row("spec/list[]/name", kind="Widget")]),
            ("commonAnnotations", lambda: [row("spec/extra", create=True, kind="Widget")]),
            ("commonLabels", lambda: [row("spec/sel", create=True, kind="Widget"), row("spec/list/labels", kind="Widget", create=True)]),
            ("labels", lambda: [row("spec/lab", create=True, kind="Widget")]),
            ("templateLabels", lambda: [row("spec/tpl", create=True, kind="Widget")]),
            ("namespace", lambda: [row("spec/ns", create=True, kind="Widget")]),
            ("nameSuffix", lambda: [row("spec/ref/name", kind="Widget")]),
            ("replicas", lambda: [row("spec/replicas", create=True, kind="Widget")]),
            ("varReference", lambda: [row("spec/a", kind="Widget"), row("data", kind="ConfigMap")]),
            ("namePrefix", lambda: [row("spec/ref/name", kind="Widget")])], 0.3) or {"images": []}])
        return ["conf.yaml"]

    def crds(self, folder):
        ref = {"x-kubernetes-object-ref-api-version": "v1", "x-kubernetes-object-ref-kind": self.rng.choice(["ConfigMap", "Secret", "Service"])}
        spec = {"properties": {"ref": {"type": "object", **ref, **self.make.some([("x-kubernetes-object-ref-name-key", lambda: "name")])},
                               "extra": {"type": "object", "x-kubernetes-annotation": ""}, "sel": {"type": "object", "x-kubernetes-label-selector": ""},
                               "a": {"type": "string", "x-kubernetes-identity": ""}}}
        kept = self.rng.sample(list(spec["properties"]), self.rng.randint(1, 4))
        spec["properties"] = {k: spec["properties"][k] for k in kept}
        root = {"properties": {"apiVersion": {"type": "string"}, "kind": {"type": "string"}, "metadata": {"type": "object"}, "spec": {"$ref": "#/definitions/v1.WidgetSpec"}}}
        self.fields.put(f"{folder}/crd.yaml", [{"v1.Widget": {"Schema": root}, "v1.WidgetSpec": {"Schema": spec}}])
        return ["crd.yaml"]

    def schema(self, folder):
        """A schema in place of the built-in one: for widgets, and now and then for more."""
        rng = self.rng
        item = {"type": "object", "properties": {"name": {"type": "string"}, "v": {"type": "integer"}}}
        items = {"type": "array", "items": item, **self.make.some([("x-kubernetes-patch-strategy", lambda: "merge"), ("x-kubernetes-patch-merge-key", lambda: "name")], 0.85)}
        known = {"x-kubernetes-group-version-kind": [{"group": "example.com", "version": "v1", "kind": "Widget"}]}
        spec = {"type": "object", "properties": {"list": items}}
        root = {"type": "object", "properties": {"spec": {"$ref": "#/definitions/WidgetSpec"} if rng.random() < 0.5 else spec}, **known}
        self.fields.put(f"{folder}/schema.yaml", [{"definitions": {"Widget": root, "WidgetSpec": spec}}])
        return {"path": "schema.yaml"}

