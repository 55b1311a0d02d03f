/* SPDX-License-Identifier: Apache-2.0 */
/* Exec plugins: HOME/GROUP/VERSION/lowercase KIND/KIND is started with the configuration in a
 * file, and what it prints is taken. */
#include "external.h"

#include "../base/path.h"
#include "../load/files.h"
#include "../load/plugin.h"
#include "../load/tempdir.h"
#include "shellwords.h"

/* Linux takes no longer text as one argument or variable; kustomize leaves it out then. */
#define VARIABLE_MAX 131071

/* ---- Finding it --------------------------------------------------------------------------- */

static enum hkr_status
fault(const struct hk_external *external, enum hk_code code, const char *message,
      struct hk_slice path, const char *mend)
{
    struct hk_env *env = external->loader->env;
    enum hkr_status status =
        hk_diag_report(env->diags, code, external->res->at, "%s%" PRSLICE, message, ARGSLICE(path));
    hk_diag_mend(env->diags, "%s", mend);
    return status;
}

static struct hk_slice
lower_case(struct hk_arena *arena, struct hk_slice text)
{
    char *copy = hk_arena_strdup(arena, text);
    for (size_t i = 0; i < text.len; i++)
        if (copy[i] >= 'A' && copy[i] <= 'Z')
            copy[i] = (char)(copy[i] - 'A' + 'a');
    return hk_slice(copy, text.len);
}

/* The path of the plugin. Its parts come from a manifest, so they must not lead out of @home. */
static struct hk_slice
plugin_path(struct hk_env *env, const struct hk_id *id, struct hk_slice home)
{
    struct hk_slice kind = hk_env_text(env, id->gvk.kind);
    struct hk_slice parts[] = {hk_env_text(env, id->gvk.group), hk_env_text(env, id->gvk.version),
                               lower_case(env->arena, kind), kind};
    struct hk_slice path = home;
    for (size_t i = 0; i < HK_COUNT(parts); i++)
        path = hk_arena_concat(env->arena, hk_arena_concat(env->arena, path, HK_S("/")), parts[i]);
    return hk_path_clean(env->arena, path);
}

static enum hkr_status
find_program(struct hk_external *external)
{
    struct hk_env *env = external->loader->env;
    const char *home_text = external->loader->programs->plugin_home;
    struct hk_id id = hk_resource_original_id(env, external->res);
    if (!home_text)
        return fault(external, HK_D_PLUGIN_MISSING, "there is no directory of plugins", HK_S(""),
                     "set KUSTOMIZE_PLUGIN_HOME to the directory, or make the plugin a function");
    struct hk_slice home = hk_loader_absolute(external->loader, hk_slice_cstr(home_text));
    struct hk_slice path = plugin_path(env, &id, home);
    if (!hk_path_beneath(home, path) || hk_slice_eq(home, path))
        return fault(external, HK_D_PLUGIN_MISSING,
                     "apiVersion and kind lead out of the directory of plugins", HK_S(""),
                     "write a group, a version and a kind that are names");
    external->program = path.ptr;
    external->shown = hk_loader_show(external->loader, path);
    hk_files_note(external->loader->files, path);
    switch (hk_programs_file(path.ptr)) {
    case HK_PROGRAM_FINE:
        return HKR_OK;
    case HK_PROGRAM_NOT_EXECUTABLE:
        return fault(external, HK_D_PLUGIN_MISSING,
                     "the plugin cannot be executed: ", external->shown,
                     "make it executable: chmod +x");
    case HK_PROGRAM_MISSING:
        break;
    }
    struct hk_slice library = hk_arena_concat(env->arena, path, HK_S(".so"));
    if (hk_programs_file(library.ptr) != HK_PROGRAM_MISSING)
        return fault(external, HK_D_PLUGIN_GO, "the plugin is a library for Go programs: ",
                     hk_loader_show(external->loader, library),
                     "make it a program: an exec plugin in the same place, or a function");
    return fault(external, HK_D_PLUGIN_MISSING, "there is no plugin ", external->shown,
                 "put the program there, or name a function in the annotation "
                 "config.kubernetes.io/function");
}

/* ---- Arguments ---------------------------------------------------------------------------- */

