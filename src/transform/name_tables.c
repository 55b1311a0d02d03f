/* SPDX-License-Identifier: Apache-2.0 */
#include "tables.h"

/* clang-format off */ /* one row a line */

#define CONFIG_MAP_ROWS(version, kind, text, ...) \
    ROW(EMPTY, version, kind, false, text "volumes/configMap/name", __VA_ARGS__, STEP(volumes), STEP(configMap), STEP(name)), \
    ROW(EMPTY, version, kind, false, text "containers/env/valueFrom/configMapKeyRef/name", __VA_ARGS__, STEP(containers), STEP(env), STEP(valueFrom), STEP(configMapKeyRef), STEP(name)), \
    ROW(EMPTY, version, kind, false, text "initContainers/env/valueFrom/configMapKeyRef/name", __VA_ARGS__, STEP(initContainers), STEP(env), STEP(valueFrom), STEP(configMapKeyRef), STEP(name)), \
    ROW(EMPTY, version, kind, false, text "containers/envFrom/configMapRef/name", __VA_ARGS__, STEP(containers), STEP(envFrom), STEP(configMapRef), STEP(name)), \
    ROW(EMPTY, version, kind, false, text "initContainers/envFrom/configMapRef/name", __VA_ARGS__, STEP(initContainers), STEP(envFrom), STEP(configMapRef), STEP(name)), \
    ROW(EMPTY, version, kind, false, text "volumes/projected/sources/configMap/name", __VA_ARGS__, STEP(volumes), STEP(projected), STEP(sources), STEP(configMap), STEP(name))

#define SECRET_ROWS(version, kind, text, ...) \
    ROW(EMPTY, version, kind, false, text "volumes/secret/secretName", __VA_ARGS__, STEP(volumes), STEP(secret), STEP(secretName)), \
    ROW(EMPTY, version, kind, false, text "containers/env/valueFrom/secretKeyRef/name", __VA_ARGS__, STEP(containers), STEP(env), STEP(valueFrom), STEP(secretKeyRef), STEP(name)), \
    ROW(EMPTY, version, kind, false, text "initContainers/env/valueFrom/secretKeyRef/name", __VA_ARGS__, STEP(initContainers), STEP(env), STEP(valueFrom), STEP(secretKeyRef), STEP(name)), \
    ROW(EMPTY, version, kind, false, text "containers/envFrom/secretRef/name", __VA_ARGS__, STEP(containers), STEP(envFrom), STEP(secretRef), STEP(name)), \
    ROW(EMPTY, version, kind, false, text "initContainers/envFrom/secretRef/name", __VA_ARGS__, STEP(initContainers), STEP(envFrom), STEP(secretRef), STEP(name)), \
    ROW(EMPTY, version, kind, false, text "imagePullSecrets/name", __VA_ARGS__, STEP(imagePullSecrets), STEP(name)), \
    ROW(EMPTY, version, kind, false, text "volumes/projected/sources/secret/name", __VA_ARGS__, STEP(volumes), STEP(projected), STEP(sources), STEP(secret), STEP(name))

static const struct hk_fieldspec storage_class[] = {
    ROW(EMPTY, EMPTY, PersistentVolume, false, "spec/storageClassName", STEP(spec), STEP(storageClassName)),
    ROW(EMPTY, EMPTY, PersistentVolumeClaim, false, "spec/storageClassName", STEP(spec), STEP(storageClassName)),
    ROW(EMPTY, EMPTY, StatefulSet, false, "spec/volumeClaimTemplates/spec/storageClassName", STEP(spec), STEP(volumeClaimTemplates), STEP(spec), STEP(storageClassName)),
};

static const struct hk_fieldspec service_account[] = {
    ROW(group_rbac, EMPTY, RoleBinding, false, "subjects", STEP(subjects)),
    ROW(group_rbac, EMPTY, ClusterRoleBinding, false, "subjects", STEP(subjects)),
    ROW(EMPTY, EMPTY, Pod, false, "spec/serviceAccountName", STEP(spec), STEP(serviceAccountName)),
    ROW(EMPTY, EMPTY, StatefulSet, false, "spec/template/spec/serviceAccountName", STEP(spec), STEP(template), STEP(spec), STEP(serviceAccountName)),
    ROW(EMPTY, EMPTY, Deployment, false, "spec/template/spec/serviceAccountName", STEP(spec), STEP(template), STEP(spec), STEP(serviceAccountName)),
    ROW(EMPTY, EMPTY, ReplicationController, false, "spec/template/spec/serviceAccountName", STEP(spec), STEP(template), STEP(spec), STEP(serviceAccountName)),
    ROW(EMPTY, EMPTY, CronJob, false, "spec/jobTemplate/spec/template/spec/serviceAccountName", STEP(spec), STEP(jobTemplate), STEP(spec), STEP(template), STEP(spec), STEP(serviceAccountName)),
    ROW(EMPTY, EMPTY, Job, false, "spec/template/spec/serviceAccountName", STEP(spec), STEP(template), STEP(spec), STEP(serviceAccountName)),
    ROW(EMPTY, EMPTY, DaemonSet, false, "spec/template/spec/serviceAccountName", STEP(spec), STEP(template), STEP(spec), STEP(serviceAccountName)),
};

