/* SPDX-License-Identifier: Apache-2.0 */
#include "tables.h"

/* clang-format off */ /* one row a line */

#define CONTAINER_ROWS(kind, text, list, ...) \
    ROW(EMPTY, EMPTY, kind, false, text "/args", __VA_ARGS__, STEP(list), STEP(args)), \
    ROW(EMPTY, EMPTY, kind, false, text "/command", __VA_ARGS__, STEP(list), STEP(command)), \
    ROW(EMPTY, EMPTY, kind, false, text "/env/value", __VA_ARGS__, STEP(list), STEP(env), STEP(value)), \
    ROW(EMPTY, EMPTY, kind, false, text "/volumeMounts/mountPath", __VA_ARGS__, STEP(list), STEP(volumeMounts), STEP(mountPath))

#define POD_ROWS(kind, text, ...) \
    CONTAINER_ROWS(kind, text "containers", containers, __VA_ARGS__), \
    CONTAINER_ROWS(kind, text "initContainers", initContainers, __VA_ARGS__)

#define NFS_ROW(kind, text, ...) \
    ROW(EMPTY, EMPTY, kind, false, text "volumes/nfs/server", __VA_ARGS__, STEP(volumes), STEP(nfs), STEP(server))

#define TEMPLATE STEP(spec), STEP(template), STEP(spec)

/* The path for volumes of a CronJob leads nowhere, in kustomize as here. */
const struct hk_fieldspec hk_transform_var_references[] = {
    POD_ROWS(CronJob, "spec/jobTemplate/spec/template/spec/", STEP(spec), STEP(jobTemplate), STEP(spec), STEP(template), STEP(spec)),
    NFS_ROW(CronJob, "spec/jobTemplate/spec/template/", STEP(spec), STEP(jobTemplate), STEP(spec), STEP(template)),
    POD_ROWS(DaemonSet, "spec/template/spec/", TEMPLATE),
    NFS_ROW(DaemonSet, "spec/template/spec/", TEMPLATE),
    POD_ROWS(Deployment, "spec/template/spec/", TEMPLATE),
    NFS_ROW(Deployment, "spec/template/spec/", TEMPLATE),
    ROW(EMPTY, EMPTY, Deployment, false, "spec/template/metadata/annotations", STEP(spec), STEP(template), STEP(metadata), STEP(annotations)),
    ROW(EMPTY, EMPTY, Ingress, false, "spec/rules/host", STEP(spec), STEP(rules), STEP(host)),
    ROW(EMPTY, EMPTY, Ingress, false, "spec/tls/hosts", STEP(spec), STEP(tls), STEP(hosts)),
    ROW(EMPTY, EMPTY, Ingress, false, "spec/tls/secretName", STEP(spec), STEP(tls), STEP(secretName)),
    POD_ROWS(Job, "spec/template/spec/", TEMPLATE),
    NFS_ROW(Job, "spec/template/spec/", TEMPLATE),
    POD_ROWS(Pod, "spec/", STEP(spec)),
    NFS_ROW(Pod, "spec/", STEP(spec)),
    POD_ROWS(ReplicaSet, "spec/template/spec/", TEMPLATE),
    NFS_ROW(ReplicaSet, "spec/template/spec/", TEMPLATE),
    ROW(EMPTY, EMPTY, Service, false, "spec/ports/port", STEP(spec), STEP(ports), STEP(port)),
    ROW(EMPTY, EMPTY, Service, false, "spec/ports/targetPort", STEP(spec), STEP(ports), STEP(targetPort)),
    POD_ROWS(StatefulSet, "spec/template/spec/", TEMPLATE),
    ROW(EMPTY, EMPTY, StatefulSet, false, "spec/volumeClaimTemplates/spec/nfs/server", STEP(spec), STEP(volumeClaimTemplates), STEP(spec), STEP(nfs), STEP(server)),
    ROW(EMPTY, EMPTY, PersistentVolume, false, "spec/nfs/server", STEP(spec), STEP(nfs), STEP(server)),
    ROW(EMPTY, EMPTY, EMPTY, false, "metadata/labels", STEP(metadata), STEP(labels)),
    ROW(EMPTY, EMPTY, EMPTY, false, "metadata/annotations", STEP(metadata), STEP(annotations)),
};

/* clang-format on */

const uint32_t hk_transform_n_var_references = HK_COUNT(hk_transform_var_references);
