#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The forms of diagnostics: --diagnostics text|json|github|sarif and --diagnostics-file. Trees
with hostile names are among them: what a manifest holds must not become a command of a CI system or
of a terminal, nor break a document. Prints TAP.

usage: test_diagnostics.py PROGRAM SOURCE-DIR
"""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import traceback

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).parent))
import sarif  # noqa: E402

PROGRAM = pathlib.Path(sys.argv[1]).resolve()
GOLDEN = pathlib.Path(sys.argv[2]) / "testdata/golden"
OBJECT = "apiVersion: v1\nkind: {}\nmetadata:\n  name: {}\n"
DEPRECATED = "commonLabels: {a: b}\nresources: [a.yaml]\n"
UNKNOWN = "resorces: [a.yaml]\nresources: [a.yaml]\n"
# Names that try to be something else: a line's end and a command, an escape of a terminal, a
# control of two bytes, quotes, a URI, bytes that are no UTF-8.
HOSTILE = ['x\n::error::owned', "x\r::add-mask::y", "##[add-mask]z", "50%0A::error::q", "a,line=7:b",
           "\x1b[2Jscreen", "\u0085nel", '"}]}', "</script>", "\u202eback", "café", "\U0001f600"]


def grow(top, files):
    for name, content in files.items():
        path = pathlib.Path(top, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return top


def run(top, *args, cwd=None, **variables):
    env = {k: v for k, v in os.environ.items() if k not in ("GITHUB_WORKSPACE", "CI_PROJECT_DIR")}
    return subprocess.run([PROGRAM, "build", *args, "."], cwd=cwd or top, env={**env, **variables},
                          capture_output=True, timeout=60)


def read_json(done):
    return json.loads(done.stderr.decode())  # must be UTF-8, whatever the tree holds


def read_github(done):
    """The commands as the runner reads them: (command, properties, message)."""
    commands = []
    for line in done.stderr.decode().split("\n")[:-1]:
        match = re.fullmatch(r"::(error|warning) ([^:]*)::(.*)", line)
        assert match, f"no command: {line!r}"
        pairs = dict(pair.split("=", 1) for pair in match[2].split(","))
        decode = {"%0D": "\r", "%0A": "\n", "%3A": ":", "%2C": ",", "%25": "%"}
        pairs = {k: re.sub("%(0D|0A|3A|2C|25)", lambda m: decode[m[0]], v) for k, v in pairs.items()}
        commands.append((match[1], pairs,
                         re.sub("%(0D|0A|25)", lambda m: decode[m[0]], match[3])))
    return commands


def read_sarif(done):
    log = json.loads(done.stderr.decode())
    faults = sarif.faults(log)
    assert not faults, faults
    return log["runs"][0]


def a_fault_in_each_form(top):
    grow(top, {"kustomization.yaml": UNKNOWN, "a.yaml": OBJECT.format("ConfigMap", "a")})
    text = run(top)
    assert text.returncode == 1 and b"kustomization.yaml:1:1: error: " in text.stderr, text
    assert run(top, "--diagnostics=text").stderr == text.stderr

    done = run(top, "--diagnostics=json")
    log = read_json(done)
    entry = log["diagnostics"][0]
    assert done.returncode == 1 and done.stdout == b"" and log["exitStatus"] == 1
    assert entry["severity"] == "error" and entry["name"] == "unknown-field", entry
    assert entry["at"] == {"file": "kustomization.yaml", "line": 1, "column": 1, "length": 8}, entry
    assert entry["lineText"] == "resorces: [a.yaml]" and "resources" in entry["mend"]

    command, properties, message = read_github(run(top, "--diagnostics=github"))[0]
    assert command == "error" and properties == {
        "file": "kustomization.yaml", "line": "1", "col": "1", "endColumn": "9",
        "title": f"{entry['code']} unknown-field"}, properties
    assert message.startswith(entry["message"]) and "mend: " in message, message

    log = read_sarif(run(top, "--diagnostics=sarif"))
    result = log["results"][0]
    assert result["ruleId"] == entry["code"] and result["level"] == "error"
    place = result["locations"][0]["physicalLocation"]
    assert place == {"artifactLocation": {"uri": "kustomization.yaml"},
                     "region": {"startLine": 1, "startColumn": 1, "endColumn": 9}}, place
    assert log["invocations"][0]["executionSuccessful"] is False


def nothing_to_say(top):
    grow(top, {"kustomization.yaml": "resources: [a.yaml]\n", "a.yaml": OBJECT.format("ConfigMap", "a")})
    plain = run(top)
    for form, words in (("text", b""), ("github", b"")):
        done = run(top, "--diagnostics", form)
        assert (done.returncode, done.stdout, done.stderr) == (0, plain.stdout, words), done
    assert read_json(run(top, "--diagnostics=json")) == {
        "version": read_json(run(top, "--diagnostics=json"))["version"], "diagnostics": [],
        "exitStatus": 0}
    log = read_sarif(run(top, "--diagnostics=sarif"))
    assert log["results"] == [] and log["invocations"][0]["executionSuccessful"] is True


def warnings_and_quiet(top):
    grow(top, {"kustomization.yaml": DEPRECATED, "a.yaml": OBJECT.format("ConfigMap", "a")})
    done = run(top, "--diagnostics=json")
    assert done.returncode == 0 and done.stdout
    assert [d["severity"] for d in read_json(done)["diagnostics"]] == ["warning"]
    assert read_github(run(top, "--diagnostics=github"))[0][0] == "warning"
    assert read_sarif(run(top, "--diagnostics=sarif"))["results"][0]["level"] == "warning"
    assert read_json(run(top, "--diagnostics=json", "-q"))["diagnostics"] == []
    error = read_json(run(top, "--diagnostics=json", "--error=deprecated-field"))
    assert [d["severity"] for d in error["diagnostics"]] == ["error"] and error["exitStatus"] == 1


def to_a_file(top):
    tree = grow(pathlib.Path(top, "in"), {"kustomization.yaml": UNKNOWN})
    file = pathlib.Path(top, "log")
    for form in ("text", "json", "github", "sarif"):
        done = run(tree, f"--diagnostics={form}", "--diagnostics-file", file)
        assert done.returncode == 1 and done.stderr == run(tree).stderr, done
        direct = run(tree, f"--diagnostics={form}").stderr
        assert file.read_bytes() == direct, (form, file.read_bytes(), direct)
    done = run(tree, "--diagnostics=sarif", "--diagnostics-file", f"{top}/nope/log")
    assert done.returncode == 1 and b"cannot write" in done.stderr, done.stderr
    assert sorted(os.listdir(top)) == ["in", "log"]


def hostile_operands(top):
    """A path of the command line is text of unknown origin as well."""
    name = "d\x1b[31m\u0085\n::error::x"
    os.mkdir(f"{top}/{name}")
    for args in (("build", name), ("build", "--all", name), ("deps", name), ("diff", name, name), (name,),
                 ("build", "--reorder", name), ("vars", name, "--vars-file", name), ("affected", name)):
        done = subprocess.run([PROGRAM, *args], cwd=top, capture_output=True, timeout=60)
        text = (done.stderr + done.stdout).decode()
        assert done.returncode and text, done
        assert "\x1b" not in text and "\u0085" not in text and not re.search(r"^::", text, re.M), (args, text)


def other_verbs(top):
    """What a verb says of its work stays out of a document."""
    grow(top, {"a/kustomization.yaml": DEPRECATED, "a/a.yaml": OBJECT.format("ConfigMap", "a")})

    def call(*args):
        return subprocess.run([PROGRAM, *args, "--diagnostics=json"], cwd=top, capture_output=True, timeout=60)

    for args in (("localize", "a", "copy"), ("build", "a", "a/../a"), ("build", "--all", "."), ("deps", "a")):
        log = read_json(call(*args))
        assert log["exitStatus"] == 0, (args, log)
    log = read_json(call("edit", "add", "resource", "nope.yaml"))
    assert log["exitStatus"] == 1 and log["diagnostics"], log


def complaints(top):
    """What is no fault of the manifests has a place in each form, too."""
    grow(top, {"kustomization.yaml": "resources: [a.yaml]\n", "a.yaml": OBJECT.format("ConfigMap", "a")})
    to = ("-o", f"{top}/no%,\n:such/out")
    entry = read_json(run(top, "--diagnostics=json", *to))["diagnostics"][0]
    assert entry["code"] is None and "cannot write" in entry["message"], entry
    command, properties, message = read_github(run(top, "--diagnostics=github", *to))[0]
    assert command == "error" and "no%,\n:such" in message, message
    log = read_sarif(run(top, "--diagnostics=sarif", *to))
    notes = log["invocations"][0]["toolExecutionNotifications"]
    assert log["results"] == [] and "cannot write" in notes[0]["message"]["text"], log


def once(top):
    """A warning of a base that is met from two sides is one annotation."""
    base = "commonLabels: {a: b}\nnamePrefix: %s-\nresources: [../../base]\n"
    grow(top, {"base/kustomization.yaml": DEPRECATED, "base/a.yaml": OBJECT.format("ConfigMap", "a"),
               "o/a/kustomization.yaml": base % "a", "o/b/kustomization.yaml": base % "b",
               "kustomization.yaml": "resources: [o/a, o/b]\n"})
    told = [entry["at"]["file"] for entry in read_json(run(top, "--diagnostics=json"))["diagnostics"]]
    for form in ("github", "sarif"):
        done = run(top, f"--diagnostics={form}")
        got = ([c[1]["file"] for c in read_github(done)] if form == "github" else
               [r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
                for r in read_sarif(done)["results"]])
        assert sorted(got) == sorted(set(told)), (form, got)


def once_of_many(top):
    """So it is in text when many roots are compared, and when a hook renders them."""
    grow(top, {"base/kustomization.yaml": "resources: [a.yaml]\n", "base/a.yaml": OBJECT.format("ConfigMap", "a"),
               **{f"o{i}/kustomization.yaml": f"namePrefix: o{i}-\nresources: [../base]\n" for i in range(5)}})
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@example.com"]
    for args in (("init", "-q"), ("add", "."), ("commit", "-qm", "begin")):
        subprocess.run([*git, *args], cwd=top, check=True)
    grow(top, {"base/a.yaml": "a: [\n"})
    subprocess.run(["git", "add", "."], cwd=top, check=True)
    for args in (("diff", "--base", "HEAD"), ("prove-noop", "--staged"), ("hook", "check"), ("build", "--all", ".")):
        done = subprocess.run([PROGRAM, *args], cwd=top, capture_output=True, timeout=60)
        assert done.returncode and done.stderr.count(b": error: ") == 1, (args, done.stderr)


def below_the_checkout(top):
    """Annotations name files from the top of the checkout, wherever the program was started."""
    tree = grow(pathlib.Path(top, "deploy/web"), {"kustomization.yaml": "resources: [../../base]\n"})
    grow(top, {"base/kustomization.yaml": UNKNOWN})
    for variable in ("GITHUB_WORKSPACE", "CI_PROJECT_DIR"):
        done = run(tree, "--diagnostics=github", **{variable: top})
        assert read_github(done)[0][1]["file"] == "base/kustomization.yaml", done.stderr
        log = read_sarif(run(tree, "--diagnostics=sarif", **{variable: top}))
        places = [log["results"][0]["locations"][0], *log["results"][0]["relatedLocations"]]
        assert [p["physicalLocation"]["artifactLocation"]["uri"] for p in places] == [
            "base/kustomization.yaml", "deploy/web/kustomization.yaml"], places
        done = run(tree, "--diagnostics=github", **{variable: f"{top}/else"})
        assert read_github(done)[0][1]["file"] == "../../base/kustomization.yaml", done.stderr


def hostile(top):
    for number, name in enumerate(HOSTILE):
        tree = pathlib.Path(top, str(number))
        quoted = json.dumps(name)
        grow(tree, {"kustomization.yaml": f"resources: [a.yaml, a.yaml]\n{quoted}: 1\n",
                    "a.yaml": OBJECT.format("ConfigMap", quoted)})
        check_forms(tree)
        file = re.sub("[/\0]", "_", name)
        grow(tree, {"kustomization.yaml": f"resources: [{json.dumps(file)}]\n", file: "a: [\n"})
        check_forms(tree)
    tree = grow(pathlib.Path(top, "bytes"), {"kustomization.yaml": b"resources: [a.yaml]\nx\xff\xfe: 1\n"})
    check_forms(tree)


def check_forms(tree):
    """That each form holds together, and that all three have the same message and file."""
    done = run(tree, "--diagnostics=text")
    assert done.returncode == 1, done
    text = done.stderr.decode()
    bad = [c for c in text if ord(c) < 32 and c != "\n" or 127 <= ord(c) < 160]
    assert not bad and not re.search(r"^::", text, re.M), text
    entry = read_json(run(tree, "--diagnostics=json"))["diagnostics"][0]
    command = read_github(run(tree, "--diagnostics=github"))[0]
    result = read_sarif(run(tree, "--diagnostics=sarif"))["results"][0]
    assert command[0] == "error" and command[2].startswith(shown(entry["message"])), command
    assert command[1]["file"] == shown(entry["at"]["file"]), (command, entry)
    assert result["message"]["text"].startswith(entry["message"]), result
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert bytes.fromhex("".join(part[0] or part[1].encode().hex() for part in re.findall(
        "%([0-9A-F]{2})|(.)", uri))).decode(errors="replace") == entry["at"]["file"], uri


def shown(text):
    """Controls as GitHub's form has them: only the ends of lines have a code."""
    return "".join("??"[:len(c.encode())] if ord(c) < 32 and c not in "\r\n" or 127 <= ord(c) < 160
                   else c for c in text)


