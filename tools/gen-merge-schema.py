#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes src/merge/schema_table.inc, the tables behind src/merge/schema.h.

    tools/gen-merge-schema.py                  from tools/data/kubernetes-1.21.2-merge.json
    tools/gen-merge-schema.py --check          only tells whether the tables are up to date
    tools/gen-merge-schema.py DEFINITIONS.json that file first, from OpenAPI definitions

DEFINITIONS.json maps the names of the OpenAPI definitions of Kubernetes 1.21.2 to their
properties, with the x-kubernetes-* extensions under "ext". Of these the facts keep the types
from which a list that merges can be reached without passing a list that is replaced; the
other types behave alike, so they need no row.
"""
import json
import os
import re
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
FACTS = os.path.join(ROOT, "tools/data/kubernetes-1.21.2-merge.json")
TABLE = os.path.join(ROOT, "src/merge/schema_table.inc")

PLAIN = "-"  # a known type with nothing to merge in it

# kustomize brings definitions of its own file formats.
KUSTOMIZE = {
    "kustomize.Kustomization": {
        "configMapGenerator": {"items": PLAIN, "keys": ["name"]},
        "secretGenerator": {"items": PLAIN, "keys": ["name"]},
    }
}
KUSTOMIZE_KINDS = {"kustomize.config.k8s.io/v1beta1 Kustomization": "kustomize.Kustomization"}


def short(name):
    return re.sub(r"^io\.k8s\.(api\.|.*\.pkg\.apis?\.)", "", name)


def yaml_list(text):
    return re.findall(r"^- (\S+)$", text, re.M)


def gvks(text):
    """Of the x-kubernetes-group-version-kind extension, kept as YAML text."""
    for item in re.split(r"^- ", text, flags=re.M)[1:]:
        pairs = dict(re.findall(r"^\s*(\w+): (\S+)\s*$", item, re.M))
        group = pairs.get("group", "").strip('"')
        yield (group + "/" if group else "") + pairs["version"] + " " + pairs["kind"]


def merge_keys(ext):
    """The keys of a list that merges ([]: a set of scalars), or None."""
    if "merge" not in ext.get("x-kubernetes-patch-strategy", "").split(","):
        return None
    if "x-kubernetes-list-map-keys" in ext:
        return yaml_list(ext["x-kubernetes-list-map-keys"])
    key = ext.get("x-kubernetes-patch-merge-key")
    return [key] if key else []


class Extractor:
    def __init__(self, definitions):
        self.definitions = definitions
        self.useful = {}

    def target(self, prop):
        """The definition that @prop refers to, or None for a type without a name."""
        ref = prop.get("$ref")
        while ref:
            name = ref.rsplit("/", 1)[1]
            ref = self.definitions[name].get("$ref")
        return name if "$ref" in prop else None

    def is_useful(self, name, above=()):
        if name in above:
            return False
        if name not in self.useful:
            self.useful[name] = any(
                self.field(prop, above + (name,)) != PLAIN
                for prop in self.definitions[name].get("properties", {}).values())
        return self.useful[name]

    def type_name(self, prop, above):
        name = self.target(prop)
        return short(name) if name and self.is_useful(name, above) else PLAIN

    def field(self, prop, above=()):
        if "$ref" in prop:
            return self.type_name(prop, above)
        if "additionalProperties" in prop:
            assert self.field(prop["additionalProperties"], above) == PLAIN
        assert not prop.get("properties")
        keys = merge_keys(prop.get("ext", {}))
        if prop.get("type") != ["array"] or keys is None:
            return PLAIN
        assert len(keys) <= 2
        return {"items": self.type_name(prop["items"], above), "keys": keys}

    def facts(self):
        kinds, types = {}, {}
        for name, definition in self.definitions.items():
            if not self.is_useful(name):
                continue
            assert short(name) not in types
            types[short(name)] = {
                key: self.field(prop) for key, prop in definition["properties"].items()}
            for gvk in gvks(definition.get("ext", {}).get("x-kubernetes-group-version-kind", "")):
                assert gvk not in kinds
                kinds[gvk] = short(name)
        return {"kinds": {**kinds, **KUSTOMIZE_KINDS}, "types": {**types, **KUSTOMIZE}}


def write_facts(path):
    with open(path) as source:
        facts = Extractor(json.load(source)).facts()
    lines = ["{", '"kinds": {']
    lines += [",\n".join('  %s: %s' % (json.dumps(k), json.dumps(v))
                         for k, v in sorted(facts["kinds"].items()))]
    lines += ["},", '"types": {']
    lines += [",\n".join('  %s: %s' % (json.dumps(k), json.dumps(v, sort_keys=True))
                         for k, v in sorted(facts["types"].items()))]
    lines += ["}", "}"]
    with open(FACTS, "w") as out:
        out.write("\n".join(lines) + "\n")


class Tables:
    """Rows with equal content share a number, so that v1 and v1beta1 mostly cost one."""

    def __init__(self, facts):
        self.types = facts["types"]
        self.numbers = {}
        self.rows = ["{0, 0, 0, false, 0, {0, 0}}, /* nothing known */",
                     "{0, 0, 0, false, 0, {0, 0}}, /* known, nothing merges in it */"]
        self.fields = []
        names = {key for fields in self.types.values() for key in fields}
        names |= {key for fields in self.types.values() for field in fields.values()
                  if field != PLAIN and isinstance(field, dict) for key in field["keys"]}
        self.names = sorted(names)

    def add(self, content, row):
        key = json.dumps(content)
        if key not in self.numbers:
            self.numbers[key] = len(self.rows)
            self.rows.append(row())
        return self.numbers[key]

    def list_number(self, field):
        items = self.number(field["items"])
        keys = [self.names.index(key) for key in field["keys"]]
        pair = ", ".join(str(key) for key in (keys + [0, 0])[:2])
        label = "by " + " and ".join(field["keys"]) if keys else "a set"
        return self.add(["list", items, keys], lambda: "{0, 0, %d, true, %d, {%s}}, /* %s */"
                        % (items, len(keys), pair, label))

    def number(self, field):
        if field == PLAIN:
            return 1
        if isinstance(field, dict):
            return self.list_number(field)
        content = [(self.names.index(key), self.number(value))
                   for key, value in sorted(self.types[field].items())]

        def row():
            first = len(self.fields)
            self.fields += ["{%d, %d}," % pair + (" /* %s */" % field if i == 0 else "")
                            for i, pair in enumerate(content)]
            return "{%d, %d, 0, false, 0, {0, 0}}, /* %s */" % (first, len(content), field)
        return self.add(["map", content], row)


def table():
    with open(FACTS) as source:
        facts = json.load(source)
    tables = Tables(facts)
    kinds = sorted((gvk.split(" ")[1], gvk.split(" ")[0], tables.number(name))
                   for gvk, name in facts["kinds"].items())
    out = ["/* SPDX-License-Identifier: Apache-2.0 */",
           "/* Generated by tools/gen-merge-schema.py from tools/data/kubernetes-1.21.2-merge.json. */",
           "/* clang-format off */", "",
           "/* Sorted bytewise; a name's number is its place here. */",
           "static const char schema_names[][%d] = {" % (1 + max(map(len, tables.names)))]
    out += ['    "%s",' % name for name in tables.names]
    out += ["};", "", "/* name, type; sorted within a type */",
            "static const struct schema_field schema_fields[] = {"]
    out += ["    " + line for line in tables.fields]
    out += ["};", "", "/* first field, fields, type of items, merges, keys */",
            "static const struct schema_type schema_types[] = {"]
    out += ["    " + line for line in tables.rows]
    out += ["};", "", "/* Sorted by kind, then apiVersion. */",
            "static const struct schema_kind schema_kinds[] = {"]
    out += ['    {"%s", "%s", %d},' % row for row in kinds]
    out += ["};"]
    return "\n".join(out) + "\n"


def main():
    if len(sys.argv) > 2:
        sys.exit(__doc__)
    if sys.argv[1:] == ["--check"]:
        with open(TABLE) as old:
            sys.exit(0 if old.read() == table() else "src/merge/schema_table.inc is stale")
    if len(sys.argv) == 2:
        write_facts(sys.argv[1])
    with open(TABLE, "w") as new:
        new.write(table())


main()