static const struct hk_fieldspec role[] = {
    ROW(group_rbac, EMPTY, RoleBinding, false, "roleRef/name", STEP(roleRef), STEP(name)),
};

static const struct hk_fieldspec cluster_role[] = {
    ROW(group_rbac, EMPTY, RoleBinding, false, "roleRef/name", STEP(roleRef), STEP(name)),
    ROW(group_rbac, EMPTY, ClusterRoleBinding, false, "roleRef/name", STEP(roleRef), STEP(name)),
};

static const struct hk_fieldspec config_map[] = {
    CONFIG_MAP_ROWS(v1, Pod, "spec/", STEP(spec)),
    CONFIG_MAP_ROWS(EMPTY, PodTemplate, "template/spec/", STEP(template), STEP(spec)),
    CONFIG_MAP_ROWS(EMPTY, Deployment, "spec/template/spec/", STEP(spec), STEP(template), STEP(spec)),
    CONFIG_MAP_ROWS(EMPTY, ReplicaSet, "spec/template/spec/", STEP(spec), STEP(template), STEP(spec)),
    CONFIG_MAP_ROWS(EMPTY, DaemonSet, "spec/template/spec/", STEP(spec), STEP(template), STEP(spec)),
    CONFIG_MAP_ROWS(EMPTY, StatefulSet, "spec/template/spec/", STEP(spec), STEP(template), STEP(spec)),
    CONFIG_MAP_ROWS(EMPTY, Job, "spec/template/spec/", STEP(spec), STEP(template), STEP(spec)),
    CONFIG_MAP_ROWS(EMPTY, CronJob, "spec/jobTemplate/spec/template/spec/", STEP(spec), STEP(jobTemplate), STEP(spec), STEP(template), STEP(spec)),
    ROW(EMPTY, EMPTY, Node, false, "spec/configSource/configMap", STEP(spec), STEP(configSource), STEP(configMap)),
    ROW(EMPTY, EMPTY, Role, false, "rules/resourceNames", STEP(rules), STEP(resourceNames)),
    ROW(EMPTY, EMPTY, ClusterRole, false, "rules/resourceNames", STEP(rules), STEP(resourceNames)),
    ROW(EMPTY, EMPTY, Ingress, false, "metadata/annotations/nginx.ingress.kubernetes.io\\/fastcgi-params-configmap", STEP(metadata), STEP(annotations), STEP(nginx_fastcgi_params)),
};

