/* SPDX-License-Identifier: Apache-2.0 */
/* hkrender.h -- render Kubernetes manifest trees as kustomize does, offline.
 *
 * The whole public interface. Handles are opaque; structs that a caller fills begin with their
 * own size, so that they can grow; everything that is handed out says how long it lives.
 * Nothing is global: two contexts never meet, and each may be used by one thread at a time.
 * The library never prints, never exits and opens no socket. It starts no program unless a
 * render is given the power to (struct hkr_programs).
 *
 *     struct hkr_ctx *ctx = NULL;
 *     struct hkr_result *result = NULL;
 *     if (hkr_ctx_new(NULL, &ctx) == HKR_OK &&
 *         hkr_render(ctx, "overlays/production", NULL, &result) == HKR_OK)
 *         fwrite(hkr_result_bytes(result), 1, hkr_result_size(result), stdout);
 *     hkr_result_free(result);
 *     hkr_ctx_free(ctx);
 */
#ifndef HKRENDER_HKRENDER_H
#define HKRENDER_HKRENDER_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define HKR_API __attribute__((visibility("default")))
#define HKR_MUST_CHECK __attribute__((warn_unused_result))
#else
#define HKR_API
#define HKR_MUST_CHECK
#endif

/* ---- Status ---------------------------------------------------------------------------- */

/* Values never change meaning; retired ones are never used again. */
enum hkr_status {
    HKR_OK = 0,
    HKR_E_INPUT = 3,      /* the manifests are at fault; diagnostics say where */
    HKR_E_IO = 7,         /* a file could not be read */
    HKR_E_LIMIT = 12,     /* a budget of depth, size or count was used up */
    HKR_E_CANCELLED = 15, /* the caller's cancel flag was raised */
    HKR_E_NOMEM = 19,     /* out of memory */
    HKR_E_USAGE = 21      /* the caller broke the contract of a function */
};

/* A short English name, never NULL. Static storage. */
HKR_API const char *hkr_status_name(enum hkr_status status);

/* ---- Memory ---------------------------------------------------------------------------- */

/* One function for all of it: @ptr NULL allocates, @new_size 0 frees (and returns NULL),
 * otherwise the block is resized. NULL on failure. Blocks are aligned for any object. */
struct hkr_allocator {
    void *(*realloc)(void *user, void *ptr, size_t old_size, size_t new_size);
    void *user;
};

/* ---- Files ----------------------------------------------------------------------------- */

struct hkr_fs; /* a source of files: see hkr_fs_new_disk(), hkr_fs_new_memory(), hkr_fs_new() */

enum hkr_fs_kind {
    HKR_FS_MISSING = 0,
    HKR_FS_FILE = 1,
    HKR_FS_DIRECTORY = 2,
    HKR_FS_OTHER = 3 /* a device, a socket, a pipe */
};

enum hkr_fs_status {
    HKR_FS_OK = 0,
    HKR_FS_E_MISSING = 1,   /* no such file, or a part of the path is no directory */
    HKR_FS_E_NOT_FILE = 2,  /* there is something, but not a regular file */
    HKR_FS_E_OUTSIDE = 3,   /* a link or a ".." leads out of the fence */
    HKR_FS_E_DENIED = 4,    /* no permission */
    HKR_FS_E_TOO_LARGE = 5, /* more than max_bytes */
    HKR_FS_E_LOOP = 6,      /* too many symbolic links */
    HKR_FS_E_IO = 7         /* anything else */
};

/* What a file system must be able to do. Paths are absolute, '/'-separated, zero-terminated.
 * The functions are called from the thread that renders, never after hkr_fs_free(). A file
 * system that several contexts share is used by one thread at a time, like a context.
 * hkr_render_many() and the like call it from several threads, but never from two at once. */
struct hkr_fs_ops {
    size_t size; /* sizeof(struct hkr_fs_ops) */

    /* Follows every symbolic link of @path. On HKR_FS_OK, *ret_kind says what is there, and
     * @buffer (of @capacity bytes) holds its canonical path, zero-terminated. */
    enum hkr_fs_status (*resolve)(void *user, const char *path, char *buffer, size_t capacity,
                                  enum hkr_fs_kind *ret_kind);

    /* Reads the regular file @path. When @fence is not NULL it is a canonical directory, and
     * the file that is opened must lie at or below it after all links: the check is made on
     * what was opened, not on the text of the path. The bytes go to
     * sink(sink_user, size) -> where to write exactly size bytes, or NULL to give up
     * (return HKR_FS_E_TOO_LARGE then). When the size turns out to be another, it is called
     * again; the last call counts. */
    enum hkr_fs_status (*read)(void *user, const char *fence, const char *path, size_t max_bytes,
                               char *(*sink)(void *sink_user, size_t size), void *sink_user);

    /* Called once by hkr_fs_free(). May be NULL. */
    void (*release)(void *user);

    /* The names in directory @path (its links followed), without "." and "..", in any order,
     * each with a zero after it, to sink() as above. May be NULL: then patterns match nothing. */
    enum hkr_fs_status (*list)(void *user, const char *path, size_t max_bytes,
                               char *(*sink)(void *sink_user, size_t size), void *sink_user);
};

/* The disk. Relative roots given to hkr_render() are taken from the working directory that
 * the process has at that call. */
HKR_API HKR_MUST_CHECK enum hkr_status hkr_fs_new_disk(const struct hkr_allocator *allocator,
                                                       struct hkr_fs **ret_fs);
/* An empty tree in memory; its root is "/". Fill it with hkr_fs_memory_add(). */
HKR_API HKR_MUST_CHECK enum hkr_status hkr_fs_new_memory(const struct hkr_allocator *allocator,
                                                         struct hkr_fs **ret_fs);
/* Adds or replaces a file; directories on the way are made. The bytes are copied. @path must be
 * absolute. HKR_E_USAGE when @fs is not in memory or a part of @path is a file. */
HKR_API HKR_MUST_CHECK enum hkr_status hkr_fs_memory_add(struct hkr_fs *fs, const char *path,
                                                         const void *bytes, size_t size);
/* A file system of the caller's own. @ops is copied. */
HKR_API HKR_MUST_CHECK enum hkr_status hkr_fs_new(const struct hkr_allocator *allocator,
                                                  const struct hkr_fs_ops *ops, void *user,
                                                  struct hkr_fs **ret_fs);
/* NULL is fine. Free it after every context that uses it. */
HKR_API void hkr_fs_free(struct hkr_fs *fs);

/* ---- Context --------------------------------------------------------------------------- */

