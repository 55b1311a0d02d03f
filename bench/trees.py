# SPDX-License-Identifier: Apache-2.0
"""The input trees of the bench. Each function writes one tree below a folder and returns the
directories to build in it; a tree depends on its name and size alone, so that its output can be
compared with a recorded sum. Numbers in the text blocks come from a fixed seed per tree.

The docstring of each function says what it is made after, what `n` is, and its seed.
"""
import random

SHAPES = {}  # name -> function; see the end for the sizes


def tree(function):
    SHAPES[function.__name__] = function
    return function


def put(top, name, *documents):
    path = top / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("---\n".join(documents))


def kustomization(top, folder, **fields):
    """Writes a kustomization; a field's value is YAML text, a list becomes a block of strings."""
    lines = ["apiVersion: kustomize.config.k8s.io/v1beta1", "kind: Kustomization"]
    for key, value in fields.items():
        if isinstance(value, list):
            lines += [f"{key}:"] + [f"- {item}" for item in value]
        elif "\n" in value:
            lines += [f"{key}:", value.rstrip("\n")]
        else:
            lines.append(f"{key}: {value}")
    put(top, f"{folder}/kustomization.yaml", "\n".join(lines) + "\n")


def deployment(name, image="registry.example.com/team/app:1.0.0", env="", config=""):
    return f"""apiVersion: apps/v1
kind: Deployment
metadata:
  name: {name}
  labels:
    app: {name}
spec:
  replicas: 2
  selector:
    matchLabels:
      app: {name}
  template:
    metadata:
      labels:
        app: {name}
    spec:
      containers:
      - name: app
        image: {image}
        ports:
        - containerPort: 8080
          name: http
{env}        resources:
          requests:
            cpu: 100m
            memory: 128Mi
{config}"""


def env_from_keys(name):
    return "        env:\n" + "".join(f"""        - name: {key.upper()}
          valueFrom:
            configMapKeyRef:
              name: {name}
              key: {key}
""" for key in ("host", "port"))


def config_volume(name):
    return f"""        envFrom:
        - configMapRef:
            name: {name}
      volumes:
      - name: config
        configMap:
          name: {name}
"""


def config_map(name, data="  host: db.internal\n  port: \"5432\"\n", labels=""):
    meta = f"  labels:\n{labels}" if labels else ""
    return f"apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {name}\n{meta}data:\n{data}"


def service(name):
    return f"""apiVersion: v1
kind: Service
metadata:
  name: {name}
spec:
  selector:
    app: {name}
  ports:
  - name: http
    port: 80
    targetPort: http
"""


LABELS = """- includeSelectors: true
  pairs:
    team: platform
"""
IMAGE = """- name: registry.example.com/team/app
  newTag: 2.0.0
"""


@tree
def one(top, n):
    """The smallest real job: n Deployments with one strategic patch on the first. No seed."""
    put(top, "deployment.yaml", *[deployment(f"web-{i}") for i in range(n)])
    kustomization(top, ".", resources=["deployment.yaml"], patches="""- patch: |-
    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: web-0
    spec:
      replicas: 5
""")
    return ["."]


@tree
def flat(top, n):
    """n Deployments in one file under a prefix, labels with selectors and an image. No seed."""
    put(top, "all.yaml", *[deployment(f"web-{i}") for i in range(n)])
    kustomization(top, ".", namePrefix="prod-", labels=LABELS, images=IMAGE,
                  resources=["all.yaml"])
    return ["."]


@tree
def refs(top, n):
    """n each of Deployments, Services and ConfigMaps, every Deployment with four references to its
    ConfigMap, under prefix, namespace, labels with selectors and an image. No seed."""
    put(top, "deployments.yaml",
        *[deployment(f"web-{i}", env=env_from_keys(f"web-{i}"), config=config_volume(f"web-{i}"))
          for i in range(n)])
    put(top, "services.yaml", *[service(f"web-{i}") for i in range(n)])
    put(top, "configs.yaml", *[config_map(f"web-{i}") for i in range(n)])
    kustomization(top, ".", namePrefix="prod-", namespace="prod", labels=LABELS, images=IMAGE,
                  resources=["deployments.yaml", "services.yaml", "configs.yaml"])
    return ["."]


def g1_leaf(top, folder, ident):
    """Level 3 of g1: 30 ConfigMaps, 10 patches in both forms, and level 4 with 2 more."""
    label = "    foo: bar\n"
    objects = []
    for i in range(30):
        objects.append(f"configmap{i}.yaml")
        put(top, f"{folder}/{objects[-1]}", config_map(f"{ident}-{i}", "  k: v\n", label)
            .replace("\ndata:", "\n  annotations:\n    baz: blatti\ndata:"))
    patches = ""
    for i in range(10):
        if i % 2 == 0:
            put(top, f"{folder}/patch{i}.yaml", config_map(f"{ident}-{i}", "  k: v2\n"))
            patches += f"- path: patch{i}.yaml\n"
        else:
            put(top, f"{folder}/patch{i}.yaml",
                '- op: add\n  path: /data/k2\n  value: "3"\n')
            patches += (f"- path: patch{i}.yaml\n  target:\n    version: v1\n"
                        f"    kind: ConfigMap\n    name: {ident}-{i - 1}\n")
    for i in range(2):
        put(top, f"{folder}/sub/configmap{i}.yaml", config_map(f"{ident}-sub-{i}", "  k: v\n"))
    kustomization(top, f"{folder}/sub", resources=["configmap0.yaml", "configmap1.yaml"])
    kustomization(top, folder, namespace=ident, patches=patches, resources=objects + ["sub"])


