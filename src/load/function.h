/* SPDX-License-Identifier: Apache-2.0 */
/* src/load/function.h -- what an object says of the KRM function that it configures.
 *
 * An annotation holds a small YAML text: the container image or the program, and what it is
 * given. Unknown fields are faults, as in kustomize (reference: 9). Layer: load. */
#ifndef HK_LOAD_FUNCTION_H
#define HK_LOAD_FUNCTION_H

#include "../res/resource.h"
#include "load.h"

struct hk_mount {
    struct hk_place at;
    struct hk_str type;
    struct hk_str source;
    struct hk_str target;
    bool writable;
};

struct hk_mounts {
    HK_VEC(struct hk_mount) list;
};

struct hk_function_container {
    struct hk_str image; /* empty: this is no container function */
    bool network;
    struct hk_place network_at;
    struct hk_mounts mounts;
    struct hk_strs env;
};

struct hk_function_exec {
    struct hk_str path; /* empty: no program */
    struct hk_strs args;
    struct hk_strs env;
};

struct hk_function_spec {
    struct hk_place at;
    struct hk_function_container container; /* goes before exec */
    struct hk_function_exec exec;
    bool defer_failure; /* makes no difference to a build */
};

/* *ret_spec is NULL when the object speaks of no function. */
HKR_MUST_CHECK enum hkr_status hk_loader_function(struct hk_loader *loader,
                                                  const struct hk_resource *res,
                                                  const struct hk_function_spec **ret_spec);

/* A mount as docker's --mount has it: "type=bind,source=a,target=b,rw=true". */
struct hk_mount hk_mount_parse(struct hk_slice text);

#endif