/* Budgets. 0 takes the default that stands beside each. */
struct hkr_limits {
    size_t size;          /* sizeof(struct hkr_limits) */
    size_t file_bytes;    /* one input file: 256 MiB */
    size_t output_bytes;  /* the output: 1 GiB */
    size_t memory_bytes;  /* all memory of the context: no limit */
    uint32_t nodes;       /* nodes of one file, aliases counted where used: 20,000,000 */
    uint32_t depth;       /* nesting of a document: 1,000 */
    uint32_t layers;      /* nesting of kustomizations: 100 */
    uint32_t regex_steps; /* effort of one regular expression on one string: 10,000,000 */
};

struct hkr_ctx_options {
    size_t size;                           /* sizeof(struct hkr_ctx_options) */
    const struct hkr_allocator *allocator; /* NULL: the C library's; copied */
    struct hkr_fs *fs;                     /* NULL: the disk; borrowed, must outlive the context */
    const struct hkr_limits *limits;       /* NULL: the defaults; copied */
    const volatile int *cancel; /* NULL, or a flag that another thread or a signal handler sets
                                 * to non-zero to end a render with HKR_E_CANCELLED */
};

struct hkr_ctx; /* what renders share: files read once, interned names. Not thread-safe. */

/* @options may be NULL. */
HKR_API HKR_MUST_CHECK enum hkr_status hkr_ctx_new(const struct hkr_ctx_options *options,
                                                   struct hkr_ctx **ret_ctx);
/* NULL is fine. Results keep what they need: they may be freed before or after. */
HKR_API void hkr_ctx_free(struct hkr_ctx *ctx);

/* ---- Rendering ------------------------------------------------------------------------- */

enum hkr_load_restrictor {
    HKR_LOAD_ROOT_ONLY = 0, /* files of a kustomization lie in or below its directory */
    HKR_LOAD_NONE = 1       /* files may lie anywhere */
};

enum hkr_reorder {
    HKR_REORDER_UNSET = 0,  /* as the kustomization says, else legacy */
    HKR_REORDER_LEGACY = 1, /* by kind, unless the kustomization has sortOptions */
    HKR_REORDER_NONE = 2    /* as accumulated, unless the kustomization has sortOptions */
};

/* Where remote references are served from. @prefix is the beginning of a URL, whole path elements
 * down to a host: "https://github.com/org/repo?ref=v1", "git@host:org", "https://host/manifests".
 * It stands for every way to write the same place, with or without scheme, user or ".git"; host
 * and path are compared, and the longest prefix wins. One with a ref serves that ref alone, one
 * without any. What follows the prefix is looked for below @directory (on the file system of the
 * context; a relative one is taken as roots are). Neither the kustomizations nor the files of a
 * repository may lie outside of it. */
struct hkr_remote {
    const char *prefix;
    const char *directory;
};

/* What a render may start, and how. All texts are borrowed for the call; lists may be NULL when
 * their count is 0. Programs get a clean environment, no terminal, and end with the render. */
struct hkr_programs {
    size_t size;              /* sizeof(struct hkr_programs) */
    int helm;                 /* non-zero: charts are inflated by an installed helm */
    const char *helm_command; /* NULL: "helm" */
    const char *const *helm_api_versions;
    size_t n_helm_api_versions;
    const char *helm_kube_version; /* NULL: helm's own */
    int helm_debug;                /* non-zero: helm --debug */
    int plugins;                   /* non-zero: container functions and exec plugins */
    int exec;                      /* non-zero, with plugins: exec functions */
    const char *plugin_home;       /* directory of exec plugins; NULL: there is none */
    int network;                   /* non-zero: functions that ask for it get the network */
    const char *network_name;      /* NULL: "bridge" */
    const char *const *mounts;     /* of functions, as docker's --mount has them */
    size_t n_mounts;
    const char *const *env; /* of functions and plugins: NAME=VALUE, or NAME to pass on what
                             * `environment` has */
    size_t n_env;
    int as_current_user; /* non-zero: functions run under the caller's ids */
    uint32_t seconds;    /* for each program; 0: 300 */
    const char *const *environment; /* of every program: NAME=VALUE. Nothing else of the host's
                                     * goes to them. PATH is also where programs are looked for
                                     * (absent: /usr/local/bin:/usr/bin:/bin), TMPDIR where files
                                     * for them are put (absent: /tmp) */
    size_t n_environment;
};

/* What is to be done with the diagnostics of one code. A strict check that is not to be reported
 * is not carried out either. */
enum hkr_treatment {
    HKR_TREAT_IGNORE = 0, /* not reported */
    HKR_TREAT_WARN = 1,   /* a warning */
    HKR_TREAT_ERROR = 2   /* an error: the render fails */
};

struct hkr_treat {
    const char *id; /* "HK1220", or its name "deprecated-field"; or "all". It must be that of a
                     * warning or of a strict check: errors cannot be treated */
    enum hkr_treatment treatment;
};

struct hkr_variables; /* what ${NAME} stands for: below */

struct hkr_render_options {
    size_t size; /* sizeof(struct hkr_render_options); bytes past what is known must be zero */
    enum hkr_load_restrictor load_restrictor;
    enum hkr_reorder reorder;
    int managed_by_label;           /* non-zero: add app.kubernetes.io/managed-by */
    int strict;                     /* non-zero: what kustomize passes over in silence is an
                                     * error: every strict check is made (HKR_CODE_STRICT) */
    int schema_from_crds;           /* non-zero: lists merge by the keys that the
                                     * CustomResourceDefinitions of the build name */
    const struct hkr_treat *treats; /* come after strict; the later of two for a code wins */
    size_t n_treats;
    const struct hkr_remote *remotes;
    size_t n_remotes;
    const char *const *remote_maps; /* files of lines PREFIX=DIR, with DIR relative to the file;
                                     * @remotes win */
    size_t n_remote_maps;
    const struct hkr_programs *programs; /* NULL: none is started */
    int deps; /* non-zero: the result has the paths that it hangs on (hkr_result_dep()) */
    const struct hkr_variables *variables; /* NULL: texts stay as they are */
};

struct hkr_result; /* immutable outcome: bytes, objects, diagnostics. Owns all it hands out. */

/* Renders the kustomization in directory @root. *ret_result is set on every return except
 * HKR_E_NOMEM and HKR_E_USAGE, so diagnostics survive failure; it has no bytes and no objects
 * unless HKR_OK is returned. @options may be NULL. Free the result with hkr_result_free(). */
