# SPDX-License-Identifier: Apache-2.0
"""Random objects of every kind that kustomize treats in a way of its own, with references between
them by name.
"""
from emit import Raw

ANNOTATIONS = ["kustomize.config.k8s.io/behavior", "kustomize.config.k8s.io/needs-hash", "internal.config.kubernetes.io/index", "config.kubernetes.io/index",
               "config.kubernetes.io/origin", "ingress.kubernetes.io/auth-secret",
               "nginx.ingress.kubernetes.io/auth-tls-secret", "nginx.ingress.kubernetes.io/fastcgi-params-configmap", "config.kubernetes.io/function"]
NAMES = ["web", "api", "db", "cache", "web-2", "a.b", "jobs"]
NAMESPACES = [None, None, None, "prod", "default", "stage"]
LABELS = ["app", "tier", "app.kubernetes.io/name", "env", "v2", "x"]
VALUES = ["web", "api", "db", "front", "true", "1", "on", "", "0x1F", "1e3", "a b", "$(V1)", "x-$(V2)", "a: b", "-", "~", "1.0", "2001-01-01", "\u00e9",
          "it's", "say \"x\"", "#x", "a #b", "*", "&a", "{x}", "@y", "%z", "a,b", "12:30", "0o7", "y", "null", " lead", "tab\there", "=", "<<", "!x", "0.0.0", "1_0"]
TEXTS = ["one\ntwo\n", "one\n\n  two", "x: 1\ny: [a]\n", "t\t\n", "trail \nx", "{\"a\": 1}", "\u00e9\u4e16\n", "a: b", "#x", "long " * 30, "end\n\n\n",
         "  lead\nx\n", "\nfirst empty\n", "{\"x\": {\"y\": [1, 2]}, \"a\": \"b\"}\n", "x: 1\nz:\n- a: 1\n- b\n", "[1, {\"x\": 2}]", "\n", "\U0001f600", "w" * 90 + " " + "v" * 90,
         "a\r\nb\r\n", "word " * 16 + "'quoted' " + "more " * 10, "x:\n  y: \"q\"\n  # note\n  z: 1\n", "a\u00a0b", "\u2028x", "$(V1) and $(V2)\n", "- a\n- b\n"]
IMAGES = ["nginx", "nginx:1.2", "reg.io:5000/a/b:v1", "redis@sha256:" + "0" * 64, "busybox:latest",
          "ghcr.io/x/y", "nginx:1.2@sha256:" + "1" * 64]
ODD = [Raw(t) for t in ("0x1F", "010", "0o17", "1_000", "1e3", "1.0", ".5", "-0", "~", "yes", "on", "!!str 5",
       "2001-01-01", "12:30", "9007199254740993", "1.50", "'y'", '"null"', "\"\\u00e9\\t\"", "+1", ".inf", "-.5e-3",
       "|\n          text\n          more", ">-\n          folded\n          text", "=", ">\n          a\n\n          b\n            more\n          c",
                           "|+\n          keep\n\n", "|2-\n            two", "'it''s'", "\"a\\\n            b\"", "plain\n          over lines", "!!int \"5\"", "!!binary aGk=", "0b11", "1e400",
                           "123456789012345678901", "-0.0", "1e-7", "1234567.5", "2001-12-14t21:59:43.10-05:00", "!foo bar", "!!float 1", "!!bool \"true\"", "1:2:3", "08", "-017", "'<<'", "True", "FALSE", "null")]
PLACES = ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job", "CronJob", "Pod",
          "ReplicationController", "PodTemplate"]
API = {"Deployment": "apps/v1", "StatefulSet": "apps/v1", "DaemonSet": "apps/v1", "ReplicaSet": "apps/v1",
       "Job": "batch/v1", "CronJob": "batch/v1", "PodDisruptionBudget": "policy/v1",
       "NetworkPolicy": "networking.k8s.io/v1", "Ingress": "networking.k8s.io/v1",
       "StorageClass": "storage.k8s.io/v1", "PriorityClass": "scheduling.k8s.io/v1",
       "Role": "rbac.authorization.k8s.io/v1", "ClusterRole": "rbac.authorization.k8s.io/v1",
       "RoleBinding": "rbac.authorization.k8s.io/v1", "ClusterRoleBinding": "rbac.authorization.k8s.io/v1",
       "CustomResourceDefinition": "apiextensions.k8s.io/v1", "APIService": "apiregistration.k8s.io/v1",
       "ValidatingWebhookConfiguration": "admissionregistration.k8s.io/v1",
       "MutatingWebhookConfiguration": "admissionregistration.k8s.io/v1", "Widget": "example.com/v1",
       "ValidatingAdmissionPolicy": "admissionregistration.k8s.io/v1", "IngressClass": "networking.k8s.io/v1",
       "ValidatingAdmissionPolicyBinding": "admissionregistration.k8s.io/v1", "Gateway": "gateway.networking.k8s.io/v1"}
