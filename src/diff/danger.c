/* SPDX-License-Identifier: Apache-2.0 */
#include "danger.h"

#include <string.h>

/* A kind; the group "" is the core group, and NULL is any. */
struct kind {
    const char *group;
    const char *kind;
};

struct holder {
    struct kind of;
    const char *loss;
};

static const struct holder holders[] = {
    {{"", "Namespace"}, "everything in this namespace is deleted with it"},
    {{"", "PersistentVolumeClaim"}, "the volume behind this claim may be deleted with its data"},
    {{"", "PersistentVolume"}, "this volume may be deleted with its data"},
    {{"apps", "StatefulSet"},
     "the pods of this StatefulSet are deleted, and what finds their "
     "volumes with them"},
    {{"apiextensions.k8s.io", "CustomResourceDefinition"},
     "all objects of this kind are deleted with it"},
};

/* Fields that the server does not let change. A path stands for all below it; NULL ends a list. */
struct fixed {
    struct kind of;
    const char *paths[8];
    const char *except[8]; /* below those paths, these may change */
};

static const struct fixed fixed[] = {
    {{"apps", "Deployment"}, {"spec.selector"}, {NULL}},
    {{"apps", "ReplicaSet"}, {"spec.selector"}, {NULL}},
    {{"apps", "DaemonSet"}, {"spec.selector"}, {NULL}},
    {{"apps", "StatefulSet"},
     {"spec"},
     {"spec.replicas", "spec.ordinals", "spec.template", "spec.updateStrategy",
      "spec.revisionHistoryLimit", "spec.persistentVolumeClaimRetentionPolicy",
      "spec.minReadySeconds"}},
    {{"batch", "Job"},
     {"spec.selector", "spec.template", "spec.completionMode", "spec.podFailurePolicy",
      "spec.backoffLimitPerIndex", "spec.managedBy"},
     {NULL}},
    {{"", "PersistentVolumeClaim"}, {"spec"}, {"spec.resources", "spec.volumeAttributesClassName"}},
    {{"", "Service"}, {"spec.clusterIP", "spec.clusterIPs", "spec.loadBalancerClass"}, {NULL}},
    {{"", "Secret"}, {"type"}, {NULL}},
    {{"storage.k8s.io", "StorageClass"},
     {"provisioner", "parameters", "reclaimPolicy", "volumeBindingMode"},
     {NULL}},
    {{"rbac.authorization.k8s.io", "RoleBinding"}, {"roleRef"}, {NULL}},
    {{"rbac.authorization.k8s.io", "ClusterRoleBinding"}, {"roleRef"}, {NULL}},
    {{"networking.k8s.io", "IngressClass"}, {"spec.controller"}, {NULL}},
    {{"scheduling.k8s.io", "PriorityClass"}, {"value", "preemptionPolicy"}, {NULL}},
    {{"node.k8s.io", "RuntimeClass"}, {"handler"}, {NULL}},
    {{"discovery.k8s.io", "EndpointSlice"}, {"addressType"}, {NULL}},
    {{"apiextensions.k8s.io", "CustomResourceDefinition"},
     {"spec.group", "spec.scope", "spec.names.kind", "spec.names.plural"},
     {NULL}},
};

/* Kinds whose spec.replicas says how many pods run. */
static const struct kind scaled[] = {
    {"apps", "Deployment"},
    {"apps", "StatefulSet"},
    {"apps", "ReplicaSet"},
    {"", "ReplicationController"},
};

void
hk_dangers_add(const struct hk_danger_case *it, struct hk_dangers *dangers,
               enum hkr_danger_kind kind, const char *path, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    struct hkr_danger danger = {.size = sizeof danger,
                                .kind = kind,
                                .message = hk_arena_vprintf(it->run->out, format, args).ptr,
                                .path = path};
    va_end(args);
    hk_vec_push(it->run->canon.env->arena, dangers, danger);
}

static bool
is_kind(const struct hk_danger_case *it, struct kind of)
{
    struct hk_env *env = it->run->canon.env;
    struct hk_gvk gvk = (it->before ? it->before : it->after)->id.gvk;
    return hk_slice_eq(hk_env_text(env, gvk.kind), hk_slice_cstr(of.kind)) &&
           hk_slice_eq(hk_env_text(env, gvk.group), hk_slice_cstr(of.group));
}

/* Whether @path is @field or lies below it. */
static bool
is_within(const char *path, const char *field)
{
    size_t n = strlen(field);
    return strncmp(path, field, n) == 0 && (!path[n] || path[n] == '.' || path[n] == '[');
}

static bool
is_any_within(const char *path, const char *const *fields, size_t n)
{
    for (size_t i = 0; i < n && fields[i]; i++)
        if (is_within(path, fields[i]))
            return true;
    return false;
}

/* An object with another name is another object: the old one goes. Two environments are not two
 * states of one thing, so there nothing goes. */
static bool
is_replaced(const struct hk_danger_case *it)
{
    return it->before && it->after && it->pairing == HKR_PAIRED_BY_ORIGIN && !it->run->environments;
}

static void
find_loss(const struct hk_danger_case *it, struct hk_dangers *dangers)
{
    bool removed = it->before && !it->after;
    for (size_t i = 0; i < HK_COUNT(holders); i++) {
        if (!is_kind(it, holders[i].of))
            continue;
        if (removed)
            hk_dangers_add(it, dangers, HKR_DANGER_REMOVED, "", "%s", holders[i].loss);
        else if (is_replaced(it))
            hk_dangers_add(it, dangers, HKR_DANGER_REMOVED, "metadata.name",
                           "under its new name it is another object: %s", holders[i].loss);
    }
}