HKR_API HKR_MUST_CHECK enum hkr_status hkr_render(struct hkr_ctx *ctx, const char *root,
                                                  const struct hkr_render_options *options,
                                                  struct hkr_result **ret_result);

/* NULL is fine. */
HKR_API void hkr_result_free(struct hkr_result *result);

/* The output: YAML documents joined by "---\n". Never NULL; zero-terminated for convenience.
 * Borrowed until hkr_result_free(), as is everything below. */
HKR_API const char *hkr_result_bytes(const struct hkr_result *result);
HKR_API size_t hkr_result_size(const struct hkr_result *result);

/* One object of the output, in output order. */
struct hkr_object {
    size_t size;             /* sizeof(struct hkr_object), set by the caller */
    const char *api_version; /* "" when absent */
    const char *kind;
    const char *name;
    const char *ns;     /* metadata.namespace, "" when absent */
    int cluster_scoped; /* non-zero: a kind that certainly has no namespace */
    const char *bytes;  /* its document within hkr_result_bytes(), without the separator */
    size_t n_bytes;     /* not zero-terminated there */
    const char *origin; /* the file it was read from or generated by, "" when unknown */
    uint32_t line;      /* where in that file; 0 when unknown */
};

HKR_API size_t hkr_result_n_objects(const struct hkr_result *result);
/* Fills *ret_object. HKR_E_USAGE when @index is out of range or the size is unknown. */
HKR_API HKR_MUST_CHECK enum hkr_status
hkr_result_object(const struct hkr_result *result, size_t index, struct hkr_object *ret_object);

/* ---- Editing --------------------------------------------------------------------------- */

/* What `edit set|add|remove` of the command line does; the operands are the same texts. */
enum hkr_edit_op {
    HKR_EDIT_NONE = 0,
    HKR_EDIT_SET_ANNOTATION = 1,    /* KEY:VALUE ... */
    HKR_EDIT_SET_BUILDMETADATA = 2, /* OPTION,... */
    HKR_EDIT_SET_CONFIGMAP = 3,     /* NAME; literals, ns, new_ns */
    HKR_EDIT_SET_IMAGE = 4,         /* NAME=NEWNAME:TAG@DIGEST ..., or parts of it */
    HKR_EDIT_SET_LABEL = 5,         /* KEY:VALUE ... */
    HKR_EDIT_SET_NAMEPREFIX = 6,    /* PREFIX */
    HKR_EDIT_SET_NAMESPACE = 7,     /* NAMESPACE */
    HKR_EDIT_SET_NAMESUFFIX = 8,    /* SUFFIX */
    HKR_EDIT_SET_REPLICAS = 9,      /* NAME=COUNT ... */
    HKR_EDIT_SET_SECRET = 10,       /* NAME; literals, ns, new_ns */
    HKR_EDIT_ADD_ANNOTATION = 20,   /* KEY:VALUE ...; FORCE */
    HKR_EDIT_ADD_BASE = 21,         /* DIRECTORY,... */
    HKR_EDIT_ADD_BUILDMETADATA = 22,
    HKR_EDIT_ADD_COMPONENT = 23,    /* PATTERN ... */
    HKR_EDIT_ADD_CONFIGMAP = 24,    /* NAME; literals, files, env_file, behavior, ns, NO_HASH */
    HKR_EDIT_ADD_GENERATOR = 25,    /* PATTERN ... */
    HKR_EDIT_ADD_LABEL = 26,        /* KEY:VALUE ...; FORCE, WITHOUT_SELECTOR, INCLUDE_TEMPLATES */
    HKR_EDIT_ADD_PATCH = 27,        /* patch or path, target */
    HKR_EDIT_ADD_RESOURCE = 28,     /* PATTERN ...; NO_VERIFY */
    HKR_EDIT_ADD_SECRET = 29,       /* NAME; as ADD_CONFIGMAP, type */
    HKR_EDIT_ADD_TRANSFORMER = 30,  /* PATTERN ... */
    HKR_EDIT_REMOVE_ANNOTATION = 40, /* KEY,...; IGNORE_MISSING */
    HKR_EDIT_REMOVE_BUILDMETADATA = 41,
    HKR_EDIT_REMOVE_CONFIGMAP = 42,  /* NAME,...; ns */
    HKR_EDIT_REMOVE_LABEL = 43,      /* KEY,...; IGNORE_MISSING */
    HKR_EDIT_REMOVE_PATCH = 44,      /* patch or path, target */
    HKR_EDIT_REMOVE_RESOURCE = 45,   /* PATTERN ... */
    HKR_EDIT_REMOVE_SECRET = 46,     /* NAME,...; ns */
    HKR_EDIT_REMOVE_TRANSFORMER = 47 /* PATTERN ... */
};

enum hkr_edit_flag { /* bits */
    HKR_EDIT_FORCE = 1,             /* -f: what is there already is overwritten */
    HKR_EDIT_WITHOUT_SELECTOR = 2,  /* into `labels`, not `commonLabels` */
    HKR_EDIT_INCLUDE_TEMPLATES = 4, /* with WITHOUT_SELECTOR */
    HKR_EDIT_NO_VERIFY = 8,         /* resources are named as they are, and not looked for */
    HKR_EDIT_IGNORE_MISSING = 16,   /* -i: what is not there needs no removal */
    HKR_EDIT_NO_HASH = 32           /* --disableNameSuffixHash */
};

struct hkr_edit_target { /* of a patch; NULL texts are not given */
    const char *group, *version, *kind, *name, *ns;
    const char *annotation_selector, *label_selector;
};

/* One edit, as data. All texts are borrowed for the call. */
struct hkr_edit {
    size_t size; /* sizeof(struct hkr_edit) */
    enum hkr_edit_op op;
    unsigned flags; /* enum hkr_edit_flag */
    const char *const *args;
    size_t n_args;
    const char *const *literals; /* --from-literal */
    size_t n_literals;
    const char *const *files; /* --from-file, commas split already */
    size_t n_files;
    const char *env_file; /* --from-env-file; this and the rest: NULL when not given */
    const char *behavior;
    const char *type; /* of a Secret; NULL: "Opaque" */
    const char *ns;
    const char *new_ns;
    const char *path;  /* of a patch, or */
    const char *patch; /* its text */
    struct hkr_edit_target target;
};

/* Applies the edits, in their order and all or none, to the kustomization file in directory @dir.
 * Nothing is written: the result has the new bytes of each file that changes
 * (hkr_result_file()); there is none when all is as it should be already. Comments, order, quotes
 * and all lines that need no change stay as they are. *ret_result as with hkr_render(). A context
 * reads a file once: for an edit of what was written meanwhile, take a new one. */