@tree
def g1(top, n):
    """The tree of kustomize pull request 5425: 2 groups of n folders of 3 leaves of 32 ConfigMaps
    (192 n objects, 60 n patches) under prefix, suffix, labels and annotations. No seed."""
    for a in range(2):
        for b in range(n):
            for c in range(3):
                g1_leaf(top, f"l{a}/l{b}/l{c}", f"res-{a}-{b}-{c}")
            kustomization(top, f"l{a}/l{b}", resources=["l0", "l1", "l2"])
        kustomization(top, f"l{a}", resources=[f"l{b}" for b in range(n)])
    kustomization(top, ".", namePrefix="foo-", nameSuffix="-bar", commonAnnotations="  baz: blatti\n",
                  labels="- includeSelectors: true\n  pairs:\n    foo: bar\n",
                  resources=["l0", "l1"])
    return ["."]


@tree
def g2(top, n):
    """A configuration repository as in kustomize issue 5084 (n = 21 for its 4,000 objects and
    1.4 MB): g1 of size n under one more prefix and label. No seed."""
    g1(top / "tree", n)
    kustomization(top, ".", namePrefix="site-", labels=LABELS, resources=["tree"])
    return ["."]


@tree
def g3(top, n):
    """n Deployments with two environment variables each from a generated ConfigMap, in one file:
    name references and the hash suffix. No seed."""
    put(top, "all.yaml", *[deployment(f"web-{i}", env=env_from_keys("shared")) for i in range(n)])
    kustomization(top, ".", namePrefix="prod-", resources=["all.yaml"], configMapGenerator=(
        "- name: shared\n  literals:\n  - host=db.internal\n  - port=5432\n"))
    return ["."]


@tree
def g3files(top, n):
    """g3 with a file for each Deployment. No seed."""
    g3(top, n)
    documents = (top / "all.yaml").read_text().split("---\n")
    (top / "all.yaml").unlink()
    for i, document in enumerate(documents):
        put(top, f"web-{i}.yaml", document)
    path = top / "kustomization.yaml"
    names = "\n".join(f"- web-{i}.yaml" for i in range(n))
    path.write_text(path.read_text().replace("- all.yaml", names))
    return ["."]


@tree
def g4(top, n):
    """A ConfigMap of 20,000 lines (1 MB) beside 100 Deployments under n entries of images, as in
    kustomize issue 2869. Seed 4."""
    rng = random.Random(4)
    text = "".join(f"    key.{i:05} = {rng.getrandbits(128):032x}\n" for i in range(20000))
    put(top, "config.yaml", config_map("big", "  big.properties: |\n" + text))
    put(top, "web.yaml", *[deployment(f"web-{i}", image=f"registry.example.com/app-{i % n}:1.0")
                           for i in range(100)])
    kustomization(top, ".", resources=["config.yaml", "web.yaml"], images="".join(
        f"- name: registry.example.com/app-{i}\n  newTag: 2.{i}.0\n" for i in range(n)))
    return ["."]


@tree
def g5(top, n):
    """20 vars from one ConfigMap, used three times in each of n Deployments, under an overlay that
    merges into the generated ConfigMap. No seed."""
    keys = [f"key{i}" for i in range(20)]
    variables = "".join(f"- name: KEY{i}\n  objref:\n    apiVersion: v1\n    kind: ConfigMap\n"
                        f"    name: settings\n  fieldref:\n    fieldpath: data.{key}\n"
                        for i, key in enumerate(keys))
    put(top, "base/web.yaml", *[deployment(f"web-{i}", env="        args:\n" + "".join(
        f"        - $(KEY{(i + j) % 20})\n" for j in range(3))) for i in range(n)])
    kustomization(top, "base", resources=["web.yaml"], vars=variables, configMapGenerator=(
        "- name: settings\n  literals:\n" + "".join(f"  - {key}=value\n" for key in keys)))
    kustomization(top, "overlay", resources=["../base"], configMapGenerator=(
        "- name: settings\n  behavior: merge\n  literals:\n  - key0=changed\n"))
    return ["overlay"]


def micro(top, patches=None, kind="Deployment"):
    put(top, "object.yaml", deployment("web").replace("kind: Deployment", f"kind: {kind}"))
    fields = {"patches": patches} if patches else {}
    kustomization(top, ".", resources=["object.yaml"], **fields)
    return ["."]


@tree
def g6a(top, n):
    """Kustomize issue 5422, 1 of 4: a Deployment alone. n has no effect. No seed."""
    return micro(top)