static void
find_fixed(const struct hk_danger_case *it, struct hk_dangers *dangers)
{
    for (size_t i = 0; i < HK_COUNT(fixed); i++) {
        const struct fixed *row = &fixed[i];
        if (!is_kind(it, row->of))
            continue;
        for (uint32_t k = 0; k < it->fields->n; k++) {
            const struct hkr_field_change *field = &it->fields->items[k];
            if (is_any_within(field->path, row->paths, HK_COUNT(row->paths)) &&
                !is_any_within(field->path, row->except, HK_COUNT(row->except)))
                hk_dangers_add(it, dangers, HKR_DANGER_IMMUTABLE, field->path,
                               "the field '%s' of a %s cannot be changed; the object must be "
                               "deleted first",
                               field->path, row->of.kind);
        }
    }
}

/* A ConfigMap or Secret that says `immutable: true`. */
static void
find_sealed(const struct hk_danger_case *it, struct hk_dangers *dangers)
{
    static const char *const contents[] = {"data", "binaryData", "stringData", "immutable"};
    if (!is_kind(it, (struct kind){"", "ConfigMap"}) && !is_kind(it, (struct kind){"", "Secret"}))
        return;
    if (!hk_slice_eq(hk_map_text(it->before->root, HK_SYM_immutable), HK_S("true")))
        return;
    for (uint32_t k = 0; k < it->fields->n; k++) {
        const struct hkr_field_change *field = &it->fields->items[k];
        if (is_any_within(field->path, contents, HK_COUNT(contents))) {
            hk_dangers_add(it, dangers, HKR_DANGER_IMMUTABLE, field->path,
                           "this object is marked as immutable; it must be deleted first");
            return;
        }
    }
}

/* A version that is taken out of a definition: clients that speak it stop working, and what is
 * stored in it cannot be read. */
static void
find_lost_versions(const struct hk_danger_case *it, struct hk_dangers *dangers)
{
    if (!is_kind(it, (struct kind){"apiextensions.k8s.io", "CustomResourceDefinition"}))
        return;
    for (uint32_t k = 0; k < it->fields->n; k++) {
        const struct hkr_field_change *field = &it->fields->items[k];
        if (field->kind == HKR_CHANGE_REMOVED && is_within(field->path, "spec.versions") &&
            !strchr(field->path + strlen("spec.versions"), '.'))
            hk_dangers_add(it, dangers, HKR_DANGER_REMOVED, field->path,
                           "a version of this kind goes, and objects that are stored in it cannot "
                           "be read any more");
    }
}

/* How many bytes a quantity like 10Gi or 1.5T is; negative when it has another form. */
static double
bytes_of(struct hk_slice text)
{
    static const char units[] = "KMGTPE";
    size_t i = 0;
    double value = 0, place = 0; /* of the next digit behind the point; 0: before it */
    for (; i < text.len && text.ptr[i] && strchr("0123456789.", text.ptr[i]); i++) {
        if (text.ptr[i] == '.') {
            place = 0.1;
        } else if (place > 0) {
            value += place * (text.ptr[i] - '0');
            place /= 10;
        } else {
            value = value * 10 + (text.ptr[i] - '0');
        }
    }
    struct hk_slice unit = hk_slice_from(text, i);
    bool binary = unit.len == 2 && unit.ptr[1] == 'i';
    if (!i || !unit.len)
        return i ? value : -1;
    const char *found = strchr(units, unit.ptr[0] == 'k' ? 'K' : unit.ptr[0]);
    if (!found || !*found || unit.len != 1u + binary)
        return -1;
    for (ptrdiff_t power = found - units; power >= 0; power--)
        value *= binary ? 1024 : 1000;
    return value;
}

static struct hk_slice
claimed(const struct hk_resource *res)
{
    const struct hk_node *spec = hk_map_get(res->root, HK_SYM_spec);
    const struct hk_node *resources = hk_map_get(spec, HK_SYM_resources);
    return hk_map_text(hk_map_get(resources, HK_SYM_requests), HK_SYM_storage);
}

static void
find_shrunk(const struct hk_danger_case *it, struct hk_dangers *dangers)
{
    if (!is_kind(it, (struct kind){"", "PersistentVolumeClaim"}))
        return;
    double before = bytes_of(claimed(it->before)), after = bytes_of(claimed(it->after));
    if (after >= 0 && after < before)
        hk_dangers_add(it, dangers, HKR_DANGER_IMMUTABLE, "spec.resources.requests.storage",
                       "a claim cannot become smaller");
}

static bool
is_zero(const struct hk_resource *res)
{
    const struct hk_node *spec = hk_map_get(res->root, HK_SYM_spec);
    return hk_slice_eq(hk_map_text(spec, HK_SYM_replicas), HK_S("0"));
}

static void
find_stopped(const struct hk_danger_case *it, struct hk_dangers *dangers)
{
    for (size_t i = 0; i < HK_COUNT(scaled); i++)
        if (is_kind(it, scaled[i]) && is_zero(it->after) && !is_zero(it->before))
            hk_dangers_add(it, dangers, HKR_DANGER_STOPPED, "spec.replicas",
                           "no pod of this %s runs any more", scaled[i].kind);
}

void
hk_dangers_find(const struct hk_danger_case *it, struct hk_dangers *ret_dangers)
{
    find_loss(it, ret_dangers);
    /* A new name makes a new object, for which nothing is fixed yet. */
    if (it->before && it->after && it->pairing == HKR_PAIRED_BY_ID) {
        find_fixed(it, ret_dangers);
        find_sealed(it, ret_dangers);
        find_lost_versions(it, ret_dangers);
        find_shrunk(it, ret_dangers);
    }
    if (it->before && it->after)
        find_stopped(it, ret_dangers);
    hk_dangers_rbac(it, ret_dangers);
}