HKR_API HKR_MUST_CHECK enum hkr_status hkr_edit(struct hkr_ctx *ctx, const char *dir,
                                                const struct hkr_edit *edits, size_t n_edits,
                                                struct hkr_result **ret_result);

/* What `create` is asked for; the same texts. NULL ones are not given. */
struct hkr_create {
    size_t size;             /* sizeof(struct hkr_create) */
    const char *resources;   /* PATTERN,... */
    const char *ns;          /* namespace */
    const char *annotations; /* KEY:VALUE,... */
    const char *labels;      /* KEY:VALUE,... */
    const char *name_prefix;
    const char *name_suffix;
    int autodetect; /* non-zero: all files of the directory that read as resources */
    int recursive;  /* non-zero, with autodetect: those of directories below, too */
    int no_verify;  /* non-zero: resources are named as they are, and not looked for */
};

/* The kustomization file for directory @dir, which must not have one: nothing is written, the
 * result has the one file (hkr_result_file()). *ret_result as with hkr_render(). */
HKR_API HKR_MUST_CHECK enum hkr_status hkr_create(struct hkr_ctx *ctx, const char *dir,
                                                  const struct hkr_create *options,
                                                  struct hkr_result **ret_result);

struct hkr_fix {
    size_t size; /* sizeof(struct hkr_fix) */
    int vars;    /* non-zero: vars become replacements, and the files that use them are changed */
    const struct hkr_render_options *render; /* of the proof; NULL: the defaults */
    const char *const *roots; /* directories that are rendered for the proof; NULL: @dir itself */
    size_t n_roots;
};

/* Fixes the kustomization file in directory @dir: deprecated fields become those that took their
 * place, and a missing apiVersion or kind is added. Both states are rendered, the new one without
 * being written; when they differ by a byte, or do not render, that is an error. Otherwise as
 * hkr_edit(). @options may be NULL. */
HKR_API HKR_MUST_CHECK enum hkr_status hkr_fix(struct hkr_ctx *ctx, const char *dir,
                                               const struct hkr_fix *options,
                                               struct hkr_result **ret_result);

/* A file that is to be written. */
struct hkr_file {
    size_t size;      /* sizeof(struct hkr_file), set by the caller */
    const char *path; /* absolute, or relative to the working directory */
    const char *bytes;
    size_t n_bytes; /* zero-terminated for convenience */
};

HKR_API size_t hkr_result_n_files(const struct hkr_result *result);
/* Fills *ret_file. HKR_E_USAGE when @index is out of range or the size is unknown. */
HKR_API HKR_MUST_CHECK enum hkr_status hkr_result_file(const struct hkr_result *result,
                                                       size_t index, struct hkr_file *ret_file);

/* ---- Localizing ------------------------------------------------------------------------ */

struct hkr_localize_options {
    size_t size;             /* sizeof(struct hkr_localize_options) */
    const char *scope;       /* directory that local references may not leave; NULL: the target */
    const char *destination; /* NULL: "localized-NAME" in the working directory */
    int no_verify;           /* non-zero: the copy is not rendered and compared */
    const struct hkr_remote *remotes;
    size_t n_remotes;
    const char *const *remote_maps;
    size_t n_remote_maps;
};

/* Copies the kustomization @target, a directory or something remote, with all that it reads, so
 * that the copy needs nothing outside of it. What is remote goes below directories called
 * `localized-files`, and the entries that named it name that; comments, order and all else in the
 * kustomization files stay as they are. Nothing is written: the result has the files of the copy
 * (hkr_result_file()), with paths below the destination, which must not exist. @options may be
 * NULL. *ret_result as with hkr_render(). */
HKR_API HKR_MUST_CHECK enum hkr_status hkr_localize(struct hkr_ctx *ctx, const char *target,
                                                    const struct hkr_localize_options *options,
                                                    struct hkr_result **ret_result);
/* Of such a result: the destination, and the directory below it that renders as @target does. ""
 * for others. */
HKR_API const char *hkr_result_destination(const struct hkr_result *result);
HKR_API const char *hkr_result_localized(const struct hkr_result *result);

/* ---- Diagnostics ----------------------------------------------------------------------- */

enum hkr_severity { HKR_WARNING = 1, HKR_ERROR = 2 };

/* 1-based; columns count characters; line 0: no position known; length in bytes, 0: unknown. */
struct hkr_span {
    const char *file; /* relative to the working directory where possible; "" when none */
    uint32_t line;
    uint32_t column;
    uint32_t length;
};

struct hkr_diag {
    uint32_t code; /* stable; doc/diagnostics.md has an entry for each */
    enum hkr_severity severity;
    const char *message;            /* one sentence, no newline, no "error:" before it */
    const char *mend;               /* what to do about it, or NULL */
    const char *subject;            /* "apps/v1 Deployment prod/web", or NULL */
    struct hkr_span at;             /* where the offending text is */
    const char *line_text;          /* that line, or NULL when unknown or not to be shown */
    const struct hkr_diag *via;     /* the kustomization that pulled it in, or NULL */
    const struct hkr_diag *related; /* another place that explains this one, or NULL */
};

HKR_API size_t hkr_result_n_diags(const struct hkr_result *result);
/* NULL when @index is out of range. Errors and warnings in the order of their discovery. */
HKR_API const struct hkr_diag *hkr_result_diag(const struct hkr_result *result, size_t index);
/* What a code stands for. Errors end a render. Strict checks tell what kustomize passes over in
 * silence; they are made only when asked for. They and warnings end nothing; where they are
 * treated as errors, all of them are told and the render fails at its end. */
enum hkr_code_kind { HKR_CODE_ERROR = 1, HKR_CODE_WARNING = 2, HKR_CODE_STRICT = 3 };

struct hkr_code {
    size_t size; /* sizeof(struct hkr_code), set by the caller */
    uint32_t code;
    enum hkr_code_kind kind;
    const char *name; /* "deprecated-field". Static storage */
};

HKR_API size_t hkr_n_codes(void);
/* Fills *ret_code, in ascending order of codes. HKR_E_USAGE when @index is out of range or the
 * size is unknown. */
HKR_API HKR_MUST_CHECK enum hkr_status hkr_code_at(size_t index, struct hkr_code *ret_code);
/* "HK1203" for a code, into @buffer of at least 12 bytes. Returns @buffer. */
HKR_API char *hkr_diag_id(uint32_t code, char *buffer);

