/* SPDX-License-Identifier: Apache-2.0 */
/* src/api/ctx.h -- what the handles of the public header hold. Layer: api. */
#ifndef HK_API_CTX_H
#define HK_API_CTX_H

#include "../base/buf.h"
#include "../load/files.h"

struct hkr_ctx {
    struct hk_heap heap;
    struct hk_arena *arena; /* lives as long as the context */
    struct hk_intern *intern;
    struct hk_sources *sources;
    struct hk_files *files;
    struct hkr_fs *fs;
    struct hkr_fs *own_fs; /* the disk, when the caller brought none */
    struct hk_limits limits;
    const volatile int *cancel;
    uint32_t last_owner;             /* number of the last render */
    size_t last_output;              /* bytes of the last output: the next is likely as large */
    struct hk_ctx_files *more_files; /* of further file systems */
    struct hk_arena *layers;         /* of what many renders have in common; NULL: nothing */
    const struct hk_fork *fork;      /* NULL: this is the caller's own context */
};

/* The files of @fs as this context knows them: the texts, trees and numbers of sources are shared
 * with all its others. NULL: its own file system. @fs must outlive the context. To be called
 * within a job, since it may unwind. */
struct hk_files *hk_ctx_files(struct hkr_ctx *ctx, struct hkr_fs *fs);

/* The files of all other file systems that @ctx has worked with, in env->arena. */
struct hk_other_files hk_ctx_other_files(const struct hk_env *env, const struct hkr_ctx *ctx,
                                         const struct hk_files *files);

/* What a result keeps of an object; the public form is made when asked for. */
struct hk_object {
    const char *api_version;
    const char *kind;
    const char *name;
    const char *ns;
    const char *origin;
    size_t start; /* of its document in the bytes */
    uint32_t length;
    uint32_t line : 31;
    uint32_t cluster_scoped : 1;
};

struct hk_result_field; /* explain.c */
struct hk_result_var;   /* vars.c */

struct hkr_result {
    struct hk_heap heap;
    struct hk_arena *arena;
    struct hk_buf bytes; /* on the result's own heap: it outlives the context */
    struct hk_object *objects;
    size_t n_objects;
    struct hkr_file *files; /* in the arena, as are their texts */
    size_t n_files;
    const char *destination; /* of a localization; NULL otherwise, as is ... */
    const char *localized;   /* ... the directory in it that stands for the target */
    const char **roots;      /* that were found; in the arena */
    size_t n_roots;
    struct hk_comparison *comparison; /* compare.h; NULL: of something else */
    const char **causes;              /* of each: the changed path; NULL where none was asked for */
    const char *touched_by;           /* of one root: such a path, or NULL */
    const char *revision;             /* a commit that was found; NULL otherwise */
    const char **paths;               /* that changed; in the arena */
    size_t n_paths;
    const struct hk_result_field *fields; /* of the object that is explained */
    size_t n_fields;
    size_t explained; /* its number and 1; 0: none is */
    const struct hk_result_var *vars;
    size_t n_vars;
    struct hkr_diag *diags;
    size_t n_diags;
    enum hkr_status status;
    struct hkr_dep *deps;
    size_t n_deps;
};

/* Adds a file that is to be written; all is copied. */
void hk_result_add_file(struct hkr_result *result, struct hk_slice path, struct hk_slice bytes);
/* @at as a caller may have it. */
struct hkr_span hk_result_span(struct hkr_result *result, const struct hk_env *env,
                               struct hk_place at);
/* NULL when memory is out. */
struct hkr_result *hk_result_new(const struct hkr_allocator *allocator);
/* Copies @diags, so that the result stands on its own. */
void hk_result_take_diags(struct hkr_result *result, const struct hk_env *env);
/* The one diagnostic of a render that unwound with @status before it could say anything. */
void hk_result_add_unwound(struct hkr_result *result, enum hkr_status status);

#endif