/* One line of argsFromFile is one argument, blanks at its end included. */
static enum hkr_status
add_lines(struct hk_external *external, const struct hk_str *path)
{
    struct hk_slice text;
    enum hkr_status status = hk_loader_bytes(external->loader, path, "argsFromFile", false, &text);
    while (status == HKR_OK && text.len) {
        size_t end = hk_slice_find(text, '\n');
        struct hk_slice line = hk_slice_head(text, end);
        text = end == SIZE_MAX ? hk_slice_from(text, text.len) : hk_slice_from(text, end + 1);
        while (line.len && line.ptr[0] == ' ')
            line = hk_slice_from(line, 1);
        if (line.len)
            hk_words_add(external->loader->env->arena, &external->args, line);
    }
    return status;
}

enum hkr_status
hk_exec_plugin_load_(struct hk_external *external)
{
    struct hk_env *env = external->loader->env;
    struct hk_plugin_args args;
    enum hkr_status status = find_program(external);
    if (status == HKR_OK)
        status = hk_loader_plugin_args(external->loader, external->res, &args);
    if (status != HKR_OK)
        return status;
    if (!hk_shellwords(env->arena, args.one_liner.text, &external->args)) {
        status = hk_diag_report(env->diags, HK_D_PLUGIN_CONFIG, args.one_liner.at,
                                "a quote in argsOneLiner is not closed");
        hk_diag_mend(env->diags, "close it, or put a backslash before it");
        return status;
    }
    return args.from_file.text.len ? add_lines(external, &args.from_file) : HKR_OK;
}

/* ---- Running ------------------------------------------------------------------------------ */

static void
add_variable(struct hk_arena *arena, struct hk_words *words, struct hk_slice name,
             struct hk_slice value)
{
    if (name.len + 1 + value.len <= VARIABLE_MAX)
        hk_words_add_pair(arena, words, name, value);
}

static enum hkr_status
fault_file(const struct hk_external *external, int error)
{
    struct hk_env *env = external->loader->env;
    struct hk_slice dir = hk_programs_tempdir(external->loader->programs);
    const char *why = hk_process_error(error);
    enum hkr_status status =
        hk_diag_report_as(env->diags, HKR_E_IO, HK_D_PROGRAM_NOT_STARTED, external->res->at,
                          "the configuration of a plugin cannot be put into a file below "
                          "%" PRSLICE ": %s",
                          ARGSLICE(dir), why);
    hk_diag_mend(env->diags, "see that there is room, or set TMPDIR to another directory");
    return status;
}

enum hkr_status
hk_exec_plugin_run_(const struct hk_external *external, struct hk_arena *arena,
                    struct hk_slice input, bool secret, struct hk_slice *ret_output)
{
    const struct hk_loader *loader = external->loader;
    const struct hkr_programs *programs = loader->programs;
    int error = 0;
    struct hk_tempdir *dir = hk_tempdir_new(arena, hk_programs_tempdir(programs), &error);
    if (!dir)
        return fault_file(external, error);
    struct hk_slice file =
        hk_tempdir_write(arena, dir, HK_S("config.yaml"), external->config, &error);
    if (!file.len)
        return fault_file(external, error);
    struct hk_process_spec spec = {.program = external->program,
                                   .directory = loader->root.ptr,
                                   .input = input,
                                   .seconds = hk_programs_seconds(programs),
                                   .output_bytes = loader->env->limits->output_bytes,
                                   .shown = external->shown,
                                   .secret = secret};
    hk_words_add(arena, &spec.args, hk_slice_cstr(external->program));
    hk_words_add(arena, &spec.args, file);
    for (uint32_t i = 0; i < external->args.list.n; i++)
        hk_words_add(arena, &spec.args, hk_slice_cstr(external->args.list.items[i]));
    hk_words_end(arena, &spec.args);
    hk_programs_environment(arena, programs, &spec.env);
    hk_programs_own_environment(arena, programs, &spec.env);
    add_variable(arena, &spec.env, HK_S("KUSTOMIZE_PLUGIN_CONFIG_STRING"), external->config);
    add_variable(arena, &spec.env, HK_S("KUSTOMIZE_PLUGIN_CONFIG_ROOT"), loader->root);
    hk_words_end(arena, &spec.env);
    struct hk_process *done = hk_process_run(loader->env, arena, &spec);
    hk_tempdir_remove(arena, dir);
    *ret_output = done->output;
    return hk_process_check(loader->env, &spec, done, external->res->at);
}
