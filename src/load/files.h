/* SPDX-License-Identifier: Apache-2.0 */
/* src/load/files.h -- the files of one context: opened and read once, parsed once.
 *
 * Between the loader, which knows what an entry means and reports faults, and the file system,
 * which knows links and fences. Reports nothing itself. Layer: load. */
#ifndef HK_LOAD_FILES_H
#define HK_LOAD_FILES_H

#include "deps.h"
#include "fs.h"
#include "load.h"

struct hk_file {
    struct hk_slice path;  /* absolute, lexically clean: how it was asked for */
    struct hk_slice fence; /* it was found to lie at or below this; empty: never judged */
    struct hk_slice bytes; /* zero-terminated */
    struct hk_docs docs;   /* when has_docs */
    bool has_docs;
    bool secret;             /* an input of a Secret */
    bool has_config;         /* ... these two are known */
    struct hk_node *config;  /* as hk_loader_config_() gives it */
    hk_file_id config_lines; /* its number among the sources */
    hk_file_id lines;        /* its number when its lines were needed for places, else 0 */
};

/* The other files of a context: what was parsed there need not be again. */
struct hk_other_files {
    struct hk_files **items;
    size_t n;
};

/* What is known of one kustomization directory. */
struct hk_files_dir {
    struct hk_slice path;                /* canonical */
    const struct hk_kustomization *kust; /* NULL until parsed, from the text of ... */
    struct hk_slice text;                /* ... its file */
    const struct hk_kustomization *like; /* of the same text, with places elsewhere; or NULL */
    uint32_t failed_in;                  /* render in which its faults were reported */
    uint32_t warned_in;                  /* render in which its warnings were */
};

/* Reads @path (absolute, clean), which must lie beneath the canonical directory @fence unless
 * that is empty. */
enum hkr_fs_status hk_files_read(struct hk_env *env, struct hk_files *files, struct hk_slice fence,
                                 struct hk_slice path, struct hk_file **ret_file);
/* Reads @path, wherever it lies, into @arena; the context keeps nothing of it. */
enum hkr_fs_status hk_files_read_once(struct hk_env *env, struct hk_files *files,
                                      struct hk_slice path, struct hk_arena *arena,
                                      struct hk_slice *ret_bytes);
/* Follows all links of @path. */
enum hkr_fs_status hk_files_resolve(struct hk_env *env, struct hk_files *files,
                                    struct hk_slice path, struct hk_slice *ret_canonical,
                                    enum hkr_fs_kind *ret_kind);
/* The names in directory @path (absolute, clean), sorted; they live in env->arena. */
struct hk_slices {
    struct hk_slice *items;
    uint32_t n;
    uint32_t cap;
};
enum hkr_fs_status hk_files_list(struct hk_env *env, struct hk_files *files, struct hk_slice path,
                                 struct hk_slices *ret_names);
/* The same, for who looks for directories: those that may be one, and are no links, have a slash
 * behind their names. *ret_is_known: none of the others is. */
enum hkr_fs_status hk_files_list_marked(struct hk_env *env, struct hk_files *files,
                                        struct hk_slice path, struct hk_slices *ret_names,
                                        bool *ret_is_known);
/* From now on, what this file system is asked for goes to @deps as well (NULL: no more). Returns
 * where it went before. */
struct hk_deps *hk_files_watch(struct hk_files *files, struct hk_deps *deps);
bool hk_files_is_watched(const struct hk_files *files);
/* Records @path (absolute, clean) when it is watched: for what is known without asking. */
void hk_files_note(struct hk_files *files, struct hk_slice path);
/* What stands at @path, and, of a file or directory, where after all links; notes it as well. */
enum hkr_fs_kind hk_files_peek(struct hk_files *files, struct hk_slice path,
                               struct hk_slice *ret_canonical);
/* The same for all that lies at or below @path: programs that are started may read it. */
void hk_files_note_tree(struct hk_env *env, struct hk_files *files, struct hk_slice path);

/* Records all of @deps when it is watched. */
void hk_files_note_all(struct hk_files *files, const struct hk_deps *deps);

/* What several renders of these files have in common: kept here for whoever made it. */
struct hk_layer_cache;
void hk_files_set_layers(struct hk_files *files, const struct hk_layer_cache *layers);
const struct hk_layer_cache *hk_files_layers(const struct hk_files *files);

/* The record of canonical directory @path. */
struct hk_files_dir *hk_files_dir(struct hk_files *files, struct hk_slice path);
/* The record of @path if there is one. */
struct hk_files_dir *hk_files_find_dir(const struct hk_files *files, struct hk_slice path);
/* How to show @path: relative to the working directory when that is shorter. */
struct hk_slice hk_files_show(struct hk_files *files, struct hk_slice path);
/* The same, the text being in @arena. */
struct hk_slice hk_files_show_in(const struct hk_files *files, struct hk_arena *arena,
                                 struct hk_slice path);
/* @env for work whose results stay with the context. */
struct hk_env hk_files_env(const struct hk_env *env, const struct hk_files *files);
/* The number of @file among the sources, for places in its lines. */
hk_file_id hk_files_lines(struct hk_files *files, struct hk_file *file);

/* The file that @path names, by the loader's rules; faults are reported. */
enum hkr_status hk_loader_file_(struct hk_loader *loader, const struct hk_str *path,
                                const char *field, bool secret, struct hk_file **ret_file);

/* What to do about the failure of the last call, when its status does not say it all; or NULL. */
const char *hk_files_why(const struct hk_files *files);
/* Whether these are the files that programs see. */
bool hk_files_on_disk(const struct hk_files *files);

/* Reads such a file as a configuration; *ret_root is NULL for an empty one. */
enum hkr_status hk_loader_config_(struct hk_loader *loader, const struct hk_str *path,
                                  const char *field, hk_file_id *ret_id, struct hk_node **ret_root);

#endif
