/* SPDX-License-Identifier: Apache-2.0 */
/* src/load/load.h -- the only module that opens files.
 *
 * A loader stands for one kustomization directory: paths are relative to it and, under the
 * default restrictor, files must lie in or below it (judged on what is opened, not on the text
 * of the path). Directories may be anywhere. A file is read and parsed once per context and
 * shared. Remote references lead to the local directories that are given for them, which are
 * fences of their own. Layer: load. */
#ifndef HK_LOAD_LOAD_H
#define HK_LOAD_LOAD_H

#include "../yaml/read.h"
#include "kustomization.h"

struct hk_remotes;  /* remote.h: which directories stand for what is remote */
struct hk_checkout; /* checkout.h */
struct hk_files;    /* per context: the file system, the cache of texts and parsed documents */
struct hk_other_files;

struct hk_loader {
    struct hk_env *env;
    struct hk_files *files;
    enum hkr_load_restrictor restrictor;
    struct hk_slice root;                /* canonical directory */
    const struct hk_loader *outer;       /* the loader that led here, or NULL */
    struct hk_place at;                  /* the entry that led here; nowhere for the first */
    const struct hkr_programs *programs; /* what may be started; NULL: nothing */
    const struct hk_remotes *remotes;    /* NULL: none */
    const struct hk_checkout *checkout;  /* the repository that root lies in; NULL: it is local */
};

/* What an entry of `resources` turned out to be. */
enum hk_entry_kind { HK_ENTRY_FILE, HK_ENTRY_DIRECTORY };

struct hk_files *hk_files_new(struct hk_arena *arena, struct hkr_fs *fs,
                              struct hk_sources *sources);
/* The files of @from for another thread, in @arena: what was read and parsed is shared, and what
 * is read from now on is not. @sources is a clone of those of @from. */
struct hk_files *hk_files_clone(struct hk_arena *arena, const struct hk_files *from,
                                struct hkr_fs *fs, struct hk_sources *sources);
/* The absolute directory that relative roots are taken from and shown paths are relative to
 * (hk_fs_cwd() knows it). Set before each render. */
void hk_files_set_cwd(struct hk_files *files, struct hk_slice cwd);
struct hk_slice hk_files_cwd(const struct hk_files *files);

/* @path as an absolute one: relative paths of the caller count from the working directory. */
struct hk_slice hk_loader_absolute(const struct hk_loader *loader, struct hk_slice path);
/* Whether @path, relative to the root, leads out of it by links. False when nothing is there. */
bool hk_loader_leaves_root(const struct hk_loader *loader, struct hk_slice path);
/* How messages name the file @path. */
struct hk_slice hk_loader_show(const struct hk_loader *loader, struct hk_slice path);

/* The loader for the directory that a build starts at. @path is as the user gave it; it may be
 * remote. @remotes may be NULL. */
HKR_MUST_CHECK enum hkr_status hk_loader_open_root(struct hk_env *env, struct hk_files *files,
                                                   enum hkr_load_restrictor restrictor,
                                                   const struct hk_remotes *remotes,
                                                   struct hk_slice path,
                                                   struct hk_loader **ret_loader);
/* Adds the lines of the file @path, which is taken from the working directory, to @remotes. */
HKR_MUST_CHECK enum hkr_status hk_loader_remote_map(struct hk_env *env, struct hk_files *files,
                                                    struct hk_slice path,
                                                    struct hk_remotes *remotes);
/* Tells what @entry names: a file, a directory (then *ret_loader is one for it; cycles and
 * absolute paths are faults), or neither (a fault: missing, outside the fence, remote, ...).
 * @field is the field that holds it, for messages. Files are tried first, as kustomize does. */
HKR_MUST_CHECK enum hkr_status hk_loader_classify(struct hk_loader *loader,
                                                  const struct hk_str *entry, const char *field,
                                                  enum hk_entry_kind *ret_kind,
                                                  struct hk_loader **ret_loader);