@tree
def g6b(top, n):
    """Kustomize issue 5422, 2 of 4: a JSON 6902 patch of its replicas. n has no effect. No seed."""
    return micro(top, "- target:\n    kind: Deployment\n  patch: |-\n    - op: replace\n"
                      "      path: /spec/replicas\n      value: 5\n")


@tree
def g6c(top, n):
    """Kustomize issue 5422, 3 of 4: a strategic patch of its replicas. n has no effect. No seed."""
    return micro(top, "- patch: |-\n    apiVersion: apps/v1\n    kind: Deployment\n    metadata:\n"
                      "      name: web\n    spec:\n      replicas: 5\n")


@tree
def g6d(top, n):
    """Kustomize issue 5422, 4 of 4: a kind that no schema knows. n has no effect. No seed."""
    return micro(top, kind="Unknown")


@tree
def g7(top, n):
    """A fleet: one base of 50 objects under n overlays, each with a namespace, three patches, a
    generator and an image; each overlay is one build. No seed."""
    base = [deployment(f"web-{i}", config=config_volume(f"web-{i}")) for i in range(20)]
    base += [service(f"web-{i}") for i in range(15)] + [config_map(f"web-{i}") for i in range(15)]
    put(top, "base/all.yaml", *base)
    kustomization(top, "base", resources=["all.yaml"])
    for i in range(n):
        patches = "".join(f"- target:\n    kind: Deployment\n    name: web-{j}\n  patch: |-\n"
                          f"    - op: replace\n      path: /spec/replicas\n      value: {i % 7 + j}\n"
                          for j in range(3))
        kustomization(top, f"overlays/o{i}", namespace=f"site-{i}", resources=["../../base"],
                      images=IMAGE, patches=patches, configMapGenerator=(
                          f"- name: site\n  literals:\n  - number={i}\n"))
    return [f"overlays/o{i}" for i in range(n)]


@tree
def g8(top, n):
    """A bundle of n CustomResourceDefinitions of about 180 KB each, and one patch: reading and
    writing dominate. n = 24 makes the 4.3 MB of a well-known operator. Seed 8."""
    rng = random.Random(8)
    words = "the of a field name object value when set list default pods node must be used".split()

    def schema(indent, depth):
        pad = " " * indent
        text = f"{pad}description: {' '.join(rng.choices(words, k=25))}.\n"
        if depth == 0:
            return text + f"{pad}type: string\n"
        text += f"{pad}type: object\n{pad}properties:\n"
        return text + "".join(f"{pad}  field{chr(97 + i)}:\n" + schema(indent + 4, depth - 1)
                              for i in range(9))

    put(top, "bundle.yaml", *[f"""apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: things{i}.example.com
spec:
  group: example.com
  names:
    kind: Thing{i}
    plural: things{i}
  scope: Namespaced
  versions:
  - name: v1
    served: true
    storage: true
    schema:
      openAPIV3Schema:
{schema(8, 3)}""" for i in range(n)])
    kustomization(top, ".", resources=["bundle.yaml"], patches="""- target:
    kind: CustomResourceDefinition
    name: things0.example.com
  patch: |-
    - op: add
      path: /metadata/labels
      value:
        patched: "yes"
""")
    return ["."]


@tree
def g9(top, n):
    """n overlays, each on top of the one before, with 100 more objects, a prefix, a label and a
    patch of one object from the level below. No seed."""
    for level in range(n):
        folder = f"l{level}"
        put(top, f"{folder}/all.yaml", *[config_map(f"c-{level}-{i}") for i in range(100)])
        below = [f"../l{level - 1}"] if level else []
        target = f"p{level - 1}-c-{level - 1}-0" if level else "c-0-0"
        kustomization(top, folder, namePrefix=f"p{level}-", resources=below + ["all.yaml"],
                      labels=f"- pairs:\n    level{level}: \"{level}\"\n",
                      patches=f"- target:\n    kind: ConfigMap\n    name: {target}\n  patch: |-\n"
                              f"    - op: add\n      path: /data/l{level}\n      value: x\n")
    return [f"l{n - 1}"]


@tree
def g10(top, n):
    """A trap for work on all pairs: n objects, half ConfigMaps and half Pods; the names of half of
    the ConfigMaps are one another's prefixes, and each Pod refers to two of them. No seed."""
    half = n // 2
    put(top, "configs.yaml", *[config_map(f"a{'-a' * (i % 8)}-{i}", "  k: v\n")
                               for i in range(half)])
    pods = []
    for i in range(n - half):
        other = (i * 7919 + 13) % half
        pods.append(f"""apiVersion: v1
kind: Pod
metadata:
  name: pod-{i}
spec:
  containers:
  - name: app
    image: registry.example.com/team/app:1.0.0
    envFrom:
    - configMapRef:
        name: a{'-a' * (i % 8)}-{i if i < half else 0}
    - configMapRef:
        name: a{'-a' * (other % 8)}-{other}
""")
    put(top, "pods.yaml", *pods)
    kustomization(top, ".", namePrefix="x-", namespace="all", resources=["configs.yaml", "pods.yaml"])
    return ["."]
