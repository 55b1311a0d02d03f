# SPDX-License-Identifier: Apache-2.0
"""The fields of a kustomization that change what is there: patches, replacements, vars, generators.

Each is made for the objects that its layer sees, so that most of them hit; some miss on purpose.
"""
import copy
import json

from emit import Raw, documents
from kinds import IMAGES, KINDS, NAMES

KEYS = ("name", "containerPort", "port", "protocol", "mountPath", "devicePath", "ip", "topologyKey", "type", "uid")
FIXED = ("apiVersion", "kind", "name", "namespace")
FILES = ["text\n", "a\nb\n", "no end", "", "\ttab\n", "\u00e9\n", "a: 1\nb: [x, y]\n", "{\"a\": {\"b\": 1}}", "x\r\ny\r\n", "\ufeffbom\n",
         "trail \n", b"\xff\x00bin", b"\x00" * 60, "k=v\n# c\n", "\n", "---\na: 1\n", "\U0001f600\n", "0", "true", "w" * 200 + " x\n"]
ENVS = ["A=1\nB=two\n", "# c\nX=\n\nY=a b \n", "Z='q'\n", "  L=1\nQ=\"d\"\n", "E=a=b\nF=#x\n", "A=1\r\nB=2\r\n", "\ufeffA=1\n", "=x\nG=1", "K L=2\nN = 3\n"]
LITERALS = ["a=1", "b=x=y", "q='z'", 'r="s t"', "e=", "n=1\n2", "t= x", "u=\u00e9", "k.yaml=a: 1", "m=true", "o='", "p='a\"", "s= 'x' ", "d=2001-01-01",
            "v=\"\"", "y=~", "z=0x1F", "w=line\n", "c=a\tb", "long=" + "word " * 30]