/* ---- Many roots ------------------------------------------------------------------------ */

struct hkr_batch_options {
    size_t size;      /* sizeof(struct hkr_batch_options) */
    unsigned threads; /* how many may work; 0: one for each processor, but one alone when the
                       * context has an allocator of the caller's. With more than one, that
                       * allocator is called by several of them at a time. The file system of the
                       * caller never is */
    /* NULL, or called when a root is done: @done of @n. By any of the threads, one at a time,
     * with @done ascending. */
    void (*progress)(void *user, size_t done, size_t n);
    void *user;
};

/* Renders each of the directories @roots (of @n) as hkr_render() does. What several of them build
 * upon is read, parsed and rendered once. Bytes, status and diagnostics of each are those of a
 * render of its own, whatever the number of threads; one failure does not end the others. (The
 * text of a line may be kept back where another root takes the file for the content of a Secret.)
 * @ret_results has room for @n; each is to be freed. All of them are NULL after HKR_E_NOMEM and
 * HKR_E_USAGE. Otherwise the status is that of the first root that failed (hkr_result_status()),
 * or HKR_OK. @options and @batch may be NULL. */
HKR_API HKR_MUST_CHECK enum hkr_status
hkr_render_many(struct hkr_ctx *ctx, const char *const *roots, size_t n,
                const struct hkr_render_options *options, const struct hkr_batch_options *batch,
                struct hkr_result **ret_results);
/* What the call that made @result returned for it. HKR_E_USAGE when @result is NULL. */
HKR_API enum hkr_status hkr_result_status(const struct hkr_result *result);

/* Finds the roots in and below @directory: the directories with a kustomization that is no
 * component and that no other kustomization found there names. One that cannot be read is a root,
 * since nothing else would tell of it. Directories called .git are not entered, nor are symbolic
 * links to directories followed. @fs NULL: the file system of the context; another one must
 * outlive the context. *ret_result as with hkr_render(). */
HKR_API HKR_MUST_CHECK enum hkr_status hkr_find_roots(struct hkr_ctx *ctx, struct hkr_fs *fs,
                                                      const char *directory,
                                                      struct hkr_result **ret_result);
/* The roots of such a result, sorted: paths that begin as @directory does. NULL when @index is out
 * of range. */
HKR_API size_t hkr_result_n_roots(const struct hkr_result *result);
HKR_API const char *hkr_result_root(const struct hkr_result *result, size_t index);

/* ---- Dependencies ---------------------------------------------------------------------- */

/* What a render did with a path. */
enum hkr_dep_kind {
    HKR_DEP_READ = 1,    /* a file, or a symbolic link on the way to one */
    HKR_DEP_MISSING = 2, /* looked for, and not there: a file that appears there would be read */
    HKR_DEP_LISTED = 3   /* a directory whose names were read */
};

struct hkr_dep {
    size_t size;      /* sizeof(struct hkr_dep), set by the caller */
    const char *path; /* relative to the working directory where possible */
    enum hkr_dep_kind kind;
};

/* The paths that the outcome of a render hangs on, sorted; of a failed one, too. As long as none
 * of them changes, appears or vanishes, it comes out the same. Nothing when struct
 * hkr_render_options did not ask for them. Of what started programs read, charts and mounted
 * directories are known. */
HKR_API size_t hkr_result_n_deps(const struct hkr_result *result);
/* Fills *ret_dep. HKR_E_USAGE when @index is out of range or the size is unknown. */
HKR_API HKR_MUST_CHECK enum hkr_status hkr_result_dep(const struct hkr_result *result, size_t index,
                                                      struct hkr_dep *ret_dep);

/* ---- Comparing ------------------------------------------------------------------------- */

/* One side of a comparison. With neither @path nor @bytes there is nothing on this side, and all
 * objects of the other were added or removed. */
struct hkr_side {
    size_t size;       /* sizeof(struct hkr_side) */
    struct hkr_fs *fs; /* where @path is; NULL: the context's. Must outlive the context */
    const char *path;  /* a directory with a kustomization, or a file of objects: documents of YAML
                        * or JSON, whose Lists are taken apart */
    const char *bytes; /* the text of such a file; wins over @path. Borrowed for the call */
    size_t n_bytes;
    const char *name; /* how to call this side; NULL: @path */
};

struct hkr_compare_options {
    size_t size;                             /* sizeof(struct hkr_compare_options) */
    const struct hkr_render_options *render; /* of directories; NULL: the defaults */
    int ignore_list_order;                   /* non-zero: two lists of the same items are equal */
    int digests;                             /* non-zero: hkr_comparison has the digests */
    const unsigned char *secret_key; /* of the digests that stand for what is secret; NULL: random
                                      * in each call, so that nothing can be guessed by them */
    size_t n_secret_key;             /* 16 to 64 bytes */
};

/* Renders or reads both sides, and compares the objects as the output has them: types count, the
 * order of keys and of objects does not. Objects are paired by what they are called; those whose
 * hash suffix, name or namespace changed are paired too. *ret_result as with hkr_render(): it has
 * a comparison on every return on which it is set, but no changes when a side failed. Then the
 * status is that of the side, and its diagnostics are among those of the result. @options may be
 * NULL. */
HKR_API HKR_MUST_CHECK enum hkr_status hkr_compare(struct hkr_ctx *ctx,
                                                   const struct hkr_side *before,
                                                   const struct hkr_side *after,
                                                   const struct hkr_compare_options *options,
                                                   struct hkr_result **ret_result);
/* Compares @befores[i] with @afters[i], for each of @n, as hkr_render_many() renders. */
HKR_API HKR_MUST_CHECK enum hkr_status
hkr_compare_many(struct hkr_ctx *ctx, const struct hkr_side *befores, const struct hkr_side *afters,
                 size_t n, const struct hkr_compare_options *options,
                 const struct hkr_batch_options *batch, struct hkr_result **ret_results);

struct hkr_comparison {
    size_t size; /* sizeof(struct hkr_comparison), set by the caller */
    const char *before_name;
    const char *after_name;
    enum hkr_status before_status; /* HKR_OK, or why that side failed */
    enum hkr_status after_status;
    int before_present; /* zero: there is nothing on that side, by the caller's word */
    int after_present;
    size_t n_before_diags; /* so many of the result's diagnostics, the first, are of that side */
    int same;              /* non-zero: both sides are there, and have the same objects */
    size_t n_objects_before;
    size_t n_objects_after;
    size_t n_changes;      /* objects added, removed and changed: hkr_result_object_change() */
    char digest_before[65]; /* SHA-256 in hexadecimal over the documents of the output in the order
                             * of their bytes, each followed by "---\n"; with ignore_list_order,
                             * over documents with sorted lists. "" when not asked for, absent or
                             * failed */
    char digest_after[65];
};