def no_file_of_the_checkout(top):
    """What a program wrote has no line to annotate: the place is in the message."""
    grow(top, {"kustomization.yaml": "generators: [g.yaml]\n", "bin/fn": "#!/bin/sh\necho 'a: ['\n",
               "g.yaml": "apiVersion: e/v1\nkind: Made\nmetadata:\n  name: g\n  annotations:\n"
                         "    config.kubernetes.io/function: 'exec: {path: ./bin/fn}'\n"})
    os.chmod(f"{top}/bin/fn", 0o755)
    allow = ("--enable-alpha-plugins", "--enable-exec")
    entry = read_json(run(top, "--diagnostics=json", *allow))["diagnostics"][0]
    assert entry["at"]["file"].startswith("<output of "), entry
    place = f"{entry['at']['file']}:{entry['at']['line']}:{entry['at']['column']}: "
    command, properties, message = read_github(run(top, "--diagnostics=github", *allow))[0]
    assert "file" not in properties and message.startswith(place), message
    result = read_sarif(run(top, "--diagnostics=sarif", *allow))["results"][0]
    assert "locations" not in result and result["message"]["text"].startswith(place), result


def secrets(top):
    """Nothing of a Secret is in any form, though its lines are at fault."""
    hidden = "hunter2-hunter2"
    grow(top, {"kustomization.yaml": "resources: [a.yaml]\npatches:\n- target: {kind: Secret}\n  patch: |-\n"
                                     "    - op: test\n      path: /stringData/p\n      value: none\n",
               "a.yaml": OBJECT.format("Secret", "a") + f"stringData: {{p: {hidden}}}\n"})
    for form in ("text", "json", "github", "sarif"):
        done = run(top, f"--diagnostics={form}")
        assert done.returncode == 1 and hidden.encode() not in done.stderr, done.stderr


