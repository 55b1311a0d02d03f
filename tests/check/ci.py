#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The recipes for CI systems do what they say: the scripts of the actions under .github/actions and
the snippets of doc/ci.md are taken out and run, in a git repository with a change, as the system
would run them. Prints TAP.

usage: ci.py TOP PROGRAM
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import traceback

top, program = (pathlib.Path(a).resolve() for a in sys.argv[1:3])
OBJECT = """apiVersion: v1
kind: ConfigMap
metadata:
  name: a
data:
  colour: blue
"""
FILES = {"clusters/base/kustomization.yaml": "resources: [a.yaml]\n", "clusters/base/a.yaml": OBJECT,
         "clusters/dev/kustomization.yaml": "resources: [../base]\nnamespace: dev\n",
         "clusters/prod/kustomization.yaml": "resources: [../base]\nnamespace: prod\n"}


# ---- A reader for the YAML of actions and pipelines: maps, lists, plain and quoted texts, | blocks

def read_yaml(text):
    lines = [line for line in text.split("\n")]
    value, rest = read_block(lines, 0, 0)
    assert not any(line.strip() and not line.lstrip().startswith("#") for line in lines[rest:]), rest
    return value


def indent_of(line):
    return len(line) - len(line.lstrip())


def skip(lines, at):
    while at < len(lines) and (not lines[at].strip() or lines[at].lstrip().startswith("#")):
        at += 1
    return at


def read_scalar(text):
    text = text.strip()
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'" else text


def read_literal(lines, at, indent):
    block = []
    while at < len(lines) and (not lines[at].strip() or indent_of(lines[at]) > indent):
        block.append(lines[at])
        at += 1
    deep = min(indent_of(line) for line in block if line.strip())
    return "\n".join(line[deep:] for line in block).rstrip("\n") + "\n", at


def read_value(rest, lines, at, indent):
    """What stands after a "key:", on its line or below it."""
    if rest.strip() == "|":
        return read_literal(lines, at, indent)
    if rest.strip():
        return read_scalar(rest), at
    below = skip(lines, at)
    is_list = below < len(lines) and lines[below].lstrip().startswith("- ")
    if below < len(lines) and indent_of(lines[below]) > indent - is_list:
        return read_block(lines, below, indent_of(lines[below]))
    return None, at


def read_block(lines, at, indent):
    at = skip(lines, at)
    value = [] if lines[at].lstrip().startswith("- ") else {}
    while at < len(lines) and indent_of(lines[at]) == indent:
        line = lines[at].strip()
        if isinstance(value, list):
            if re.match(r"- [\w$-]+:(?: |$)", line):
                lines[at] = " " * (indent + 2) + line[2:]
                item, at = read_block(lines, at, indent + 2)
            else:
                item, at = read_scalar(line[2:]), at + 1
            value.append(item)
        else:
            key, rest = re.fullmatch(r"([\w$-]+):(.*)", line).groups()
            assert key not in value, key
            value[key], at = read_value(rest, lines, at + 1, indent)
        at = skip(lines, at)
    return value, at


# ---- Running what was read

def git(place, *args):
    return subprocess.run(["git", "-C", place, "-c", "user.name=ci", "-c", "user.email=ci@example.com", *args],
                          check=True, text=True, capture_output=True).stdout.strip()


def repository(scratch, **changes):
    """A clone whose branch changes files, and whose origin has gone on meanwhile."""
    origin, place = pathlib.Path(scratch, "origin"), pathlib.Path(scratch, "clone of it")
    for name, text in FILES.items():
        path = origin / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    git(scratch, "init", "-q", "-b", "main", origin)
    git(origin, "add", ".")
    git(origin, "commit", "-qm", "begin")
    git(scratch, "clone", "-q", origin, place)
    (origin / "clusters/base/a.yaml").write_text(OBJECT.replace("blue", "of others"))
    git(origin, "commit", "-qam", "others go on")
    git(place, "fetch", "-q")
    for name, text in changes.items():
        (place / "clusters" / name.replace("_", "/")).with_suffix(".yaml").write_text(text)
    git(place, "commit", "-qam", "the change") if changes else None
    return place