OTHERS = ["Service", "ConfigMap", "Secret", "ServiceAccount", "Namespace", "PersistentVolume",
          "PersistentVolumeClaim", "HorizontalPodAutoscaler", "List", "Node", "Endpoints"]
KINDS = PLACES + [k for k in API if k not in PLACES] + OTHERS


class Maker:
    def __init__(self, rng, odd):
        self.rng, self.odd = rng, odd

    def pick(self, values):
        return self.rng.choice(values)

    def may(self, share=0.5):
        return self.rng.random() < share

    def name(self):
        return self.pick(NAMES)

    def some(self, pairs, share=0.5):
        """Those of the pairs that chance takes, each made only when taken."""
        return {k: make() for k, make in pairs if self.may(share)}

    def value(self):
        return self.pick(ODD) if self.odd and self.may(0.3) else self.pick(VALUES)

    def labels(self, least=1):
        return {k: self.pick(VALUES) for k in self.rng.sample(LABELS, self.rng.randint(least, 3))}

    def annotations(self):
        return {self.pick(["note", "a.b/c", "z"]): self.pick(VALUES + TEXTS) for _ in range(self.rng.randint(1, 2))}

    def like(self, value):
        """Another scalar where this one stands."""
        if isinstance(value, bool) or value is None:
            return value
        if isinstance(value, int):
            return self.pick([value, 1, 7, 8080, "5"])
        if value in IMAGES:
            return self.pick(IMAGES)
        return self.pick([value, self.value(), self.name()])

    def data(self):
        pairs = {k: self.value() for k in self.rng.sample(["a", "b", "k.yaml", "A-1", "z_z"], self.rng.randint(0, 3))}
        if self.may(0.3):
            pairs["file"] = self.pick(TEXTS)
        return pairs

    def ref(self):
        return {"name": self.name(), "key": "a"}

    def env(self):
        item = {"name": self.pick(["A", "B", "C"])}
        kind = self.rng.randint(0, 3)
        if kind == 0:
            item["valueFrom"] = {"configMapKeyRef": self.ref()}
        elif kind == 1:
            item["valueFrom"] = {"secretKeyRef": self.ref()}
        else:
            item["value"] = self.pick(VALUES)
        return item

    def container(self, name):
        out = {"name": name}
        if self.may(0.9):
            out["image"] = self.pick(IMAGES)
        out.update(self.some([
            ("env", lambda: [dict(self.env(), name=n) for n in self.rng.sample("ABC", self.rng.randint(0, 3))]),
            ("envFrom", lambda: [self.pick([{"configMapRef": {"name": self.name()}},
                                            {"secretRef": {"name": self.name()}, "prefix": "P_"}])]),
            ("ports", lambda: [self.port("containerPort") for _ in range(self.rng.randint(0, 2))]),
            ("volumeMounts", lambda: [{"name": "v", "mountPath": self.pick(["/a", "/b"])}]),
            ("args", lambda: [self.pick(["--x=1", "$(A)", "-", "y", "#no", ""]) for _ in range(2)]),
            ("resources", lambda: {"limits": {"cpu": self.pick([1, "100m", Raw("0.5")]), "memory": "1Gi"}}),
            ("command", lambda: ["sh", "-c", self.pick(["echo a\necho b\n", "true", "a: b # c"])]),
            ("volumeDevices", lambda: [{"name": "v", "devicePath": self.pick(["/dev/a", "/dev/b"])}]),
            ("securityContext", lambda: {"runAsUser": 1000, "capabilities": {"add": ["A", "B"], "drop": ["ALL"]}}),
            ("livenessProbe", lambda: {"httpGet": {"path": "/", "port": self.pick([80, "http"])}})], 0.35))
        return out

    def port(self, key):
        out = {key: self.pick([80, 443, 8080])}
        out.update(self.some([("protocol", lambda: self.pick(["TCP", "UDP"])), ("name", lambda: self.pick(["http", "x"]))]))
        return out

    def volume(self):
        how = self.rng.randint(0, 4)
        if how == 0:
            return {"name": "v", "configMap": {"name": self.name()}}
        if how == 1:
            return {"name": "v", "secret": {"secretName": self.name()}}
        if how == 2:
            return {"name": "v", "persistentVolumeClaim": {"claimName": self.name()}}
        if self.may(0.1):
            return {"name": "v", "nfs": {"server": self.pick(["x", "$(V1)"]), "path": "/"}}
        if how == 3:
            return {"name": "v", "projected": {"sources": [{"configMap": {"name": self.name()}}, {"secret": {"name": self.name()}}]}}
        return {"name": "w", "emptyDir": {}}

    def pod_spec(self):
        out = {"containers": [self.container(n) for n in self.rng.sample(["main", "side", "log"], self.rng.randint(1, 2))]}
        out.update(self.some([
            ("initContainers", lambda: [self.container("init")]), ("volumes", lambda: [self.volume()]),
            ("serviceAccountName", self.name), ("priorityClassName", self.name),
            ("imagePullSecrets", lambda: [{"name": self.name()}]),
            ("hostAliases", lambda: [{"ip": "1.2.3.4", "hostnames": ["x"]}]),
            ("ephemeralContainers", lambda: [self.container("debug")]),
            ("securityContext", lambda: {"fsGroup": 1, "sysctls": [{"name": "a", "value": "1"}]}),
            ("dnsConfig", lambda: {"options": [{"name": "ndots", "value": "2"}], "searches": ["x.io"]}),
            ("serviceAccount", self.name),
            ("tolerations", lambda: [{"key": "k", "operator": "Exists"}]),
            ("nodeSelector", self.labels),
            ("affinity", lambda: {"podAntiAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [
                {"labelSelector": {"matchLabels": self.labels()}, "topologyKey": "x"}]}}),
            ("topologySpreadConstraints", lambda: [{"maxSkew": 1, "topologyKey": "z", "whenUnsatisfiable": "DoNotSchedule",
                                                    "labelSelector": {"matchLabels": self.labels()}}])], 0.25))
        return out

    def template(self):
        out = {"metadata": {"labels": self.labels()}} if self.may(0.8) else {}
        out["spec"] = self.pod_spec()
        return out

    def workload(self, kind):
        if kind == "Pod":
            return {"spec": self.pod_spec()}
        if kind == "PodTemplate":
            return {"template": self.template()}
        if kind == "CronJob":
            return {"spec": {"schedule": "* * * * *", "jobTemplate": {"spec": {"template": self.template()}}}}
        spec = self.some([("replicas", lambda: self.pick([1, 3, 0])), ("selector", lambda: {"matchLabels": self.labels()}
                         if kind != "ReplicationController" else self.labels())], 0.7)
        if kind == "StatefulSet":
            spec.update(self.some([("serviceName", self.name), ("volumeClaimTemplates", lambda: [
                {"metadata": {"name": "v"}, "spec": {"storageClassName": self.name()}}])]))
        spec["template"] = self.template()
        return {"spec": spec}

    def subject(self):
        out = {"kind": self.pick(["ServiceAccount", "ServiceAccount", "User"]), "name": self.pick(NAMES + ["default"])}
        if self.may():
            out["namespace"] = self.pick(["prod", "stage", "default", "other"])
        return out

    def backend(self):
        return {"service": {"name": self.name(), "port": {"number": 80}}}

    def body(self, kind):
        if kind in PLACES:
            return self.workload(kind)
        make = getattr(self, "of_" + kind.lower(), None)
        return make() if make else {"spec": {"a": self.value(), "list": [{"name": "x", "v": 1}, {"name": "y"}],
                                             "ref": {"name": self.name()}}}

    def of_service(self):
        return {"spec": self.some([("selector", self.labels), ("type", lambda: "ClusterIP"),
                                   ("ports", lambda: [self.port("port")])], 0.7)}

    def of_configmap(self):
        return {"data": self.data()} if self.may(0.9) else {}

    def of_secret(self):
        return self.pick([{"stringData": self.data()}, {"type": "Opaque", "data": {"a": "YQ=="}}])

    def of_serviceaccount(self):
        return self.some([("imagePullSecrets", lambda: [{"name": self.name()}]), ("secrets", lambda: [{"name": self.name()}])])

    def of_namespace(self):
        return {}

    def of_persistentvolume(self):
        return {"spec": {"storageClassName": self.name(), "capacity": {"storage": "1Gi"}, **self.some([
            ("azureFile", lambda: {"secretName": self.name()}), ("nfs", lambda: {"server": "$(V1)", "path": "/"})], 0.3)}}

    def of_storageclass(self):
        return {"provisioner": "x", "parameters": self.some([(k, self.name) for k in ("secretName", "adminSecretName", "userSecretName", "secretRef")])}

    def of_node(self):
        return {"spec": {"configSource": {"configMap": {"name": self.name()}}, "podCIDRs": ["10.0.0.0/8"]}}

    def of_validatingadmissionpolicybinding(self):
        return {"spec": {"policyName": self.name(), "validationActions": ["Deny"]}}

    def of_validatingadmissionpolicy(self):
        return {"spec": {"failurePolicy": "Fail", "validations": [{"expression": "object.spec.x == 1"}]}}

    def of_ingressclass(self):
        return {"spec": {"controller": "x.io/c"}}

    def of_persistentvolumeclaim(self):
        return {"spec": self.some([("storageClassName", self.name), ("volumeName", self.name)])}

    def of_horizontalpodautoscaler(self):
        return {"spec": {"scaleTargetRef": {"apiVersion": "apps/v1", "kind": self.pick(["Deployment", "StatefulSet"]),
                                            "name": self.name()}, "maxReplicas": 3}}

    def of_networkpolicy(self):
        return {"spec": {"podSelector": self.pick([{}, {"matchLabels": self.labels()}]),
                         "ingress": [{"from": [{"podSelector": {"matchLabels": self.labels()}}]}]}}

    def of_poddisruptionbudget(self):
        return {"spec": {"minAvailable": 1, "selector": {"matchLabels": self.labels()}}}

    def of_ingress(self):
        return {"spec": self.some([("backend", lambda: {"serviceName": self.name(), "servicePort": 80}), ("tls", lambda: [{"hosts": ["x.io"], "secretName": self.name()}]), ("defaultBackend", self.backend),
                                   ("ingressClassName", self.name),
                                   ("rules", lambda: [{"host": "x.io", "http": {"paths": [{"path": "/", "backend": self.backend()}]}}])], 0.6)}

    def of_role(self):
        return {"rules": [{"apiGroups": [""], "resources": ["secrets"], "verbs": ["get"], "resourceNames": [self.name(), self.name()]}]}

    of_clusterrole = of_role

    def of_rolebinding(self):
        return {"roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": self.pick(["Role", "ClusterRole"]), "name": self.name()},
                "subjects": [self.subject() for _ in range(self.rng.randint(1, 3))]}

    of_clusterrolebinding = of_rolebinding

    def of_customresourcedefinition(self):
        return {"spec": {"group": "example.com", "names": {"kind": "Widget", "plural": "widgets"}, "scope": "Namespaced",
                         **self.some([("conversion", lambda: {"strategy": "Webhook", "webhook": {
                             "clientConfig": {"service": {"name": self.name(), "namespace": "prod"}}}})])}}

    def of_apiservice(self):
        return {"spec": {"service": {"name": self.name(), "namespace": self.pick(["prod", "stage"])}, "version": "v1"}}

    def of_validatingwebhookconfiguration(self):
        return {"webhooks": [{"name": "w.x.io", "clientConfig": {"service": {"name": self.name(), "namespace": self.pick(["prod", "x"])}}}]}

    of_mutatingwebhookconfiguration = of_validatingwebhookconfiguration

    def metadata(self):
        out = {"name": self.name()}
        namespace = self.pick(NAMESPACES)
        if namespace:
            out["namespace"] = namespace
        out.update(self.some([("labels", self.labels), ("annotations", lambda: {**self.annotations(),
                                                                               **self.some([("config.kubernetes.io/local-config", lambda: "true")], 0.03)})], 0.4))
        if self.may(0.03):
            out["annotations"] = {self.pick(ANNOTATIONS): self.pick(["merge", "replace", "create", self.name(), self.name()])}
        if self.may(0.06):
            out["finalizers"] = self.rng.sample(["a/x", "b/y", "c"], self.rng.randint(1, 2))
        if self.may(0.03):
            out["ownerReferences"] = [{"apiVersion": "v1", "kind": "ConfigMap", "name": self.name(), "uid": "u1"}]
        return out

    def object(self, kind=None):
        kind = kind or self.pick(KINDS)
        if kind == "List":
            return {"apiVersion": "v1", "kind": self.pick(["List", "ConfigMapList"]),
                    "items": [self.object(self.pick(["ConfigMap", "Service"])) for _ in range(self.rng.randint(0, 2))]}
        version = "autoscaling/" + self.pick(["v1", "v2"]) if kind == "HorizontalPodAutoscaler" else API.get(kind, "v1")
        if kind in ("Service", "Deployment", "Secret") and self.may(0.04):
            version = {"Service": "serving.knative.dev/v1", "Deployment": "extensions/v1beta1", "Secret": "x.io/v1/z"}[kind]
        out = {"apiVersion": version, "kind": kind, "metadata": self.metadata(), **self.body(kind)}
        if self.may(0.1):
            out["status"] = self.pick([{"x": self.value()}, {"conditions": [{"type": "Ready", "status": "True"}, {"type": "Old"}]}])
        if self.odd and self.may(0.1):
            out = dict(self.rng.sample(list(out.items()), len(out)))
        return out