enum hkr_change_kind {
    HKR_CHANGE_ADDED = 1,
    HKR_CHANGE_REMOVED = 2,
    HKR_CHANGE_CHANGED = 3,
    HKR_CHANGE_MOVED = 4 /* a list item: it is the same, at another place of the list */
};

/* Why the two objects of a change count as one. */
enum hkr_pairing {
    HKR_PAIRED_BY_ID = 0,   /* same kind, namespace and name (or there is but one object) */
    HKR_PAIRED_BY_HASH = 1, /* the names differ in their hash suffix alone */
    HKR_PAIRED_BY_ORIGIN = 2 /* renamed: another prefix, suffix or namespace, or the same content */
};

struct hkr_object_change {
    size_t size; /* sizeof(struct hkr_object_change), set by the caller */
    enum hkr_change_kind kind;
    const char *api_version; /* of the object afterwards; of a removed one, before */
    const char *object_kind;
    const char *ns; /* "" when absent */
    const char *name;
    enum hkr_pairing pairing;
    const char *before_name;    /* NULL: as afterwards */
    const char *before_ns;      /* the same */
    const char *before_text;    /* its document of the output on either side, with digests where ... */
    const char *after_text;     /* ... a Secret has values; "" when absent */
    struct hkr_span before_at;  /* where the object comes from; line 0 when absent */
    struct hkr_span after_at;
    size_t n_fields;
    size_t n_dangers;
    int only_references; /* non-zero: nothing but names of objects that were renamed (which the
                          * changes of those tell) has changed */
};

/* One field of a changed object, or the smallest part that was added or removed. */
struct hkr_field_change {
    size_t size; /* sizeof(struct hkr_field_change), set by the caller */
    enum hkr_change_kind kind;
    const char *path;   /* spec.template.spec.containers[name=web].image, data["a.b"], args[2] */
    const char *before; /* the value as JSON on one line, with digests where it is secret; of a
                         * moved item, its index. NULL: absent */
    const char *after;
    struct hkr_span before_at; /* where the value was set; line 0: nowhere that is known */
    struct hkr_span after_at;
    int is_image;     /* non-zero: the image of a container */
    int is_reference; /* non-zero: the name of an object that was renamed */
};

enum hkr_danger_kind {
    HKR_DANGER_REMOVED = 1,   /* an object that holds data, or that others live in, goes */
    HKR_DANGER_IMMUTABLE = 2, /* the server refuses this change: delete the object first */
    HKR_DANGER_RBAC = 3,      /* something is allowed that was not */
    HKR_DANGER_STOPPED = 4    /* nothing runs any more */
};

struct hkr_danger {
    size_t size; /* sizeof(struct hkr_danger), set by the caller */
    enum hkr_danger_kind kind;
    const char *message; /* one sentence, no newline */
    const char *path;    /* the field, or "" for the whole object */
};

/* These fill their last argument. HKR_E_USAGE when an index is out of range, the size is unknown,
 * or the result is not that of a comparison. Texts are borrowed until hkr_result_free(). */
HKR_API HKR_MUST_CHECK enum hkr_status
hkr_result_comparison(const struct hkr_result *result, struct hkr_comparison *ret_comparison);
/* In the order of the output. */
HKR_API HKR_MUST_CHECK enum hkr_status
hkr_result_object_change(const struct hkr_result *result, size_t index,
                         struct hkr_object_change *ret_change);
/* The @field-th change, and the @danger-th danger, of that object. */
HKR_API HKR_MUST_CHECK enum hkr_status
hkr_result_field_change(const struct hkr_result *result, size_t index, size_t field,
                        struct hkr_field_change *ret_change);
HKR_API HKR_MUST_CHECK enum hkr_status hkr_result_danger(const struct hkr_result *result,
                                                         size_t index, size_t danger,
                                                         struct hkr_danger *ret_danger);
struct hkr_affected_options {
    size_t size;                             /* sizeof(struct hkr_affected_options) */
    const struct hkr_render_options *render; /* NULL: the defaults */
    const struct hkr_batch_options *batch;   /* NULL: the defaults */
};

/* Finds those of the directories @roots (of @n_roots) whose render can come out otherwise when the
 * paths @changed (of @n_changed) change, appear or vanish. All others render as before, to the
 * byte. @fs (NULL: that of the context; another one must outlive it) may be the state before or
 * after: what two renders look at first parts where they both look at a changed path. A path that
 * is a directory stands for all below it. Relative paths are taken from the working directory.
 * *ret_result, set as with hkr_render(), has these roots as hkr_find_roots() would, in the order of
 * @roots. A root that does not render is no fault here. @options may be NULL. */
HKR_API HKR_MUST_CHECK enum hkr_status
hkr_affected(struct hkr_ctx *ctx, struct hkr_fs *fs, const char *const *roots, size_t n_roots,
             const char *const *changed, size_t n_changed,
             const struct hkr_affected_options *options, struct hkr_result **ret_result);
/* One of @changed because of which hkr_result_root(@result, @index) is there; "" when its render
 * was ended by a limit and may hang on anything. NULL for other results, and when out of range. */
HKR_API const char *hkr_result_cause(const struct hkr_result *result, size_t index);

/* ---- Reports --------------------------------------------------------------------------- */

enum hkr_report_format {
    HKR_REPORT_TEXT = 0,     /* for a terminal */
    HKR_REPORT_UNIFIED = 1,  /* as diff -u and patch(1) have it, a file an object */
    HKR_REPORT_JSON = 2,     /* doc/report.md has its members */
    HKR_REPORT_MARKDOWN = 3, /* for a comment on a pull request */
    HKR_REPORT_HTML = 4      /* one page that needs nothing besides */
};

struct hkr_report_options {
    size_t size; /* sizeof(struct hkr_report_options) */
    enum hkr_report_format format;
    int color;         /* non-zero: text and unified have the colours of terminals */
    int summary_only;  /* non-zero: totals, images and dangers alone */
    size_t max_bytes;  /* of Markdown, at least 2,000: changes that have no room are left out whole,
                        * and counted. 0: 65,000 */
    const char *title; /* of Markdown, JSON and HTML; NULL: "What changes" */
};

