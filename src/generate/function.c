/* SPDX-License-Identifier: Apache-2.0 */
/* KRM functions: a ResourceList in, a ResourceList out, from a container or a program. */
#include "external.h"

#include "../base/path.h"
#include "../load/files.h"
#include "stream.h"

#include <stdlib.h>
#include <unistd.h>

bool
hk_function_runs_(const struct hk_external *external)
{
    const struct hk_function_spec *spec = external->function;
    return spec->container.image.text.len ||
           (spec->exec.path.text.len && external->loader->programs->exec);
}

/* ---- What is allowed ---------------------------------------------------------------------- */

static enum hkr_status
fault_mount(const struct hk_external *external, const struct hk_mount *mount, const char *what,
            const char *mend)
{
    struct hk_env *env = external->loader->env;
    enum hkr_status status = hk_diag_report(
        env->diags, HK_D_FUNCTION_MOUNT,
        mount->source.at.file ? mount->source.at : external->res->at,
        "a function may not mount '%" PRSLICE "', which %s", ARGSLICE(mount->source.text), what);
    hk_diag_mend(env->diags, "%s", mend);
    return status;
}

/* docker reads a mount as one line of comma-separated values, so that a comma in a part would be
 * the way to mount anything. */
static bool
has_separator(struct hk_slice text)
{
    return hk_slice_find(text, ',') != SIZE_MAX || hk_slice_find(text, '"') != SIZE_MAX ||
           hk_slice_find(text, '\n') != SIZE_MAX || hk_slice_find(text, '\r') != SIZE_MAX;
}

/* What the manifests ask for stays within their directory; --mount may go anywhere. */
static enum hkr_status
check_mounts(const struct hk_external *external)
{
    const struct hk_mounts *mounts = &external->function->container.mounts;
    for (uint32_t i = 0; i < mounts->list.n; i++) {
        const struct hk_mount *mount = &mounts->list.items[i];
        struct hk_slice path = mount->source.text;
        if (has_separator(path) || has_separator(mount->type.text) ||
            has_separator(mount->target.text))
            return fault_mount(external, mount, "has a comma or a quote in one of its parts",
                               "use names without them: docker takes them for the next option");
        if (hk_path_is_absolute(path))
            return fault_mount(external, mount, "is an absolute path",
                               "name it relative to the directory of the kustomization, or give it "
                               "with --mount");
        if (hk_slice_starts(hk_path_clean(external->loader->env->arena, path), HK_S("..")) ||
            hk_loader_leaves_root(external->loader, path))
            return fault_mount(external, mount, "leaves the directory of the kustomization",
                               "move it into that directory, or give it with --mount");
    }
    return HKR_OK;
}

static enum hkr_status
check_network(const struct hk_external *external)
{
    struct hk_env *env = external->loader->env;
    const struct hk_function_container *container = &external->function->container;
    if (!container->network || external->loader->programs->network)
        return HKR_OK;
    enum hkr_status status =
        hk_diag_report(env->diags, HK_D_PLUGIN_CONFIG,
                       container->network_at.file ? container->network_at : external->res->at,
                       "a function asks for the network, which is not allowed");
    hk_diag_mend(env->diags, "allow it with --network");
    return status;
}

/* kustomize passes over such a function in silence; the objects go through as they are. */
static void
warn_skipped(const struct hk_external *external)
{
    struct hk_env *env = external->loader->env;
    struct hk_slice path = external->function->exec.path.text;
    if (path.len) {
        hk_diag_remark(env->diags, HK_D_FUNCTION_SKIPPED, external->res->at,
                       "the function '%" PRSLICE "' is not run", ARGSLICE(path));
        hk_diag_mend(env->diags, "allow functions that are programs with --enable-exec");
    } else {
        hk_diag_remark(env->diags, HK_D_FUNCTION_SKIPPED, external->res->at,
                       "this function names no image and no program, so none is run");
        hk_diag_mend(env->diags, "add `container: {image: ...}` or `exec: {path: ...}`");
    }
}

static enum hkr_status
check_root(const struct hk_external *external)
{
    struct hk_env *env = external->loader->env;
    if (!hk_slice_eq(external->loader->root, HK_S("/")))
        return HKR_OK;
    enum hkr_status status = hk_diag_report(env->diags, HK_D_PLUGIN_CONFIG, external->res->at,
                                            "a function cannot be run in the directory /");
    hk_diag_mend(env->diags, "move the kustomization into a directory of its own");
    return status;
}

enum hkr_status
hk_function_load_(struct hk_external *external)
{
    struct hk_env *env = external->loader->env;
    const struct hk_function_spec *spec = external->function;
    struct hk_slice image = spec->container.image.text;
    enum hkr_status status = check_mounts(external);
    if (status == HKR_OK)
        status = check_network(external);
    if (status == HKR_OK && !hk_function_runs_(external))
        warn_skipped(external);
    else if (status == HKR_OK)
        status = check_root(external);
    external->shown =
        image.len ? hk_arena_concat(env->arena, HK_S("docker run "), image) : spec->exec.path.text;
    return status;
}