static const struct hk_fieldspec secret[] = {
    SECRET_ROWS(v1, Pod, "spec/", STEP(spec)),
    SECRET_ROWS(EMPTY, PodTemplate, "template/spec/", STEP(template), STEP(spec)),
    SECRET_ROWS(EMPTY, Deployment, "spec/template/spec/", STEP(spec), STEP(template), STEP(spec)),
    SECRET_ROWS(EMPTY, ReplicaSet, "spec/template/spec/", STEP(spec), STEP(template), STEP(spec)),
    SECRET_ROWS(EMPTY, DaemonSet, "spec/template/spec/", STEP(spec), STEP(template), STEP(spec)),
    SECRET_ROWS(EMPTY, StatefulSet, "spec/template/spec/", STEP(spec), STEP(template), STEP(spec)),
    SECRET_ROWS(EMPTY, Job, "spec/template/spec/", STEP(spec), STEP(template), STEP(spec)),
    SECRET_ROWS(EMPTY, CronJob, "spec/jobTemplate/spec/template/spec/", STEP(spec), STEP(jobTemplate), STEP(spec), STEP(template), STEP(spec)),
    ROW(EMPTY, EMPTY, Ingress, false, "spec/tls/secretName", STEP(spec), STEP(tls), STEP(secretName)),
    ROW(EMPTY, EMPTY, Ingress, false, "metadata/annotations/ingress.kubernetes.io\\/auth-secret", STEP(metadata), STEP(annotations), STEP(ingress_auth_secret)),
    ROW(EMPTY, EMPTY, Ingress, false, "metadata/annotations/nginx.ingress.kubernetes.io\\/auth-secret", STEP(metadata), STEP(annotations), STEP(nginx_auth_secret)),
    ROW(EMPTY, EMPTY, Ingress, false, "metadata/annotations/nginx.ingress.kubernetes.io\\/auth-tls-secret", STEP(metadata), STEP(annotations), STEP(nginx_auth_tls_secret)),
    ROW(EMPTY, EMPTY, ServiceAccount, false, "imagePullSecrets/name", STEP(imagePullSecrets), STEP(name)),
    ROW(EMPTY, EMPTY, StorageClass, false, "parameters/secretName", STEP(parameters), STEP(secretName)),
    ROW(EMPTY, EMPTY, StorageClass, false, "parameters/adminSecretName", STEP(parameters), STEP(adminSecretName)),
    ROW(EMPTY, EMPTY, StorageClass, false, "parameters/userSecretName", STEP(parameters), STEP(userSecretName)),
    ROW(EMPTY, EMPTY, StorageClass, false, "parameters/secretRef", STEP(parameters), STEP(secretRef)),
    ROW(EMPTY, EMPTY, Role, false, "rules/resourceNames", STEP(rules), STEP(resourceNames)),
    ROW(EMPTY, EMPTY, ClusterRole, false, "rules/resourceNames", STEP(rules), STEP(resourceNames)),
    ROW(group_knative_serving, v1, Service, false, "spec/template/spec/containers/env/valueFrom/secretKeyRef/name", STEP(spec), STEP(template), STEP(spec), STEP(containers), STEP(env), STEP(valueFrom), STEP(secretKeyRef), STEP(name)),
    ROW(EMPTY, EMPTY, PersistentVolume, false, "spec/azureFile/secretName", STEP(spec), STEP(azureFile), STEP(secretName)),
};

static const struct hk_fieldspec service[] = {
    ROW(group_apps, EMPTY, StatefulSet, false, "spec/serviceName", STEP(spec), STEP(serviceName)),
    ROW(EMPTY, EMPTY, Ingress, false, "spec/rules/http/paths/backend/serviceName", STEP(spec), STEP(rules), STEP(http), STEP(paths), STEP(backend), STEP(serviceName)),
    ROW(EMPTY, EMPTY, Ingress, false, "spec/backend/serviceName", STEP(spec), STEP(backend), STEP(serviceName)),
    ROW(EMPTY, EMPTY, Ingress, false, "spec/rules/http/paths/backend/service/name", STEP(spec), STEP(rules), STEP(http), STEP(paths), STEP(backend), STEP(service), STEP(name)),
    ROW(EMPTY, EMPTY, Ingress, false, "spec/defaultBackend/service/name", STEP(spec), STEP(defaultBackend), STEP(service), STEP(name)),
    ROW(group_apiregistration, EMPTY, APIService, false, "spec/service/name", STEP(spec), STEP(service), STEP(name)),
    ROW(group_admissionregistration, EMPTY, ValidatingWebhookConfiguration, false, "webhooks/clientConfig/service", STEP(webhooks), STEP(clientConfig), STEP(service)),
    ROW(group_admissionregistration, EMPTY, MutatingWebhookConfiguration, false, "webhooks/clientConfig/service", STEP(webhooks), STEP(clientConfig), STEP(service)),
};

static const struct hk_fieldspec priority_class[] = {
    ROW(EMPTY, EMPTY, Pod, false, "spec/priorityClassName", STEP(spec), STEP(priorityClassName)),
    ROW(EMPTY, EMPTY, StatefulSet, false, "spec/template/spec/priorityClassName", STEP(spec), STEP(template), STEP(spec), STEP(priorityClassName)),
    ROW(EMPTY, EMPTY, Deployment, false, "spec/template/spec/priorityClassName", STEP(spec), STEP(template), STEP(spec), STEP(priorityClassName)),
    ROW(EMPTY, EMPTY, ReplicationController, false, "spec/template/spec/priorityClassName", STEP(spec), STEP(template), STEP(spec), STEP(priorityClassName)),
    ROW(EMPTY, EMPTY, CronJob, false, "spec/jobTemplate/spec/template/spec/priorityClassName", STEP(spec), STEP(jobTemplate), STEP(spec), STEP(template), STEP(spec), STEP(priorityClassName)),
    ROW(EMPTY, EMPTY, Job, false, "spec/template/spec/priorityClassName", STEP(spec), STEP(template), STEP(spec), STEP(priorityClassName)),
    ROW(EMPTY, EMPTY, DaemonSet, false, "spec/template/spec/priorityClassName", STEP(spec), STEP(template), STEP(spec), STEP(priorityClassName)),
};