def nodes(value, path=()):
    """Every node below the root with its path."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in pairs:
        yield path + (key,), item
        yield from nodes(item, path + (key,))


def pointer(path):
    return "".join("/" + str(p).replace("~", "~0").replace("/", "~1") for p in path)


class Fields:
    def __init__(self, rng, make, odd, files):
        self.rng, self.make, self.odd, self.files = rng, make, odd, files
        self.vars = 0

    def may(self, share):
        return self.rng.random() < share

    def pick(self, values):
        return self.rng.choice(values)

    def put(self, path, values):
        self.files[path] = documents(values, self.rng, self.odd)

    # -- selectors

    def target(self, hit=None):
        rng, out = self.rng, {}
        if hit and self.may(0.8):
            out = {"kind": hit["kind"], "name": self.pick([hit["metadata"]["name"], hit["metadata"]["name"], hit["metadata"]["name"][:1] + ".*"])}
        out.update(self.make.some([("kind", lambda: rng.choice(KINDS + ["Dep.*", "Deployment|Service", ".*Set"])),
                                   ("name", lambda: rng.choice(NAMES + [".*", "w.*", "^api$", "web", "(a|w).*"])),
                                   ("labelSelector", lambda: rng.choice(["app=web", "app", "!app", "app in (web,api)", "tier!=db", "app==web,!x", "v2 notin (a,b)"])),
                                   ("annotationSelector", lambda: self.pick(["note", "note=a", "!note"])), ("version", lambda: self.pick(["v1", "v.*"])),
                                   ("group", lambda: rng.choice(["apps", "batch", ""])), ("namespace", lambda: self.pick(["prod", "default", ".*"]))], 0.06))
        return out or {"kind": "Deployment"}

    # -- strategic merge patches

    def identity(self, hit):
        out = {"apiVersion": hit["apiVersion"], "kind": hit["kind"], "metadata": {"name": hit["metadata"]["name"]}}
        if "namespace" in hit["metadata"] and self.may(0.97):
            out["metadata"]["namespace"] = hit["metadata"]["namespace"]
        return out

    def merge_patch(self, hit):
        patch = self.identity(hit)
        how = self.rng.random()
        if how < 0.05:
            return {**patch, "$patch": self.pick(["delete", "delete", "merge", "replace"])}
        if how < 0.45:
            patch.update(self.make.body(hit["kind"]))
        else:
            patch.update(self.part({k: v for k, v in hit.items() if k not in ("apiVersion", "kind", "metadata")}, 0))
        if self.may(0.3):
            patch["metadata"]["labels"] = {k: self.pick([v, v, None]) for k, v in self.make.labels().items()}
        if self.may(0.15):
            patch["metadata"]["annotations"] = {k: self.pick([v, v, None]) for k, v in self.make.annotations().items()}
        if self.may(0.06):
            patch["metadata"]["finalizers"] = self.rng.sample(["a/x", "b/y", "c"], self.rng.randint(1, 2))
        self.spoil(patch, 0)
        return patch

    def part(self, value, depth):
        """Some of an object's fields with other values: a patch that meets what is there."""
        if isinstance(value, dict):
            out = {k: v if k in KEYS else self.part(v, depth + 1) for k, v in value.items() if k in KEYS or self.may(0.5)}
            if depth and self.may(0.1):
                out["extra"] = self.make.value()
            return out
        if isinstance(value, list):
            out = [self.part(v, depth + 1) for v in value if self.may(0.7)]
            if value and isinstance(value[0], dict) and self.may(0.25):
                fresh = copy.deepcopy(value[0])
                for key in ("name", "mountPath", "containerPort", "port"):
                    if key in fresh:
                        fresh[key] = 9090 if isinstance(fresh[key], int) else "new"
                out.insert(self.rng.randint(0, len(out)), fresh)
            return out
        return self.make.like(value)

    def spoil(self, node, depth):
        """Puts nulls and directives here and there below the root."""
        for key, value in list(node.items()):
            if depth and self.may(0.03) and key not in KEYS:
                node[key] = None
            elif isinstance(value, dict) and key != "metadata":
                self.spoil(value, depth + 1)
            elif isinstance(value, list) and value and isinstance(value[0], dict):
                for item in value:
                    if isinstance(item, dict):
                        self.spoil(item, depth + 1)
                self.direct(value)
            elif isinstance(value, list) and value and self.may(0.03):
                node["$deleteFromPrimitiveList/" + str(key)] = value[:1]
        if depth and self.may(0.015):
            node["$patch"] = self.pick(["replace", "delete", "merge"])
        if depth and self.may(0.01):
            node["$retainKeys"] = [k for k in node if not k.startswith("$")][:2]

    def direct(self, items):
        if self.may(0.07):
            items[0] = {**{k: v for k, v in items[0].items() if k in KEYS}, "$patch": self.pick(["delete", "delete", "replace"])}
        elif self.may(0.03):
            items.append({"$patch": self.pick(["replace", "delete"])})

    # -- JSON patches

    def json_patch(self, hit):
        if not hit or self.may(0.04):
            return [{"op": self.pick(["add", "replace", "remove", "test", "move"]), "path": self.pick(["/spec/none", "/x", "spec/a", "/spec/l/9", "/data/a"]),
                     "value": 1, "from": "/spec"}]
        return [self.operation(hit) for _ in range(self.rng.randint(1, 3))]

    def json_value(self):
        return self.pick(["x", 5, 1.5, None, {"name": "n", "image": "nginx"}, ["a"], True, {}, [], "1", "true", 12345678901234567890, 1e21,
                          {"b": 1, "a": [1, {"z": None}]}, "a\nb\n", "\u00e9", "yes", "0x1F", 9007199254740993])

    def operation(self, hit):
        places = [(p, v) for p, v in nodes(hit) if p[0] not in ("apiVersion", "kind") and p[:2] not in (("metadata", "name"), ("metadata", "namespace"))
                  and not isinstance(v, Raw)]
        how = self.pick(["add", "add", "replace", "replace", "replace", "test", "remove", "copy", "append", "label"])
        if how == "label" or not places:
            return {"op": "add", "path": "/metadata/" + self.pick(["labels", "annotations"]), "value": {"k": self.pick(["v", "1", 1, True])}}
        path, value = self.pick(places)
        if how == "append":
            lists = [p for p, v in places if isinstance(v, list)]
            if lists:
                return {"op": "add", "path": pointer(self.pick(lists)) + self.pick(["/-", "/0"]), "value": self.json_value()}
        if how == "add":
            maps = [p for p, v in places if isinstance(v, dict)]
            if maps:
                return {"op": "add", "path": pointer(self.pick(maps)) + self.pick(["/new", "/a~1b", "/5", "/\u00e9", "/y"]), "value": self.json_value()}
        if how in ("copy", "append", "add"):
            return {"op": "copy", "from": pointer(path), "path": "/metadata/labels/copied" if isinstance(value, str) and "labels" in hit["metadata"] else "/copied"}
        if how == "test":
            return {"op": "test", "path": pointer(path), "value": value}
        if how == "remove":
            return {"op": "remove", "path": pointer(path)}
        same_kind = path[:2] != ("metadata", "labels") or self.may(0.3)
        return {"op": "replace", "path": pointer(path), "value": self.json_value() if same_kind and not isinstance(value, (dict, list)) else value}

    def json_text(self, value):
        how = self.rng.random()
        if how < 0.4:
            return json.dumps(value, default=str, indent=self.pick([None, 2]))
        return "\n".join("- op: {}\n  path: {}\n".format(o["op"], json.dumps(o["path"]))
                         + ("  from: " + json.dumps(o["from"]) + "\n" if "from" in o else "")
                         + ("  value: " + json.dumps(o["value"], default=str) + "\n" if "value" in o else "") for o in value)

    # -- the fields that hold patches

    def patches(self, folder, scope):
        out = []
        for number in range(self.rng.randint(1, 3)):
            hit = self.pick(scope) if scope else None
            json_form = hit is None or self.may(0.35)
            entry = {}
            if json_form or self.may(0.3):
                entry["target"] = self.target(hit)
            if self.may(0.1):
                entry["options"] = {self.pick(["allowNameChange", "allowKindChange"]): True}
            text = self.json_text(self.json_patch(hit)) if json_form else self.merge_text(hit, scope, "target" not in entry)
            if self.may(0.5) and "\r" not in text:
                entry["patch"] = text
            else:
                self.files[f"{folder}/patch{number}.yaml"] = text
                entry["path"] = f"patch{number}.yaml"
            out.append(entry)
        return out

    def merge_text(self, hit, scope, many):
        values = [self.merge_patch(hit)]
        if many and self.may(0.15):
            values.append(self.merge_patch(self.pick(scope)))
        return documents(values, self.rng, self.odd)

    def old_merges(self, folder, scope):
        out = []
        for number in range(self.rng.randint(1, 2) if scope else 0):
            text = self.merge_text(self.pick(scope), scope, True)
            if self.may(0.5) and "\r" not in text:
                out.append(text)
            else:
                self.files[f"{folder}/merge{number}.yaml"] = text
                out.append(f"merge{number}.yaml")
        return out

    def old_json(self, folder, scope):
        if not scope:
            return []
        hit = self.pick(scope)
        group, _, version = hit["apiVersion"].rpartition("/")
        entry = {"target": {"version": version, "kind": hit["kind"], "name": hit["metadata"]["name"]}}
        if group:
            entry["target"]["group"] = group
        text = self.json_text(self.json_patch(hit))
        if self.may(0.5):
            return [{**entry, "patch": text}]
        self.files[f"{folder}/json.yaml"] = text
        return [{**entry, "path": "json.yaml"}]

    # -- replacements and vars

    def dotted(self, hit, path):
        """A path of nodes() as replacements and vars write it."""
        out, node = [], hit
        for key in path:
            if isinstance(key, int):
                item = node[key]
                name = item.get("name") if isinstance(item, dict) else None
                out.append(f"[name={name}]" if isinstance(name, str) and not isinstance(name, Raw) and self.may(0.7) else str(key))
            else:
                out.append(self.pick([f"[{key}]", key.replace(".", "\\.")]) if "." in key else key)
            node = node[key]
        return ".".join(out)

    def leaf(self, hit):
        places = [p for p, v in nodes(hit) if not isinstance(v, (dict, list)) and v is not None]
        return self.pick(places)

    def source(self, scope):
        hit = self.pick(scope)
        out = {"kind": hit["kind"], "name": hit["metadata"]["name"]}
        if self.may(0.3):
            out["version"] = hit["apiVersion"].rpartition("/")[2]
        path = self.leaf(hit) if self.may(0.85) else self.pick([p for p, _ in nodes(hit)])
        if self.may(0.85):
            out["fieldPath"] = self.dotted(hit, path)
        if self.may(0.15):
            out["options"] = {"delimiter": self.pick(["-", ":", "/", "."]), "index": self.pick([0, 0, 0, 1])}
        return out

    def field_path(self, hit):
        how = self.rng.random()
        if how < 0.3:
            return self.pick(["metadata.annotations.note", "metadata.labels.app", "metadata.annotations.[a.b/c]", "metadata.annotations.made\\.up"])
        if how < 0.4 and hit["kind"] not in ("Service", "Widget"):
            return self.pick(["spec.template.spec.containers.*.image", "spec.template.spec.containers.[name=main].image", "spec.made.up", "spec.list.0.v"])
        path = self.leaf(hit)
        if path[-1] in ("apiVersion", "kind") or path == ("metadata", "namespace"):
            path = ("metadata", "name")
        text = self.dotted(hit, path)
        if path[0] == "data" and len(path) == 2 and path[1] == "file":
            return text + self.pick([".x", ".a", ".z.0", ""])
        return text.replace("[name=", "[name=^") if self.may(0.05) else text

    def replacement(self, scope):
        rng = self.rng
        out = {"sourceValue": self.pick(["5", "text", "true", "a-b:c/d", "", "1.0"])} if self.may(0.15) else {"source": self.source(scope)}
        targets = []
        for _ in range(rng.randint(1, 2)):
            hit = self.pick(scope)
            entry = {"select": self.target(hit), "fieldPaths": [self.field_path(hit) for _ in range(rng.randint(1, 2))]}
            options = self.make.some([("create", lambda: True)], 0.75)
            if self.may(0.2):
                options.update(delimiter=self.pick(["-", ":", "/"]), index=self.pick([0, 1, -1, 5]))
            if options:
                entry["options"] = options
            if self.may(0.15):
                entry["reject"] = [self.target(self.pick(scope))]
            targets.append(entry)
        out["targets"] = targets
        return out

    def replacements(self, folder, scope):
        if not scope:
            return []
        made = [self.replacement(scope) for _ in range(self.rng.randint(1, 2))]
        if self.may(0.3):
            self.put(f"{folder}/replacements.yaml", [made if self.may(0.5) else made[0]])
            return [{"path": "replacements.yaml"}]
        return made

    def variables(self, scope):
        out = []
        for _ in range(self.rng.randint(1, 2) if scope else 0):
            hit = self.pick(scope)
            self.vars += 1
            entry = {"name": f"V{self.vars}", "objref": {"apiVersion": hit["apiVersion"], "kind": hit["kind"], "name": hit["metadata"]["name"]}}
            if self.may(0.6):
                path = self.dotted(hit, self.leaf(hit)) if self.may(0.7) else "metadata.name"
                entry["fieldref"] = {self.pick(["fieldPath", "fieldpath"]): path}
            out.append(entry)
        return out

    # -- generators

    def generated(self, kind, folder, scope, name=None):
        """An entry, and the object that overlays then see."""
        object_kind = {"configMapGenerator": "ConfigMap", "secretGenerator": "Secret"}[kind]
        there = [o for o in scope if o["kind"] == object_kind]
        out = {"name": name or self.make.name() + self.pick(["", "-gen", ".conf"])}
        if there and self.may(0.45):
            hit = self.pick(there)
            out = {"name": hit["metadata"]["name"], "behavior": self.pick(["merge", "merge", "replace"])}
            if "namespace" in hit["metadata"]:
                out["namespace"] = hit["metadata"]["namespace"]
        else:
            if any(o["metadata"]["name"] == out["name"] for o in there) and self.may(0.97):
                return None, None
            out.update(self.make.some([("namespace", lambda: self.pick(["prod", "default"])),
                                       ("behavior", lambda: self.pick(["create", "create", "unspecified"]))], 0.15))
        text, env = f"data{self.rng.randint(0, 9)}.txt", f"vars{self.rng.randint(0, 9)}.env"
        out.update(self.make.some([("literals", lambda: self.rng.sample(LITERALS, self.rng.randint(1, 3))),
                                   ("files", lambda: [self.pick([text, "key=" + text, "odd key=" + text])]), ("envs", lambda: [env]),
                                   ("options", self.options)], 0.45))
        if "envs" not in out and self.may(0.1):
            out["env"] = env
        self.files[f"{folder}/{text}"] = self.pick(FILES)
        self.files[f"{folder}/{env}"] = self.pick(ENVS)
        if object_kind == "Secret" and self.may(0.3):
            out["type"] = self.pick(["Opaque", "kubernetes.io/tls"])
        made = {"apiVersion": "v1", "kind": object_kind, "metadata": {k: out[k] for k in ("name", "namespace") if k in out}, "data": {"a": "1"}}
        return out, None if "behavior" in out and there else made

    def generators(self, kind, folder, scope):
        out = []
        for _ in range(self.rng.randint(1, 2)):
            entry, made = self.generated(kind, folder, scope)
            if entry:
                out.append(entry)
            if made:
                scope.append(made)
        return out

    def options(self):
        return self.make.some([("labels", self.make.labels), ("annotations", self.make.annotations),
                               ("disableNameSuffixHash", lambda: True), ("immutable", lambda: True)], 0.4)

    # -- the rest

    def replicas(self, scope):
        """Mostly the name of an object that has replicas: no other renders."""
        names = [o["metadata"]["name"] for o in scope if o["kind"] in ("Deployment", "StatefulSet", "ReplicaSet", "ReplicationController")]
        if not names and self.may(0.95):
            return []
        return [{"name": self.pick(names or NAMES), **self.make.some([("count", lambda: self.pick([0, 5, -1]))], 0.95)}]

    def images(self, scope):
        used = [v for o in scope for p, v in nodes(o) if p[-1] == "image" and isinstance(v, str)] or IMAGES
        out = []
        for _ in range(self.rng.randint(1, 2)):
            name = self.pick(used).partition("@")[0]
            head, _, tail = name.rpartition("/")
            name = (head + "/" if head else "") + tail.partition(":")[0]
            out.append({"name": self.pick([name, name, name, "ghcr.io/.*", "ng.*", "busybox"]), **self.make.some([
                ("newName", lambda: self.pick(["new/n", "reg.io:5000/z", "n"])), ("newTag", lambda: self.pick(["v9", "1.0", "latest", "007"])),
                ("digest", lambda: "sha256:" + "2" * 64), ("tagSuffix", lambda: "-s")], 0.4)})
        return out

    def labels(self):
        entry = {"pairs": self.make.labels(), **self.make.some([("includeSelectors", lambda: self.may(0.8)), ("includeTemplates", lambda: self.may(0.8))], 0.4)}
        if self.may(0.2):
            entry["fields"] = [self.pick([{"path": "spec/extra/labels", "create": True, "kind": "Widget"}, {"path": "spec/template/metadata/labels", "create": True,
                               "kind": "Deployment"}, {"path": "spec/selector", "kind": "Service", "version": "v1"}, {"path": "metadata/labels", "create": True}])]
        return entry

    def sort(self):
        if self.may(0.5):
            return {"order": self.pick(["legacy", "fifo"])}
        kinds = lambda: self.rng.sample(KINDS, 4)
        return {"order": "legacy", "legacySortOptions": self.make.some([("orderFirst", kinds), ("orderLast", kinds)], 0.8)}

