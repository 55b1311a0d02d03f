/* SPDX-License-Identifier: Apache-2.0 */
#include "schema.h"

struct namespaced_kind {
    char kind[24];
    char group[26];
    char versions[3][8];
};

/* The kinds of Kubernetes 1.21.2 that have a namespace; those without are in res/id.c. Of these
 * kinds kustomize knows the scope without any schema. */
static const struct namespaced_kind namespaced_kinds[] = {
    {"ConfigMap", "", {"v1"}},
    {"Endpoints", "", {"v1"}},
    {"Event", "", {"v1"}},
    {"LimitRange", "", {"v1"}},
    {"PersistentVolumeClaim", "", {"v1"}},
    {"Pod", "", {"v1"}},
    {"PodAttachOptions", "", {"v1"}},
    {"PodExecOptions", "", {"v1"}},
    {"PodPortForwardOptions", "", {"v1"}},
    {"PodProxyOptions", "", {"v1"}},
    {"PodTemplate", "", {"v1"}},
    {"ReplicationController", "", {"v1"}},
    {"ResourceQuota", "", {"v1"}},
    {"Secret", "", {"v1"}},
    {"Service", "", {"v1"}},
    {"ServiceAccount", "", {"v1"}},
    {"ServiceProxyOptions", "", {"v1"}},
    {"ControllerRevision", "apps", {"v1"}},
    {"DaemonSet", "apps", {"v1"}},
    {"Deployment", "apps", {"v1"}},
    {"ReplicaSet", "apps", {"v1"}},
    {"StatefulSet", "apps", {"v1"}},
    {"HorizontalPodAutoscaler", "autoscaling", {"v1", "v2beta1", "v2beta2"}},
    {"Scale", "autoscaling", {"v1"}},
    {"CronJob", "batch", {"v1", "v1beta1"}},
    {"Job", "batch", {"v1"}},
    {"Lease", "coordination.k8s.io", {"v1", "v1beta1"}},
    {"EndpointSlice", "discovery.k8s.io", {"v1", "v1beta1"}},
    {"Event", "events.k8s.io", {"v1", "v1beta1"}},
    {"Ingress", "extensions", {"v1beta1"}},
    {"Ingress", "networking.k8s.io", {"v1", "v1beta1"}},
    {"NetworkPolicy", "networking.k8s.io", {"v1"}},
    {"PodDisruptionBudget", "policy", {"v1", "v1beta1"}},
    {"Role", "rbac.authorization.k8s.io", {"v1", "v1beta1"}},
    {"RoleBinding", "rbac.authorization.k8s.io", {"v1", "v1beta1"}},
    {"CSIStorageCapacity", "storage.k8s.io", {"v1beta1"}},
};

static bool
is_namespaced_kind(const struct hk_env *env, struct hk_gvk gvk)
{
    struct hk_slice kind = hk_env_text(env, gvk.kind);
    struct hk_slice group = hk_env_text(env, gvk.group);
    struct hk_slice version = hk_env_text(env, gvk.version);
    for (size_t i = 0; i < HK_COUNT(namespaced_kinds); i++) {
        const struct namespaced_kind *row = &namespaced_kinds[i];
        if (!hk_slice_eq(kind, hk_slice_cstr(row->kind)) ||
            !hk_slice_eq(group, hk_slice_cstr(row->group)))
            continue;
        for (size_t v = 0; v < HK_COUNT(row->versions) && row->versions[v][0]; v++)
            if (hk_slice_eq(version, hk_slice_cstr(row->versions[v])))
                return true;
        return false;
    }
    return false;
}

bool
hk_schema_is_other_kind(const struct hk_env *env, struct hk_gvk gvk)
{
    return !hk_gvk_is_cluster_kind(gvk) && !is_namespaced_kind(env, gvk);
}
