/* SPDX-License-Identifier: Apache-2.0 */
/* src/load/remote.h -- what on the network an entry names, and which local directory is given for
 * it.
 *
 * Entries are read from their text alone, exactly as kustomize reads them (reference: remote
 * forms). The map leads from URLs to directories; nothing is ever fetched. Layer: load. */
#ifndef HK_LOAD_REMOTE_H
#define HK_LOAD_REMOTE_H

#include "../base/env.h"

/* An entry that names something on the network. */
struct hk_remote {
    struct hk_slice text;  /* as written */
    struct hk_slice key;   /* "github.com/org/repo/sub/dir": host and path, whatever the form */
    size_t n_key_repo;     /* bytes of the key that name the repository */
    struct hk_slice clone; /* "https://github.com/org/repo": what git would be given */
    struct hk_slice repo;  /* "org/repo": the part of it after the host */
    struct hk_slice path;  /* "sub/dir": the directory in it, as written */
    struct hk_slice ref;   /* empty: none */
};

/* A file that kustomize would fetch with HTTP. */
bool hk_remote_is_url(struct hk_slice entry);
/* Reads @entry as a git repository that kustomize would clone. False when it is none. */
bool hk_remote_parse_repository(struct hk_arena *arena, struct hk_slice entry,
                                struct hk_remote *ret_remote);
/* Reads @entry, for which hk_remote_is_url() holds, as a file: clone, repo and path stay empty. */
void hk_remote_parse_url(struct hk_arena *arena, struct hk_slice entry,
                         struct hk_remote *ret_remote);
/* Reads @text, which may be the beginning of either, down to a host alone. */
bool hk_remote_parse_prefix(struct hk_arena *arena, struct hk_slice text,
                            struct hk_remote *ret_remote);

/* ---- The map ---------------------------------------------------------------------------- */

struct hk_remote_rule {
    struct hk_slice prefix;    /* as written */
    struct hk_slice directory; /* absolute, clean */
    struct hk_place at;        /* in a map file, or nowhere */
    struct hk_slice key;       /* see struct hk_remote */
    struct hk_slice ref;       /* empty: any */
};

struct hk_remotes; /* the map of one render */

struct hk_remotes *hk_remotes_new(struct hk_arena *arena);
/* Adds @prefix, served from @directory, which is taken from directory @from when it is relative.
 * Of equal prefixes the last counts. A prefix that is none is a fault. */
HKR_MUST_CHECK enum hkr_status hk_remotes_add(struct hk_env *env, struct hk_remotes *remotes,
                                              struct hk_slice prefix, struct hk_slice directory,
                                              struct hk_slice from, struct hk_place at);
/* Adds the lines "PREFIX=DIR" of map @file; relative directories are taken from @from. All faults
 * of the file are reported. */
HKR_MUST_CHECK enum hkr_status hk_remotes_add_lines(struct hk_env *env, struct hk_remotes *remotes,
                                                    hk_file_id file, struct hk_slice from);

/* The rule with the longest prefix of @remote, or NULL. A rule with a ref serves that ref alone,
 * and comes before one without. @remotes may be NULL. */
const struct hk_remote_rule *hk_remotes_find(const struct hk_remotes *remotes,
                                             const struct hk_remote *remote);
/* A rule that would serve @remote if the ref were another, or NULL: for messages. */
const struct hk_remote_rule *hk_remotes_find_other_ref(const struct hk_remotes *remotes,
                                                       const struct hk_remote *remote);

#endif