/* ---- Variables ---------------------------------------------------------------------------- */

struct variable {
    struct hk_slice name;
    struct hk_slice value;
    bool has_value;
    uint32_t at; /* in the order of mention */
};

struct variables {
    HK_VEC(struct variable) list;
};

static void
add_variable(struct hk_arena *arena, struct variables *vars, struct hk_slice entry)
{
    size_t equals = hk_slice_find(entry, '=');
    struct variable var = {
        .name = hk_slice_head(entry, equals), .has_value = equals != SIZE_MAX, .at = vars->list.n};
    if (var.has_value)
        var.value = hk_slice_from(entry, equals + 1);
    hk_vec_push(arena, &vars->list, var);
}

/* Those with a value first; equal names side by side. */
static int
by_name(const void *a, const void *b)
{
    const struct variable *x = a;
    const struct variable *y = b;
    if (x->has_value != y->has_value)
        return x->has_value ? -1 : 1;
    int order = hk_slice_cmp(x->name, y->name);
    return order ? order : (x->at > y->at) - (x->at < y->at);
}

/* Those with a value by name, then the others as they were mentioned. */
static int
by_use(const void *a, const void *b)
{
    const struct variable *x = a;
    const struct variable *y = b;
    if (x->has_value || y->has_value)
        return by_name(a, b);
    return (x->at > y->at) - (x->at < y->at);
}

/* Leaves one of each name, with its last value or where it was mentioned first, in the order in
 * which they are handed over. Names with and without a value are not the same. */
static void
settle(struct variables *vars)
{
    struct variable *items = vars->list.items;
    uint32_t n = 0;
    if (!vars->list.n)
        return;
    qsort(items, vars->list.n, sizeof *items, by_name);
    for (uint32_t i = 0; i < vars->list.n; i++) {
        bool again = n && items[n - 1].has_value == items[i].has_value &&
                     hk_slice_eq(items[n - 1].name, items[i].name);
        if (!again)
            items[n++] = items[i];
        else if (items[i].has_value)
            items[n - 1] = items[i];
    }
    vars->list.n = n;
    qsort(items, n, sizeof *items, by_use);
}

/* ---- Containers --------------------------------------------------------------------------- */

static void
add_mount(const struct hk_external *external, struct hk_arena *arena, const struct hk_mount *mount,
          struct hk_words *args)
{
    struct hk_slice source =
        hk_path_is_absolute(mount->source.text)
            ? mount->source.text
            : hk_path_resolve(arena, external->loader->root, mount->source.text);
    hk_files_note_tree(external->loader->env, external->loader->files, source);
    struct hk_slice pieces[] = {HK_S("type="),
                                mount->type.text,
                                HK_S(",source="),
                                source,
                                HK_S(",target="),
                                mount->target.text,
                                mount->writable ? HK_S("") : HK_S(",readonly")};
    struct hk_slice text = HK_S("");
    for (size_t i = 0; i < HK_COUNT(pieces); i++)
        text = hk_arena_concat(arena, text, pieces[i]);
    hk_words_add(arena, args, HK_S("--mount"));
    hk_words_add(arena, args, text);
}

/* Kustomize's own two, then what the manifest says, then the command line; the later counts. The
 * first two are set anew on behalf of the command line. */
static void
add_variables(const struct hk_external *external, struct hk_arena *arena, struct hk_words *args)
{
    const struct hkr_programs *programs = external->loader->programs;
    const struct hk_strs *env = &external->function->container.env;
    struct variables vars = {0};
    for (uint32_t i = 0; i < env->n; i++)
        add_variable(arena, &vars, env->items[i].text);
    add_variable(arena, &vars, HK_S("LOG_TO_STDERR=true"));
    add_variable(arena, &vars, HK_S("STRUCTURED_RESULTS=true"));
    for (size_t i = 0; i < programs->n_env; i++)
        add_variable(arena, &vars, hk_slice_cstr(programs->env[i]));
    settle(&vars);
    for (uint32_t i = 0; i < vars.list.n; i++) {
        const struct variable *var = &vars.list.items[i];
        hk_words_add(arena, args, HK_S("-e"));
        if (var->has_value)
            hk_words_add_pair(arena, args, var->name, var->value);
        else
            hk_words_add(arena, args, var->name);
    }
}