/* Tells what @n comparisons found, in their order: results of hkr_compare() and
 * hkr_compare_many(), also those of sides that failed. The result has the bytes of the report
 * (hkr_result_bytes()) and borrows nothing. @options may be NULL. *ret_result as with
 * hkr_render(). HKR_E_USAGE when one of @results is not that of a comparison. */
HKR_API HKR_MUST_CHECK enum hkr_status hkr_report(struct hkr_ctx *ctx,
                                                  const struct hkr_result *const *results,
                                                  size_t n,
                                                  const struct hkr_report_options *options,
                                                  struct hkr_result **ret_result);

/* ---- Revisions ------------------------------------------------------------------------- */

/* A git repository, read as it lies on the disk: nothing is checked out, fetched, run or written.
 * libgit2 is loaded when the first one is opened; without it that fails with a diagnostic.
 * Like a context, it is used by one thread at a time. */
struct hkr_git;

/* What git takes from its environment (GIT_DIR and so on). Relative paths count from the working
 * directory. NULL: not given. */
struct hkr_git_options {
    size_t size;            /* sizeof(struct hkr_git_options) */
    const char *git_dir;    /* the repository itself; NULL: looked for from the directory upward */
    const char *work_tree;  /* NULL: the one that belongs to the repository */
    const char *index_file; /* NULL: the one of the work tree */
    const char *const *object_dirs; /* where objects lie besides: those that a push brings are shown
                                     * to its hooks so */
    size_t n_object_dirs;
};

/* Opens the repository that @directory lies in. *ret_git is set on HKR_OK alone, *ret_result as
 * with hkr_render(). @options may be NULL. */
HKR_API HKR_MUST_CHECK enum hkr_status hkr_git_open(struct hkr_ctx *ctx, const char *directory,
                                                    const struct hkr_git_options *options,
                                                    struct hkr_git **ret_git,
                                                    struct hkr_result **ret_result);
/* NULL is fine. After the file systems that were made of it. */
HKR_API void hkr_git_free(struct hkr_git *git);
/* The top of its work tree, canonical and absolute; of a bare repository, the directory that it
 * is. Never NULL; borrowed until hkr_git_free(). */
HKR_API const char *hkr_git_top(const struct hkr_git *git);

/* In place of a revision: the index, which is what the next commit would have. */
#define HKR_GIT_INDEX ":"

/* A revision (a branch, a tag, "HEAD~2", a commit, a tree) or the index as a file system. It stands
 * where the work tree stands, so that a path, be it relative to the working directory, means the
 * same in both; what lies outside of the work tree is that of the disk. Symbolic links are
 * followed as far as they stay in the repository. Files have the bytes that git keeps, which no
 * filter has seen; a submodule has those of its commit when its repository is there. HEAD of a
 * repository without commits is empty. @revision NULL: the work tree itself, which is the disk.
 * Messages name files "REVISION:path". To be freed with hkr_fs_free(), after every context that
 * used it and before @git. */
HKR_API HKR_MUST_CHECK enum hkr_status hkr_git_fs(struct hkr_ctx *ctx, struct hkr_git *git,
                                                  const char *revision, struct hkr_fs **ret_fs,
                                                  struct hkr_result **ret_result);

/* Finds the best common ancestor of two revisions: hkr_result_revision() has its number. */
HKR_API HKR_MUST_CHECK enum hkr_status hkr_git_merge_base(struct hkr_ctx *ctx, struct hkr_git *git,
                                                          const char *one, const char *two,
                                                          struct hkr_result **ret_result);
/* "" for other results. */
HKR_API const char *hkr_result_revision(const struct hkr_result *result);

/* Finds what differs between @before (a revision) and @after (a revision, HKR_GIT_INDEX, or NULL
 * for the work tree). In the work tree, files that git does not track count as well, ignored ones
 * included. The paths are absolute, sorted, each once. A path stands for all that is or was below
 * it: a whole directory that git does not track is named alone, as are links and submodules. A
 * path that git would have to convert to compare may be named although nothing changed. */
HKR_API HKR_MUST_CHECK enum hkr_status hkr_git_changes(struct hkr_ctx *ctx, struct hkr_git *git,
                                                       const char *before, const char *after,
                                                       struct hkr_result **ret_result);
HKR_API size_t hkr_result_n_paths(const struct hkr_result *result);
/* NULL when @index is out of range. */
HKR_API const char *hkr_result_path(const struct hkr_result *result, size_t index);

/* ---- Explaining ------------------------------------------------------------------------ */

struct hkr_explain_options {
    size_t size;                             /* sizeof(struct hkr_explain_options) */
    const struct hkr_render_options *render; /* NULL: the defaults */
    /* KIND/NAME: in any letter case, plural or short ("deploy/web"), the kind with a dot and its
     * group behind it if need be, the name as it is or was in any layer. NULL: no object is
     * explained, and the result has what hkr_render() gives and no more. */
    const char *object;
    const char *ns; /* its namespace; NULL: any */
    /* The field, and all below it: "spec.template.spec.containers[name=web].image", with
     * ["a.b/c"] for keys that need it, and [0] or [*] for items. NULL: all fields. */
    const char *field;
};

/* Renders @root and tells where each field of one object comes from: the fields of the result.
 * Bytes and objects are those of hkr_render(). *ret_result as there. @options may be NULL. */
HKR_API HKR_MUST_CHECK enum hkr_status hkr_explain(struct hkr_ctx *ctx, const char *root,
                                                   const struct hkr_explain_options *options,
                                                   struct hkr_result **ret_result);
/* Which of its objects is explained; SIZE_MAX: none. */
HKR_API size_t hkr_result_explained(const struct hkr_result *result);

/* A field that has a value of its own, or had one. */
struct hkr_field {
    size_t size; /* sizeof(struct hkr_field), set by the caller */
    const char *path;
    size_t n_values; /* at least one */
};

enum hkr_value_type {
    HKR_VALUE_NONE = 0, /* there is none any more: the step took the field away */
    HKR_VALUE_STRING = 1,
    HKR_VALUE_INT = 2,
    HKR_VALUE_FLOAT = 3,
    HKR_VALUE_BOOL = 4,
    HKR_VALUE_NULL = 5,
    HKR_VALUE_MAP = 6, /* one with nothing in it */
    HKR_VALUE_LIST = 7 /* the same */
};

