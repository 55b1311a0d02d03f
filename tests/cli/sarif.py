# SPDX-License-Identifier: Apache-2.0
"""The part of the SARIF 2.1.0 schema that the program writes, as data: for each object the
properties that it may have, with their form, and those that it must have (marked by '!'). A
property that is not listed is a fault, as in the schema; so are the rules for files that code
scanning reads: a result has a rule, and a place has a file that is a relative reference or a
file: URI."""
import re

URI = re.compile(r"(?:file:///)?(?:[A-Za-z0-9._~!$&'()*+,;=@/-]|%[0-9A-F]{2})+")
FORMS = {
    "log": {"$schema": "uri", "version!": {"2.1.0"}, "runs!": ["run"]},
    "run": {"tool!": "tool", "invocations": ["invocation"], "results": ["result"],
            "columnKind": {"utf16CodeUnits", "unicodeCodePoints"}},
    "tool": {"driver!": "component"},
    "component": {"name!": str, "semanticVersion": str, "rules": ["rule"]},
    "rule": {"id!": str, "name": str, "defaultConfiguration": "configuration"},
    "configuration": {"level": {"none", "note", "warning", "error"}},
    "invocation": {"executionSuccessful!": bool, "exitCode": int,
                   "toolExecutionNotifications": ["notification"]},
    "notification": {"message!": "message", "level": {"none", "note", "warning", "error"}},
    "result": {"ruleId!": str, "level": {"none", "note", "warning", "error"}, "message!": "message",
               "locations": ["location"], "relatedLocations": ["location"]},
    "message": {"text!": str},
    "location": {"id": "number", "physicalLocation": "physical", "message": "message",
                 "logicalLocations": ["logical"]},
    "physical": {"artifactLocation!": "artifact", "region": "region"},
    "artifact": {"uri!": "uri reference"},
    "region": {"startLine!": "position", "startColumn": "position", "endColumn": "position"},
    "logical": {"fullyQualifiedName": str, "kind": str},
}


def check(value, form, where):
    """Yields what is wrong with @value."""
    if isinstance(form, list):
        if not isinstance(value, list):
            yield f"{where}: not a list"
            return
        for i, item in enumerate(value):
            yield from check(item, form[0], f"{where}[{i}]")
    elif isinstance(form, set):
        if value not in form:
            yield f"{where}: {value!r}"
    elif isinstance(form, type):
        if type(value) is not form:
            yield f"{where}: {value!r} is no {form.__name__}"
    elif form in ("number", "position"):
        if type(value) is not int or value < (form == "position"):
            yield f"{where}: {value!r} is no {form}"
    elif form == "uri":
        if not re.fullmatch(r"https://[!-~]+", value):
            yield f"{where}: {value!r} is no URI"
    elif form == "uri reference":
        if not URI.fullmatch(value) or value.startswith("//"):
            yield f"{where}: {value!r} is no reference"
    else:
        yield from check_object(value, FORMS[form], where)


def check_object(value, form, where):
    if not isinstance(value, dict):
        yield f"{where}: not an object"
        return
    known = {name.rstrip("!"): kind for name, kind in form.items()}
    yield from (f"{where}.{name}: missing" for name in known
                if name + "!" in form and name not in value)
    yield from (f"{where}.{name}: no such property" for name in value if name not in known)
    for name in known.keys() & value.keys():
        yield from check(value[name], known[name], f"{where}.{name}")


def faults(log):
    return list(check(log, "log", "log"))