static void
container_args(const struct hk_external *external, struct hk_arena *arena, struct hk_words *args)
{
    static const char *const start[] = {"docker", "run", "--rm",   "-i", "-a",
                                        "STDIN",  "-a",  "STDOUT", "-a", "STDERR"};
    const struct hkr_programs *programs = external->loader->programs;
    const struct hk_function_container *container = &external->function->container;
    for (size_t i = 0; i < HK_COUNT(start); i++)
        hk_words_add(arena, args, hk_slice_cstr(start[i]));
    hk_words_add(arena, args, HK_S("--network"));
    hk_words_add(arena, args, container->network ? HK_S("host") : HK_S("none"));
    hk_words_add(arena, args, HK_S("--user"));
    hk_words_add(arena, args,
                 programs->as_current_user
                     ? hk_arena_printf(arena, "%u:%u", (unsigned)getuid(), (unsigned)getgid())
                     : HK_S("nobody"));
    hk_words_add(arena, args, HK_S("--security-opt=no-new-privileges"));
    for (uint32_t i = 0; i < container->mounts.list.n; i++)
        add_mount(external, arena, &container->mounts.list.items[i], args);
    for (size_t i = 0; i < programs->n_mounts; i++) {
        struct hk_mount mount = hk_mount_parse(hk_slice_cstr(programs->mounts[i]));
        add_mount(external, arena, &mount, args);
    }
    add_variables(external, arena, args);
    hk_words_add(arena, args, container->image.text);
    hk_words_end(arena, args);
}

/* ---- Programs ----------------------------------------------------------------------------- */

/* Entries without exactly one '=' mean nothing to kustomize here. */
static void
add_program_variable(struct hk_arena *arena, struct variables *vars, struct hk_slice entry)
{
    size_t equals = hk_slice_find(entry, '=');
    if (equals != SIZE_MAX && hk_slice_find(hk_slice_from(entry, equals + 1), '=') == SIZE_MAX)
        add_variable(arena, vars, entry);
}

static void
exec_words(const struct hk_external *external, struct hk_arena *arena, struct hk_words *args,
           struct hk_words *environment)
{
    const struct hk_function_exec *exec = &external->function->exec;
    const struct hkr_programs *programs = external->loader->programs;
    struct variables vars = {0};
    hk_words_add(arena, args, exec->path.text);
    for (uint32_t i = 0; i < exec->args.n; i++)
        hk_words_add(arena, args, exec->args.items[i].text);
    hk_words_end(arena, args);
    for (uint32_t i = 0; i < exec->env.n; i++)
        add_program_variable(arena, &vars, exec->env.items[i].text);
    for (size_t i = 0; i < programs->n_env; i++)
        add_program_variable(arena, &vars, hk_slice_cstr(programs->env[i]));
    settle(&vars);
    for (uint32_t i = 0; i < vars.list.n; i++)
        hk_words_add_pair(arena, environment, vars.list.items[i].name, vars.list.items[i].value);
}

/* ---- Running ------------------------------------------------------------------------------ */

static enum hkr_status
fault_no_program(const struct hk_external *external, struct hk_slice name)
{
    struct hk_env *env = external->loader->env;
    enum hkr_status status =
        hk_diag_report_as(env->diags, HKR_E_IO, HK_D_PROGRAM_NOT_STARTED, external->res->at,
                          "there is no program '%" PRSLICE "' on the PATH", ARGSLICE(name));
    hk_diag_mend(env->diags, "install it, or add its directory to PATH");
    return status;
}

static enum hkr_status
start(const struct hk_external *external, struct hk_arena *arena, struct hk_slice input,
      bool secret, struct hk_slice *ret_output)
{
    const struct hk_loader *loader = external->loader;
    const struct hkr_programs *programs = loader->programs;
    bool contained = external->function->container.image.text.len > 0;
    struct hk_slice name = contained ? HK_S("docker") : external->function->exec.path.text;
    struct hk_process_spec spec = {.program =
                                       hk_process_find(arena, hk_programs_path(programs), name),
                                   .directory = loader->root.ptr,
                                   .input = input,
                                   .seconds = hk_programs_seconds(programs),
                                   .output_bytes = loader->env->limits->output_bytes,
                                   .shown = external->shown,
                                   .secret = secret};
    if (!spec.program)
        return fault_no_program(external, name);
    if (!contained)
        hk_files_note(loader->files, hk_path_resolve(arena, loader->root, name));
    hk_programs_environment(arena, programs, &spec.env);
    if (contained)
        container_args(external, arena, &spec.args);
    else
        exec_words(external, arena, &spec.args, &spec.env);
    hk_words_end(arena, &spec.env);
    struct hk_process *done = hk_process_run(loader->env, arena, &spec);
    *ret_output = done->output;
    return hk_process_check(loader->env, &spec, done, external->res->at);
}

enum hkr_status
hk_function_run_(const struct hk_external *external, struct hk_arena *arena, struct hk_slice input,
                 bool secret, struct hk_slice *ret_output)
{
    struct hk_env *env = external->loader->env;
    struct hk_buf *buf = HK_NEW(arena, struct hk_buf);
    if (!hk_function_runs_(external)) {
        *ret_output = hk_arena_slice(arena, input);
        return HKR_OK;
    }
    *buf = (struct hk_buf)HK_BUF_INIT(hk_arena_heap(arena));
    hk_arena_defer(arena, hk_buf_release, buf);
    enum hkr_status status =
        hk_stream_resource_list(env, input, external->config, external->res->at, buf);
    if (status == HKR_OK)
        status = start(external, arena, hk_buf_slice(buf), secret, ret_output);
    hk_arena_release(arena, buf);
    return status;
}