static const struct hk_fieldspec persistent_volume[] = {
    ROW(EMPTY, EMPTY, PersistentVolumeClaim, false, "spec/volumeName", STEP(spec), STEP(volumeName)),
    ROW(EMPTY, EMPTY, ClusterRole, false, "rules/resourceNames", STEP(rules), STEP(resourceNames)),
};

static const struct hk_fieldspec persistent_volume_claim[] = {
    ROW(EMPTY, EMPTY, Pod, false, "spec/volumes/persistentVolumeClaim/claimName", STEP(spec), STEP(volumes), STEP(persistentVolumeClaim), STEP(claimName)),
    ROW(EMPTY, EMPTY, StatefulSet, false, "spec/template/spec/volumes/persistentVolumeClaim/claimName", STEP(spec), STEP(template), STEP(spec), STEP(volumes), STEP(persistentVolumeClaim), STEP(claimName)),
    ROW(EMPTY, EMPTY, Deployment, false, "spec/template/spec/volumes/persistentVolumeClaim/claimName", STEP(spec), STEP(template), STEP(spec), STEP(volumes), STEP(persistentVolumeClaim), STEP(claimName)),
    ROW(EMPTY, EMPTY, ReplicationController, false, "spec/template/spec/volumes/persistentVolumeClaim/claimName", STEP(spec), STEP(template), STEP(spec), STEP(volumes), STEP(persistentVolumeClaim), STEP(claimName)),
    ROW(EMPTY, EMPTY, CronJob, false, "spec/jobTemplate/spec/template/spec/volumes/persistentVolumeClaim/claimName", STEP(spec), STEP(jobTemplate), STEP(spec), STEP(template), STEP(spec), STEP(volumes), STEP(persistentVolumeClaim), STEP(claimName)),
    ROW(EMPTY, EMPTY, Job, false, "spec/template/spec/volumes/persistentVolumeClaim/claimName", STEP(spec), STEP(template), STEP(spec), STEP(volumes), STEP(persistentVolumeClaim), STEP(claimName)),
    ROW(EMPTY, EMPTY, DaemonSet, false, "spec/template/spec/volumes/persistentVolumeClaim/claimName", STEP(spec), STEP(template), STEP(spec), STEP(volumes), STEP(persistentVolumeClaim), STEP(claimName)),
};

static const struct hk_fieldspec scaled[] = {
    ROW(EMPTY, EMPTY, HorizontalPodAutoscaler, false, "spec/scaleTargetRef/name", STEP(spec), STEP(scaleTargetRef), STEP(name)),
};

static const struct hk_fieldspec admission_policy[] = {
    ROW(group_admissionregistration, EMPTY, ValidatingAdmissionPolicyBinding, false, "spec/policyName", STEP(spec), STEP(policyName)),
};

static const struct hk_fieldspec ingress_class[] = {
    ROW(EMPTY, EMPTY, Ingress, false, "spec/ingressClassName", STEP(spec), STEP(ingressClassName)),
};

#define TARGET(group, version, kind, rows) {{HK_SYM_##group, HK_SYM_##version, HK_SYM_##kind}, TABLE(rows)}

/* The group of IngressClass is misspelt there, so that its references are never updated. */
const struct hk_name_reference hk_transform_name_references[] = {
    TARGET(group_storage, v1, StorageClass, storage_class),
    TARGET(EMPTY, v1, ServiceAccount, service_account),
    TARGET(group_rbac, EMPTY, Role, role),
    TARGET(group_rbac, EMPTY, ClusterRole, cluster_role),
    TARGET(EMPTY, v1, ConfigMap, config_map),
    TARGET(EMPTY, v1, Secret, secret),
    TARGET(EMPTY, v1, Service, service),
    TARGET(group_scheduling, v1, PriorityClass, priority_class),
    TARGET(EMPTY, v1, PersistentVolume, persistent_volume),
    TARGET(EMPTY, v1, PersistentVolumeClaim, persistent_volume_claim),
    TARGET(EMPTY, EMPTY, Deployment, scaled),
    TARGET(EMPTY, EMPTY, StatefulSet, scaled),
    TARGET(group_admissionregistration, EMPTY, ValidatingAdmissionPolicy, admission_policy),
    TARGET(group_networking_v1, v1, IngressClass, ingress_class),
    TARGET(EMPTY, EMPTY, ReplicaSet, scaled),
    TARGET(EMPTY, EMPTY, ReplicationController, scaled),
};

/* clang-format on */

const uint32_t hk_transform_n_name_references = HK_COUNT(hk_transform_name_references);