def every_message(top):
    """Golden cases that fail or warn: their messages are in each form, and SARIF holds."""
    cases = sorted(p.parent for p in GOLDEN.rglob("want.diag") if (p.parent / "in").is_dir())
    plain = [case for case in cases if "\nargs:" not in (case / "case.txt").read_text()]
    assert len(plain) > 300, len(plain)
    for case in plain[::8]:
        log = read_sarif(run(case / "in", "--diagnostics=sarif"))
        commands = read_github(run(case / "in", "--diagnostics=github"))
        entries = read_json(run(case / "in", "--diagnostics=json"))["diagnostics"]
        assert 0 < len(log["results"]) == len(commands) <= len(entries), case
        rules = {rule["id"] for rule in log["tool"]["driver"]["rules"]}
        assert rules == {result["ruleId"] for result in log["results"]}, case


TESTS = [a_fault_in_each_form, nothing_to_say, warnings_and_quiet, to_a_file, hostile_operands,
         other_verbs, complaints, once, once_of_many, below_the_checkout, hostile,
         no_file_of_the_checkout, secrets, every_message]
print(f"1..{len(TESTS)}")
bad = 0
for number, test in enumerate(TESTS, 1):
    with tempfile.TemporaryDirectory() as scratch:
        try:
            test(scratch)
            print(f"ok {number} - {test.__name__.replace('_', ' ')}", flush=True)
        except Exception:
            bad += 1
            print(f"not ok {number} - {test.__name__.replace('_', ' ')}")
            print("\n".join("# " + line for line in traceback.format_exc().splitlines()), flush=True)
sys.exit(1 if bad else 0)