enum hkr_step {
    HKR_STEP_ENTRY = 1,          /* of a kustomization: hkr_field_value.entry says which */
    HKR_STEP_PLUGIN = 2,         /* the same, for a plugin from a file: .detail names it */
    HKR_STEP_HASH = 3,           /* the suffix of a generated object's name */
    HKR_STEP_NAME_REFERENCE = 4, /* the name of another object was changed: .detail names it */
    HKR_STEP_VAR = 5,            /* of `vars`: .detail says which */
    HKR_STEP_VARIABLE = 6,       /* ${NAME}: .detail says which */
    HKR_STEP_MANAGED_BY = 7,     /* the label app.kubernetes.io/managed-by */
    HKR_STEP_CLEANUP = 8         /* annotations are written anew at the end */
};

/* How a kustomization was reached: through @entry at @at. */
struct hkr_via {
    const char *entry; /* "resources[0]" */
    struct hkr_span at;
    const struct hkr_via *outer; /* NULL: that is the one that is rendered */
};

/* A value that a field had, and the step that set it. */
struct hkr_field_value {
    size_t size; /* sizeof(struct hkr_field_value), set by the caller */
    enum hkr_value_type type;
    int hidden;          /* non-zero: it is, or may be, of a Secret, and not told */
    const char *text;    /* of a single value; "" otherwise and when hidden; zero-terminated, ... */
    size_t n_text;       /* ... but may have zeros within */
    struct hkr_span at;  /* where it stands, or what it was made from; line 0: made up */
    enum hkr_step step;
    const char *entry;   /* "patches[0]", "namePrefix"; "" for what happens once at the end */
    struct hkr_span entry_at; /* line 0: not known */
    const char *detail;  /* more of the step: "from v1 ConfigMap prod/settings data.host"; or "" */
    const struct hkr_via *via; /* how the kustomization of the entry was reached, or NULL */
};

/* Fields are in the order of their paths; 0 when no object is explained. */
HKR_API size_t hkr_result_n_fields(const struct hkr_result *result);
/* Fills *ret_field. HKR_E_USAGE when @index is out of range or the size is unknown. */
HKR_API HKR_MUST_CHECK enum hkr_status
hkr_result_field(const struct hkr_result *result, size_t index, struct hkr_field *ret_field);
/* The same for one of its values, oldest first; the last one is what stands in the output. */
HKR_API HKR_MUST_CHECK enum hkr_status hkr_result_field_value(const struct hkr_result *result,
                                                              size_t field, size_t index,
                                                              struct hkr_field_value *ret_value);

/* ---- Variables ------------------------------------------------------------------------- */

/* What becomes of ${NAME} in the objects of a render, at its very end. The forms and rules are those
 * of Flux: defaults, replacements and so on, `$$` for a dollar sign, values that lose their line
 * ends and are not looked at again, objects that are excluded by the label or annotation
 * `kustomize.toolkit.fluxcd.io/substitute: disabled`. */
enum hkr_vars_mode {
    /* A scalar that is a string stays one; a plain one takes the type of its new text; what would be
     * more than one value is refused. $<NAME> is understood as well, with `$$<` for the text. */
    HKR_VARS_TYPED = 0,
    /* Byte for byte what Flux makes of it: quotes do not count, and all numbers become float64. */
    HKR_VARS_FLUX = 1
};

struct hkr_variable {
    const char *name;  /* letters, digits and underscores, no digit first */
    const char *value; /* NULL: not set after all */
    const char *from;  /* what messages say of where it comes from: "--set"; or NULL */
    int secret;        /* non-zero: the value is never part of a message or a report */
};

struct hkr_variables {
    size_t size; /* sizeof(struct hkr_variables) */
    enum hkr_vars_mode mode;
    int lenient; /* non-zero: variables that are not set are empty, and no faults */
    int always;  /* non-zero: HKR_VARS_FLUX substitutes even when there is no variable at all */
    const char *const *files; /* of lines NAME=VALUE, or of ConfigMaps and Secrets; on the file
                               * system of the context. The later of two definitions wins. The
                               * values of Secrets are secret */
    size_t n_files;
    const struct hkr_variable *list; /* comes after the files */
    size_t n_list;
};

/* Lists the variables of the kustomization in directory @root: every use in its objects, and where
 * each value comes from. options->variables says what is given; NULL: nothing. Variables that are
 * not set are no faults here; an expression that cannot be parsed is, and the list has what could be
 * read. Otherwise as hkr_render(), without bytes and objects. */
HKR_API HKR_MUST_CHECK enum hkr_status hkr_vars(struct hkr_ctx *ctx, const char *root,
                                                const struct hkr_render_options *options,
                                                struct hkr_result **ret_result);

struct hkr_var {
    size_t size; /* sizeof(struct hkr_var), set by the caller, as in the structs below */
    const char *name;
    size_t n_sources; /* 0: it is not set */
    size_t n_uses;
    size_t n_required; /* uses without a default */
};
/* A definition of a variable. Number 0 is the one that counts, the others are those that it hides,
 * newest first. */
struct hkr_var_source {
    size_t size;
    const char *from;   /* "--set", or the file */
    const char *value;  /* NULL: it is secret, or put into a Secret */
    struct hkr_span at; /* line 0: given by the caller */
};
struct hkr_var_use {
    size_t size;
    const char *object;     /* "apps/v1 Deployment prod/web" */
    const char *path;       /* spec.template.spec.containers[name=web].image */
    const char *expression; /* "${TAG:-latest}"; NULL in a Secret */
    const char *fallback;   /* "latest"; NULL: it has no default, or in a Secret */
    int has_default;
    int in_key; /* non-zero: in the key, not in the value */
    struct hkr_span at;
};

/* By name. Borrowed until hkr_result_free(). */
HKR_API size_t hkr_result_n_vars(const struct hkr_result *result);
/* These fill what the last argument points to. HKR_E_USAGE when an index is out of range or the
 * size is unknown. */
HKR_API HKR_MUST_CHECK enum hkr_status hkr_result_var(const struct hkr_result *result, size_t index,
                                                      struct hkr_var *ret_var);
HKR_API HKR_MUST_CHECK enum hkr_status hkr_result_var_source(const struct hkr_result *result,
                                                             size_t var, size_t index,
                                                             struct hkr_var_source *ret_source);
HKR_API HKR_MUST_CHECK enum hkr_status hkr_result_var_use(const struct hkr_result *result,
                                                          size_t var, size_t index,
                                                          struct hkr_var_use *ret_use);

/* ---- Version --------------------------------------------------------------------------- */

/* "0.1.0". Static storage. */
HKR_API const char *hkr_version(void);
/* The kustomize version whose bytes are written: "v5.8.1". Static storage. */
HKR_API const char *hkr_kustomize_version(void);

#ifdef __cplusplus
}
#endif

#endif