/* For `components`: must be a directory. */
HKR_MUST_CHECK enum hkr_status hk_loader_enter(struct hk_loader *loader, const struct hk_str *entry,
                                               const char *field, struct hk_loader **ret_loader);

/* The bytes of a file; borrowed from the context. @secret: never to be shown. */
HKR_MUST_CHECK enum hkr_status hk_loader_bytes(struct hk_loader *loader, const struct hk_str *path,
                                               const char *field, bool secret,
                                               struct hk_slice *ret_bytes);
/* The number of the source that such a file is, for places in its bytes. */
HKR_MUST_CHECK enum hkr_status hk_loader_source(struct hk_loader *loader, const struct hk_str *path,
                                                const char *field, hk_file_id *ret_file);
/* The documents of a file, parsed as resources; shared. */
HKR_MUST_CHECK enum hkr_status hk_loader_docs(struct hk_loader *loader, const struct hk_str *path,
                                              const char *field, struct hk_docs *ret_docs);

/* Finds and parses the kustomization file of the loader's directory, with the deprecation
 * warnings, fix-ups and checks of reference 1.1-1.3. Shared: parsed once per context. */
HKR_MUST_CHECK enum hkr_status hk_loader_kustomization(struct hk_loader *loader,
                                                       const struct hk_kustomization **ret_kust);

/* The same, for one who asks for no places: that of one of @others, when it was parsed there from
 * the same text at the same path. */
HKR_MUST_CHECK enum hkr_status
hk_loader_kustomization_like(struct hk_loader *loader, const struct hk_other_files *others,
                             const struct hk_kustomization **ret_kust);

/* The kustomization file as a text and its tree, for one who means to change it. Its fields are
 * judged by hk_kustomization_decode() alone; an empty file is fine. */
struct hk_kustomization_source {
    struct hk_slice path; /* as it is to be shown */
    struct hk_slice text;
    hk_file_id file;
    struct hk_node *root; /* NULL: empty */
};
HKR_MUST_CHECK enum hkr_status
hk_loader_kustomization_source(struct hk_loader *loader,
                               struct hk_kustomization_source *ret_source);
/* What the tree @root (may be NULL) of a kustomization file says; unknown fields and wrong types
 * are faults, but not that it is empty. */
HKR_MUST_CHECK enum hkr_status hk_kustomization_decode(struct hk_env *env, hk_file_id file,
                                                       struct hk_node *root,
                                                       const struct hk_kustomization **ret_kust);

/* Reads one `configurations` file, strictly (unknown fields and duplicate keys are faults),
 * and appends its rows to @config as they stand (no merging rules). */
HKR_MUST_CHECK enum hkr_status hk_loader_configuration(struct hk_loader *loader,
                                                       const struct hk_str *path,
                                                       struct hk_transform_config *config);

/* Reads one file of `replacements`: one of them or a list, with unknown fields let pass. */
HKR_MUST_CHECK enum hkr_status hk_loader_replacements(struct hk_loader *loader,
                                                      const struct hk_str *path,
                                                      struct hk_replacements *ret_replacements);

/* The same for one file of `crds`: OpenAPI definitions whose extensions stand for rows. */
HKR_MUST_CHECK enum hkr_status hk_loader_crds(struct hk_loader *loader, const struct hk_str *path,
                                              struct hk_transform_config *config);

/* One key and value of a generated ConfigMap or Secret. */
struct hk_kv {
    struct hk_slice key;
    struct hk_slice value; /* any bytes */
    struct hk_place at;    /* the literal, the line of the env file, or the entry of `files` */
};

struct hk_kvs {
    struct hk_kv *items;
    uint32_t n;
    uint32_t cap;
};

/* Reads envs, literals and files of a generator in kustomize's order and grammar (reference:
 * ConfigMap generator). Repeated keys are faults. @secret: nothing of it is ever shown. */
HKR_MUST_CHECK enum hkr_status hk_loader_generator_inputs(struct hk_loader *loader,
                                                          const struct hk_generator_spec *spec,
                                                          bool secret, struct hk_kvs *ret_kvs);

#endif