def bash(script, place, env):
    tools = pathlib.Path(place).parent / "bin"
    tools.mkdir(exist_ok=True)
    if not (tools / "hkrender").exists():
        (tools / "hkrender").symlink_to(program)
    base = {k: v for k, v in os.environ.items() if not k.startswith(("GITHUB_", "CI_"))}
    return subprocess.run(["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script], cwd=place,
                          text=True, capture_output=True, stdin=subprocess.DEVNULL,
                          env={**base, "PATH": f"{tools}:{os.environ['PATH']}", **env})


def action(name):
    return read_yaml((top / f".github/actions/{name}/action.yml").read_text())


def evaluate(text, context):
    return re.sub(r"\$\{\{ ([\w.-]+) \}\}", lambda m: context[m[1]], text)


def run_action(name, place, inputs, event):
    """Runs the steps as the runner does; the status, what was logged, the outputs."""
    spec = action(name)
    runner = pathlib.Path(place).parent / "runner"
    runner.mkdir(exist_ok=True)
    files = {key: str(runner / key) for key in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY", "GITHUB_PATH")}
    context = {f"inputs.{key}": inputs.get(key, (one or {}).get("default", ""))
               for key, one in (spec.get("inputs") or {}).items()}
    log, outputs = "", {}
    for step in spec["runs"]["steps"]:
        env = {key: evaluate(value, context) for key, value in (step.get("env") or {}).items()}
        done = bash(step["run"], place, {**files, **env, **event, "RUNNER_TEMP": str(runner),
                                         "GITHUB_WORKSPACE": str(place), "GITHUB_ACTIONS": "true",
                                         "GITHUB_ACTION_PATH": str(top / ".github/actions" / name)})
        log += done.stdout + done.stderr
        if done.returncode:
            return done.returncode, log, outputs
        if "id" in step and os.path.exists(files["GITHUB_OUTPUT"]):
            for line in pathlib.Path(files["GITHUB_OUTPUT"]).read_text().splitlines():
                key, value = line.split("=", 1)
                context[f"steps.{step['id']}.outputs.{key}"] = value
    for key, one in (spec.get("outputs") or {}).items():
        outputs[key] = evaluate(one["value"], context)
    return 0, log, outputs


def metadata(scratch):
    """What the runner insists on; and no input is pasted into a script, where it would be run."""
    for path in (top / ".github/actions").glob("*/action.yml"):
        spec = read_yaml(path.read_text())
        assert spec["name"] and spec["description"] and spec["runs"]["using"] == "composite", path
        for step in spec["runs"]["steps"]:
            assert step["shell"] == "bash" and step["run"] and "${{" not in step["run"], (path, step)
            for value in (step.get("env") or {}).values():
                for name in re.findall(r"\$\{\{ (.*?) \}\}", value):
                    assert name.split(".")[1] in spec["inputs"], (path, name)
        for one in (spec.get("inputs") or {}).values():
            assert one["description"], path
        done = [subprocess.run(["bash", "-n", "-c", step["run"]]) for step in spec["runs"]["steps"]]
        assert all(one.returncode == 0 for one in done), path


def review_of_a_change(scratch):
    place = repository(scratch, base_a=OBJECT.replace("blue", "green"))
    status, log, outputs = run_action("review", place, {"directory": "clusters"},
                                      {"GITHUB_BASE_REF": "main"})
    assert status == 0 and outputs["changed"] == "true", (status, log)
    report = pathlib.Path(outputs["markdown"]).read_text()
    assert "green" in report and "blue" in report and "of others" not in report, report
    assert "clusters/dev" in report and "clusters/prod" in report, report
    assert report == pathlib.Path(outputs["markdown"]).parent.joinpath("GITHUB_STEP_SUMMARY").read_text()
    assert "green" in pathlib.Path(outputs["html"]).read_text()


def review_of_nothing(scratch):
    place = repository(scratch, base_a="# a comment\n" + OBJECT)
    status, log, outputs = run_action("review", place, {"directory": "clusters"},
                                      {"GITHUB_BASE_REF": "main"})
    assert status == 0 and outputs["changed"] == "false", (status, log)


def review_of_a_fault(scratch):
    place = repository(scratch, dev_kustomization="resorces: [../base]\n")
    status, log, _ = run_action("review", place, {"directory": "clusters"}, {"GITHUB_BASE_REF": "main"})
    assert status == 1, log
    assert log.startswith("::error file=clusters/dev/kustomization.yaml,line=1,col=1,"), log
    sarif = pathlib.Path(scratch, "log.sarif")
    status, log, _ = run_action("review", place, {"directory": "clusters", "sarif": str(sarif)},
                                {"GITHUB_BASE_REF": "main"})
    assert status == 1 and '"uri": "clusters/dev/kustomization.yaml"' in sarif.read_text(), log


def review_without_a_base(scratch):
    place = repository(scratch, base_a=OBJECT.replace("blue", "green"))
    status, log, _ = run_action("review", place, {"directory": "clusters"}, {})
    assert status and "no base is given" in log, log
    for base in ("nowhere", "--help", "$(touch owned)", "a\nb"):
        status, log, _ = run_action("review", place, {"directory": "clusters", "base": base}, {})
        assert status and "::error" in log, (base, log)
    assert not (place / "owned").exists()


def setup(scratch):
    """With a stand-in for the build, which is what this test is part of."""
    action_path = pathlib.Path(scratch, "a/.github/actions/setup")
    action_path.mkdir(parents=True)
    build = pathlib.Path(scratch, "a/tools/build")
    build.parent.mkdir()
    build.write_text(f"#!/bin/sh\nmkdir -p {scratch}/a/build\nln -s {program} {scratch}/a/build/hkrender\n")
    build.chmod(0o755)
    env = {"GITHUB_ACTION_PATH": str(action_path), "RUNNER_TEMP": f"{scratch}/temp",
           "GITHUB_PATH": f"{scratch}/path"}
    for step in action("setup")["runs"]["steps"]:
        done = bash(step["run"], action_path, env)
        assert done.returncode == 0, done.stderr
    folder = pathlib.Path(scratch, "path").read_text().strip()
    for name in ("hkrender", "render"):
        done = subprocess.run([f"{folder}/{name}", "--help"], capture_output=True)
        assert done.returncode == 0 and b"build" in done.stdout, done


def snippets():
    """(what the first line calls it, what is in it) for each yaml block of the page."""
    for block in re.findall(r"^```yaml\n(# .*?\n)(.*?)^```", (top / "doc/ci.md").read_text(), re.M | re.S):
        yield block[0][2:].strip(), read_yaml(block[1])


def workflow(scratch):
    """The workflow uses the actions with inputs and outputs that they have."""
    found = [spec for name, spec in snippets() if name.startswith(".github/workflows")]
    assert found
    steps = [step for spec in found for job in spec["jobs"].values() for step in job["steps"]]
    ours = [step for step in steps if "OWNER/hkrender" in step.get("uses", "")]
    assert len(ours) == 2, ours
    for step in ours:
        name = re.search(r"actions/(\w+)@", step["uses"])[1]
        assert set(step.get("with", {})) <= set(action(name)["inputs"] or {} if "with" in step else {}), step
    used = set(re.findall(r"steps\.review\.outputs\.(\w+)", str(steps)))
    assert used and used <= set(action("review")["outputs"]), used


def hooks(scratch):
    """The page names the hooks that there are; tests/cli/test_precommit.py runs them."""
    there = {hook["id"] for hook in read_yaml((top / ".pre-commit-hooks.yaml").read_text())}
    configured = {hook["id"] for name, spec in snippets() if name == ".pre-commit-config.yaml"
                  for repo in spec["repos"] for hook in repo["hooks"]}
    told = set(re.findall(r"^\| `(render-\w+)` \|", (top / "doc/ci.md").read_text(), re.M))
    assert configured and configured <= there and told == there, (configured, told, there)


def pipeline(scratch):
    """The jobs for GitLab: their scripts are run, with and without a change."""
    jobs = {key: job for name, spec in snippets() if name == ".gitlab-ci.yml" for key, job in spec.items()}
    assert set(jobs) == {"manifests", "refactoring"}, jobs
    outcome = {}
    for change, text in (("none", "# moved\n" + OBJECT), ("colour", OBJECT.replace("blue", "green")),
                         ("fault", "a: [\n")):
        place = repository(tempfile.mkdtemp(dir=scratch), base_a=text)
        env = {"CI_MERGE_REQUEST_DIFF_BASE_SHA": git(place, "rev-parse", "HEAD~1"), "CI_PROJECT_DIR": str(place)}
        for name, job in jobs.items():
            # GitLab ends at the first command that fails.
            done = bash("\n".join(job["script"]), place, env)
            outcome[change, name] = done.returncode
            missing = [path for path in job.get("artifacts", {}).get("paths", [])
                       if not (place / path).exists()]
            assert not missing or done.returncode and missing == ["manifests.html"], (missing, done)
    assert outcome == {("none", "manifests"): 0, ("none", "refactoring"): 0,
                       ("colour", "manifests"): 0, ("colour", "refactoring"): 1,
                       ("fault", "manifests"): 1, ("fault", "refactoring"): 2}, outcome


def commands(scratch):
    """The console blocks, with a stand-in for the program that they call."""
    place = repository(scratch, dev_kustomization=FILES["clusters/dev/kustomization.yaml"] + "nameSuffix: -x\n")
    blocks = re.findall(r"^```console\n(.*?)^```", (top / "doc/ci.md").read_text(), re.M | re.S)
    lines = [line[2:] for block in blocks for line in block.splitlines() if line.startswith("$ ")]
    assert lines
    tools = pathlib.Path(scratch, "bin")
    tools.mkdir()
    (tools / "kubeconform-of-root").write_text("#!/bin/sh\necho checked \"$1\"\n")
    (tools / "kubeconform-of-root").chmod(0o755)
    done = [bash(line, place, {}) for line in lines]
    assert all(one.returncode == 0 for one in done), done
    assert [one.stdout for one in done] == ["checked clusters/dev\n"], done


TESTS = (metadata, setup, workflow, review_of_a_change, review_of_nothing, review_of_a_fault,
         review_without_a_base, hooks, pipeline, commands)
print(f"1..{len(TESTS)}")
failed = 0
for number, test in enumerate(TESTS, 1):
    with tempfile.TemporaryDirectory() as folder:
        try:
            test(os.path.realpath(folder))
            print(f"ok {number} - {test.__name__.replace('_', ' ')}", flush=True)
        except Exception:
            failed += 1
            print(f"not ok {number} - {test.__name__.replace('_', ' ')}")
            print(*[f"# {line}" for line in traceback.format_exc().splitlines()], sep="\n", flush=True)
sys.exit(1 if failed else 0)
