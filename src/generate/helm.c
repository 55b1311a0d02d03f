/* SPDX-License-Identifier: Apache-2.0 */
#include "helm.h"

#include "../base/path.h"
#include "../load/files.h"
#include "../load/programs.h"
#include "../load/tempdir.h"
#include "../res/stringmap.h"
#include "helm_values.h"

#define QSLICE "'%" PRSLICE "'"

/* A list of Go: its room may be shared with another list. */
struct words {
    struct hk_slice *items;
    uint32_t n;
    uint32_t cap;
};

struct hk_helm {
    const struct hkr_programs *programs;
    const char *command;       /* as the caller names it */
    const char *program;       /* the file that it is; NULL until its version has been checked */
    struct words api_versions; /* of the command line */
};

struct hk_chart {
    struct hk_loader *loader;
    const struct hk_helm_chart *entry;
    const struct hk_helm_globals *globals;
    struct hk_place at;
    struct hk_slice ns;
    struct hk_slice home;      /* the directory that holds the chart, as the entry leads there */
    struct hk_slice directory; /* of the chart: absolute */
    struct hk_str values_file;
    enum hk_values_merge merge;
    HK_VEC(struct hk_slice) values; /* the texts of additionalValuesFiles */
    struct words api_versions;
    struct hk_slice kube_version;
    bool debug;
};

/* ---- What charts share -------------------------------------------------------------------- */

/* A list to which Go has appended @n times, one at a time. */
static uint32_t
room_for(size_t n)
{
    uint32_t cap = 1;
    while (cap < n)
        cap *= 2;
    return cap;
}

struct hk_helm *
hk_helm_new(struct hk_arena *arena, const struct hkr_programs *programs)
{
    struct hk_helm *helm = HK_NEW(arena, struct hk_helm);
    helm->programs = programs;
    if (!programs || !programs->helm)
        return helm;
    helm->command = programs->helm_command ? programs->helm_command : "helm";
    helm->api_versions.cap = room_for(programs->n_helm_api_versions);
    helm->api_versions.items = HK_NEW_ARRAY(arena, helm->api_versions.cap, struct hk_slice);
    for (size_t i = 0; i < programs->n_helm_api_versions; i++)
        helm->api_versions.items[helm->api_versions.n++] =
            hk_slice_cstr(programs->helm_api_versions[i]);
    return helm;
}

/* ---- Checks ------------------------------------------------------------------------------- */

static enum hkr_status
check_allowed(const struct hk_helm *helm, const struct hk_loader *loader, struct hk_place at)
{
    enum hkr_status status;
    if (helm->command && helm->command[0])
        return hk_programs_check_disk(loader, at);
    if (helm->command) {
        status = hk_diag_report(loader->env->diags, HK_D_HELM_DISABLED, at,
                                "the name of the helm program is empty");
        hk_diag_mend(loader->env->diags, "say --helm-command PATH, or leave it out");
        return status;
    }
    status = hk_diag_report(loader->env->diags, HK_D_HELM_DISABLED, at,
                            "a chart needs the helm program, and starting it is not allowed");
    hk_diag_mend(loader->env->diags, "build with --enable-helm if the charts can be trusted");
    return status;
}

static enum hkr_status
fault_name(struct hk_env *env, struct hk_place at, const char *message)
{
    enum hkr_status status = hk_diag_report(env->diags, HK_D_HELM_CHART_NAME, at, "%s", message);
    hk_diag_mend(env->diags, "write the name of the directory that holds Chart.yaml; where that is "
                             "found is `helmGlobals.chartHome`");
    return status;
}

/* Values are handed over in a file that is called after the chart, so its name is one. */
static struct hk_slice
values_name(struct hk_env *env, const struct hk_helm_chart *entry)
{
    struct hk_slice name =
        hk_arena_concat(env->arena, entry->name.text, HK_S("-kustomize-values.yaml"));
    return hk_path_clean(env->arena, name);
}

static enum hkr_status
check_name(struct hk_env *env, const struct hk_helm_chart *entry, struct hk_place at)
{
    if (!entry->name.text.len)
        return fault_name(env, at, "a chart has no name");
    if (hk_slice_find(values_name(env, entry), '/') != SIZE_MAX)
        return fault_name(env, at, "the name of a chart is no path");
    return HKR_OK;
}

static enum hkr_status
read_merge(struct hk_env *env, const struct hk_str *text, enum hk_values_merge *ret_merge)
{
    static const struct hk_slice names[] = {[HK_VALUES_OVERRIDE] = HK_S_INIT("override"),
                                            [HK_VALUES_MERGE] = HK_S_INIT("merge"),
                                            [HK_VALUES_REPLACE] = HK_S_INIT("replace")};
    *ret_merge = HK_VALUES_OVERRIDE;
    if (!text->text.len)
        return HKR_OK;
    for (size_t i = 0; i < HK_COUNT(names); i++)
        if (hk_slice_eq(text->text, names[i])) {
            *ret_merge = (enum hk_values_merge)i;
            return HKR_OK;
        }
    enum hkr_status status =
        hk_diag_report(env->diags, HK_D_HELM_VALUES_MERGE, text->at,
                       QSLICE " is no value of `valuesMerge`", ARGSLICE(text->text));
    hk_diag_mend(env->diags, "write override (the inline values win, as when it is left out), "
                             "merge (those of the file win) or replace (the file is ignored)");
    return status;
}

/* ---- Configuration ------------------------------------------------------------------------ */

/* kustomize decodes the entry's list into the room of the command line's: it overwrites that for
 * the charts to come, and for those before that did the same. */
static struct words
api_versions_of(struct hk_helm *helm, struct hk_arena *arena, const struct hk_strs *own)
{
    struct words list = helm->api_versions;
    if (!own->present)
        return list;
    if (!helm->api_versions.n || own->n > list.cap) {
        for (uint32_t i = 0; helm->api_versions.n && i < list.cap; i++)
            list.items[i] = own->items[i].text;
        list.items = HK_NEW_ARRAY(arena, own->n, struct hk_slice);
    }
    for (uint32_t i = 0; i < own->n; i++)
        list.items[i] = own->items[i].text;
    list.n = own->n;
    return list;
}

/* Where the chart is, and its values when the entry names none. */
static void
locate(struct hk_chart *chart)
{
    struct hk_arena *arena = chart->loader->env->arena;
    const struct hk_helm_chart *entry = chart->entry;
    struct hk_slice home = chart->globals->chart_home.text;
    home = home.len ? home : HK_S("charts");
    if (entry->version.text.len && entry->repo.text.len)
        home = hk_arena_printf(arena, "%" PRSLICE "/%" PRSLICE "-%" PRSLICE, ARGSLICE(home),
                               ARGSLICE(entry->name.text), ARGSLICE(entry->version.text));
    chart->home = hk_path_clean(arena, home);
    struct hk_slice directory = hk_arena_printf(arena, "%" PRSLICE "/%" PRSLICE, ARGSLICE(home),
                                                ARGSLICE(entry->name.text));
    chart->directory = hk_path_resolve(arena, chart->loader->root, directory);
    chart->values_file = entry->values_file;
    if (!chart->values_file.text.len)
        chart->values_file = (struct hk_str){
            hk_path_clean(arena, hk_arena_concat(arena, directory, HK_S("/values.yaml"))),
            chart->at};
}

enum hkr_status
hk_helm_configure(struct hk_helm *helm, struct hk_loader *loader, const struct hk_helm_chart *entry,
                  const struct hk_helm_globals *globals, struct hk_slice ns,
                  struct hk_chart **ret_chart)
{
    struct hk_env *env = loader->env;
    struct hk_chart *chart = HK_NEW(env->arena, struct hk_chart);
    *chart = (struct hk_chart){.loader = loader, .entry = entry, .globals = globals, .ns = ns};
    chart->at = entry->name.at.file ? entry->name.at : entry->at;
    enum hkr_status status = check_allowed(helm, loader, chart->at);
    if (status == HKR_OK)
        status = check_name(env, entry, chart->at);
    for (uint32_t i = 0; status == HKR_OK && i < entry->additional_values_files.n; i++) {
        struct hk_slice bytes;
        status = hk_loader_bytes(loader, &entry->additional_values_files.items[i],
                                 "additionalValuesFiles", true, &bytes);
        if (status == HKR_OK)
            hk_vec_push(env->arena, &chart->values, bytes);
    }
    if (status == HKR_OK)
        status = read_merge(env, &entry->values_merge, &chart->merge);
    if (status != HKR_OK)
        return status;
    if (entry->ns.text.len)
        chart->ns = entry->ns.text;
    chart->api_versions = api_versions_of(helm, env->arena, &entry->api_versions);
    chart->debug = entry->has_debug ? entry->debug : helm->programs->helm_debug != 0;
    const char *kube_version = helm->programs->helm_kube_version;
    chart->kube_version = entry->has_kube_version ? entry->kube_version.text
                          : kube_version          ? hk_slice_cstr(kube_version)
                                                  : HK_S("");
    locate(chart);
    hk_helm_strict_version(loader, entry, chart->directory);
    *ret_chart = chart;
    return HKR_OK;
}

/* ---- Starting helm ------------------------------------------------------------------------ */

/* What one chart's calls of helm share. It lives in the scratch arena. */
struct session {
    struct hk_helm *helm;
    const struct hk_chart *chart;
    struct hk_env *env;
    struct hk_tempdir *temp;
    struct hk_slice config_home;
    struct hk_slice values; /* the text of the values file that helm is given */
    struct hk_words args;
};

static void
add(struct session *session, struct hk_slice word)
{
    hk_words_add(session->env->arena, &session->args, word);
}

static void
add_option(struct session *session, struct hk_slice name, struct hk_slice value)
{
    if (!value.len)
        return;
    add(session, name);
    add(session, value);
}

static enum hkr_status
fault_temp(struct session *session, int error)
{
    const char *why = strerrordesc_np(error);
    struct hk_slice dir = hk_programs_tempdir(session->helm->programs);
    enum hkr_status status =
        hk_diag_report_as(session->env->diags, HKR_E_IO, HK_D_HELM_TEMP, session->chart->at,
                          "the values for helm could not be written to a file in " QSLICE ": %s",
                          ARGSLICE(dir), why ? why : "it failed");
    hk_diag_mend(session->env->diags, "name a directory that can be written to by TMPDIR");
    return status;
}

static enum hkr_status
open_session(struct session *session)
{
    struct hk_arena *arena = session->env->arena;
    int error = 0;
    session->temp =
        hk_tempdir_new(session->env->scratch, hk_programs_tempdir(session->helm->programs), &error);
    if (!session->temp)
        return fault_temp(session, error);
    session->config_home = session->chart->globals->config_home.text;
    if (!session->config_home.len)
        session->config_home =
            hk_arena_concat(arena, hk_tempdir_path(session->temp), HK_S("/helm"));
    return HKR_OK;
}

static struct hk_words
environment_of(const struct session *session)
{
    struct hk_arena *arena = session->env->arena;
    struct hk_words words = {0};
    hk_programs_environment(arena, session->helm->programs, &words);
    hk_words_add_pair(arena, &words, HK_S("HELM_CONFIG_HOME"), session->config_home);
    hk_words_add_pair(arena, &words, HK_S("HELM_CACHE_HOME"),
                      hk_arena_concat(arena, session->config_home, HK_S("/.cache")));
    hk_words_add_pair(arena, &words, HK_S("HELM_DATA_HOME"),
                      hk_arena_concat(arena, session->config_home, HK_S("/.data")));
    hk_words_end(arena, &words);
    return words;
}

/* Runs @program with the arguments gathered. Its output lives as long as the render. */
static enum hkr_status
start(struct session *session, const char *program, struct hk_slice what,
      struct hk_slice *ret_output)
{
    struct hk_env *env = session->env;
    struct hk_arena *arena = env->arena;
    struct hk_slice cwd = hk_files_cwd(session->chart->loader->files);
    hk_words_end(arena, &session->args);
    struct hk_process_spec spec = {
        .program = program,
        .args = session->args,
        .env = environment_of(session),
        .directory = cwd.len ? cwd.ptr : "/",
        .seconds = hk_programs_seconds(session->helm->programs),
        .output_bytes = env->limits->output_bytes,
        .shown = hk_arena_printf(arena, "%s %" PRSLICE, session->helm->command, ARGSLICE(what)),
    };
    struct hk_process *done = hk_process_run(env, arena, &spec);
    session->args = (struct hk_words){0};
    if (done->errors.len && (done->end != HK_PROCESS_EXITED || done->number != 0)) {
        done->errors = hk_helm_masked(env, &session->values, 1, done->errors);
        done->errors = hk_helm_masked(env, session->chart->values.items, session->chart->values.n,
                                      done->errors);
    }
    enum hkr_status status = hk_process_check(env, &spec, done, session->chart->at);
    if (status == HKR_OK)
        *ret_output = done->output;
    return status;
}

/* ---- Its version -------------------------------------------------------------------------- */

static size_t
n_digits(struct hk_slice text)
{
    size_t n = 0;
    while (n < text.len && text.ptr[n] >= '0' && text.ptr[n] <= '9')
        n++;
    return n;
}

/* The first number with a point in @text, "3" of "v3.14.0+g3fc9f4b"; empty when there is none. */
static struct hk_slice
major_of(struct hk_slice text)
{
    while (text.len) {
        size_t n = n_digits(text);
        struct hk_slice rest = hk_slice_from(text, n);
        if (n && rest.len && rest.ptr[0] == '.' && n_digits(hk_slice_from(rest, 1)))
            return hk_slice_head(text, n);
        text = hk_slice_from(text, n ? n : 1);
    }
    return text;
}

static enum hkr_status
fault_program(const struct session *session)
{
    struct hk_env *env = session->env;
    enum hkr_status status =
        hk_diag_report(env->diags, HK_D_HELM_MISSING, session->chart->at,
                       "there is no program '%s', which charts need", session->helm->command);
    hk_diag_mend(env->diags, "install helm 3 or 4, or name it by --helm-command PATH");
    return status;
}

/* Asked once in a build. */
static enum hkr_status
check_version(struct session *session)
{
    struct hk_helm *helm = session->helm;
    struct hk_env *env = session->env;
    struct hk_slice output;
    if (helm->program)
        return HKR_OK;
    const char *program =
        hk_process_find(env->arena, hk_programs_path(helm->programs), hk_slice_cstr(helm->command));
    if (!program)
        return fault_program(session);
    add(session, hk_slice_cstr(helm->command));
    add(session, HK_S("version"));
    add(session, HK_S("--short"));
    enum hkr_status status = start(session, program, HK_S("version"), &output);
    if (status != HKR_OK)
        return status;
    struct hk_slice major = major_of(output);
    if (hk_slice_eq(major, HK_S("3")) || hk_slice_eq(major, HK_S("4"))) {
        helm->program = program;
        return HKR_OK;
    }
    if (major.len)
        status = hk_diag_report(env->diags, HK_D_HELM_VERSION, session->chart->at,
                                "'%s' is helm %" PRSLICE ", and charts need helm 3 or 4",
                                helm->command, ARGSLICE(major));
    else
        status = hk_diag_report(env->diags, HK_D_HELM_VERSION, session->chart->at,
                                "'%s' does not say which version of helm it is", helm->command);
    hk_diag_mend(env->diags, "install helm 3 or 4, or name it by --helm-command PATH");
    return status;
}

/* ---- The chart and its values ------------------------------------------------------------- */

/* @word so that a shell takes it as one, whoever wrote it. */
static struct hk_slice
shell_word(struct hk_arena *arena, struct hk_slice word)
{
    static const char safe[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                               "-_./:@%+=,~";
    bool is_safe = word.len > 0 && word.ptr[0] != '-';
    size_t n_quotes = 0;
    for (size_t i = 0; i < word.len; i++) {
        is_safe = is_safe && memchr(safe, word.ptr[i], sizeof safe - 1);
        n_quotes += word.ptr[i] == '\'';
    }
    if (is_safe)
        return word;
    char *text = hk_arena_alloc(arena, word.len + 2 + n_quotes * 3);
    size_t n = 0;
    text[n++] = '\'';
    for (size_t i = 0; i < word.len; i++) {
        if (word.ptr[i] == '\'') {
            memcpy(text + n, "'\\'", 3);
            n += 3;
        }
        text[n++] = (unsigned char)word.ptr[i] < ' ' ? '?' : word.ptr[i];
    }
    text[n++] = '\'';
    return hk_slice(text, n);
}

/* The one command that fetches the chart to where it is looked for. */
static void
mend_pull(struct hk_env *env, const struct hk_chart *chart)
{
    const struct hk_helm_chart *entry = chart->entry;
    struct hk_arena *arena = env->arena;
    struct hk_slice home = hk_path_resolve(arena, chart->loader->root, chart->home);
    struct hk_slice repo = entry->repo.text, name = entry->name.text, version = HK_S("");
    home = shell_word(arena, hk_files_show(chart->loader->files, home));
    if (hk_slice_starts(repo, HK_S("oci://"))) {
        repo.len -= hk_slice_ends(repo, HK_S("/"));
        repo = hk_arena_printf(arena, "%" PRSLICE "/%" PRSLICE, ARGSLICE(repo), ARGSLICE(name));
        repo = shell_word(arena, repo);
    } else {
        repo = shell_word(arena, repo);
        name = shell_word(arena, name);
        repo =
            hk_arena_printf(arena, "--repo %" PRSLICE " %" PRSLICE, ARGSLICE(repo), ARGSLICE(name));
    }
    if (entry->version.text.len)
        version = hk_arena_printf(arena, " --version %" PRSLICE,
                                  ARGSLICE(shell_word(arena, entry->version.text)));
    hk_diag_mend(env->diags,
                 "nothing is ever fetched here: run `helm pull --untar --untardir %" PRSLICE
                 " %" PRSLICE "%" PRSLICE "%s`",
                 ARGSLICE(home), ARGSLICE(repo), ARGSLICE(version), entry->devel ? " --devel" : "");
}

static enum hkr_status
check_chart(struct session *session)
{
    const struct hk_chart *chart = session->chart;
    struct hk_env *env = session->env;
    struct hk_slice canonical;
    enum hkr_fs_kind kind = HKR_FS_MISSING;
    enum hkr_fs_status found =
        hk_files_resolve(env, chart->loader->files, chart->directory, &canonical, &kind);
    if (found == HKR_FS_OK && kind == HKR_FS_DIRECTORY)
        return HKR_OK;
    struct hk_slice shown = hk_files_show(chart->loader->files, chart->directory);
    enum hkr_status status =
        hk_diag_report(env->diags, HK_D_HELM_CHART_MISSING, chart->at,
                       "there is no directory of the chart, " QSLICE, ARGSLICE(shown));
    if (chart->entry->repo.text.len)
        mend_pull(env, chart);
    else
        hk_diag_mend(env->diags, "put the chart there, or say where it is by "
                                 "`helmGlobals.chartHome`");
    return status;
}

/* kustomize reads the values of every chart, though helm does without. */
static enum hkr_status
mend_values(const struct hk_chart *chart)
{
    const struct hk_diags *diags = chart->loader->env->diags;
    if (!chart->entry->values_file.text.len &&
        diags->list.items[diags->list.n - 1]->code == HK_D_FILE_MISSING)
        hk_diag_mend(chart->loader->env->diags,
                     "a chart must have a values.yaml here; one without any value will do");
    return HKR_E_INPUT;
}

/* The text of the values file that helm is to have. */
static enum hkr_status
make_values(struct session *session, struct hk_slice *ret_text)
{
    const struct hk_chart *chart = session->chart;
    const struct hk_node *own = chart->entry->values_inline;
    struct hk_env *env = session->env;
    hk_file_id file = 0;
    struct hk_slice text = {NULL, 0};
    bool merges = own && own->n;
    if (!merges || chart->merge != HK_VALUES_REPLACE) {
        enum hkr_status status =
            hk_loader_bytes(chart->loader, &chart->values_file, "valuesFile", true, &text);
        if (status == HKR_OK)
            status = hk_loader_source(chart->loader, &chart->values_file, "valuesFile", &file);
        if (status != HKR_OK)
            return status == HKR_E_INPUT ? mend_values(chart) : status;
    }
    *ret_text = text;
    return merges ? hk_helm_values(env, chart->merge, own, file, text, ret_text) : HKR_OK;
}

static enum hkr_status
write_values(struct session *session, struct hk_slice *ret_path)
{
    struct hk_env *env = session->env;
    int error = 0;
    enum hkr_status status = make_values(session, &session->values);
    if (status != HKR_OK)
        return status;
    *ret_path = hk_tempdir_write(env->arena, session->temp, values_name(env, session->chart->entry),
                                 session->values, &error);
    return ret_path->len ? HKR_OK : fault_temp(session, error);
}

/* ---- Its output --------------------------------------------------------------------------- */

static void
add_template_args(struct session *session, struct hk_slice values)
{
    const struct hk_chart *chart = session->chart;
    const struct hk_helm_chart *entry = chart->entry;
    struct hk_arena *arena = session->env->arena;
    add(session, hk_slice_cstr(session->helm->command));
    add(session, HK_S("template"));
    add(session, entry->release_name.text.len ? entry->release_name.text : HK_S("--generate-name"));
    add(session, chart->directory);
    add_option(session, HK_S("--namespace"), chart->ns);
    add_option(session, HK_S("--name-template"), entry->name_template.text);
    add_option(session, HK_S("-f"), values);
    for (uint32_t i = 0; i < entry->additional_values_files.n; i++) {
        /* kustomize joins even what is absolute. */
        struct hk_slice path =
            hk_arena_printf(arena, "%" PRSLICE "/%" PRSLICE, ARGSLICE(chart->loader->root),
                            ARGSLICE(entry->additional_values_files.items[i].text));
        add_option(session, HK_S("-f"), hk_path_clean(arena, path));
    }
    for (uint32_t i = 0; i < chart->api_versions.n; i++) {
        add(session, HK_S("--api-versions"));
        add(session, chart->api_versions.items[i]);
    }
    add_option(session, HK_S("--kube-version"), chart->kube_version);
    const struct {
        bool given;
        struct hk_slice word;
    } switches[] = {{entry->include_crds, HK_S("--include-crds")},
                    {entry->skip_tests, HK_S("--skip-tests")},
                    {entry->skip_hooks, HK_S("--no-hooks")},
                    {chart->debug, HK_S("--debug")},
                    {entry->devel, HK_S("--devel")}};
    for (size_t i = 0; i < HK_COUNT(switches); i++)
        if (switches[i].given)
            add(session, switches[i].word);
}

/* Objects have the place of the entry. Where the output cannot be read, the place in it says more
 * than that. */
static enum hkr_status
read_output(struct session *session, struct hk_slice output, struct hk_docs *ret_docs)
{
    struct hk_env *env = session->env;
    uint32_t n_diags = env->diags->list.n;
    enum hkr_status status = hk_read_inline(env, session->chart->at, output, ret_docs);
    if (status != HKR_E_INPUT)
        return status;
    hk_diag_rewind(env->diags, n_diags);
    struct hk_env shared = hk_files_env(env, session->chart->loader->files);
    struct hk_slice name = hk_arena_printf(env->arena, "helm template %" PRSLICE,
                                           ARGSLICE(session->chart->entry->name.text));
    struct hk_docs unused = {0};
    status = hk_read_docs(&shared, name, hk_arena_slice(shared.arena, output), &unused);
    hk_diag_hide_line(env->diags);
    return status;
}

/* What cannot be taken as it should be is taken as it stands, if it can. */
static enum hkr_status
make_objects(struct hk_env *env, const struct hk_docs *docs, struct hk_resource_list *ret_list)
{
    struct hk_resource_list made = {0}, other = {0};
    uint32_t n_diags = env->diags->list.n;
    enum hkr_status status = hk_resources_from_docs(env, docs, &made);
    if (status == HKR_E_INPUT) {
        hk_diag_rewind(env->diags, n_diags);
        status = hk_resources_as_they_stand(env, docs, &other);
        made = other;
    }
    if (status == HKR_OK)
        *ret_list = made;
    return status;
}

/* Marks an object as one whose namespace is not set, where kustomize does: patches see it. */
static void
mark(struct hk_env *env, struct hk_resource *res)
{
    struct hk_node *meta = hk_map_get(res->root, HK_SYM_metadata);
    struct hk_node *notes = hk_map_get(meta, HK_SYM_annotations);
    if (!notes || notes->kind != HK_MAP)
        notes = hk_node_map(env, res->at);
    notes = hk_edit_set(env, notes, HK_SYM_internal_helm_generated,
                        hk_string_node(env, HK_S("true"), res->at));
    hk_resource_set_meta(env, res, HK_SYM_annotations, notes);
    res->helm_generated = true;
}

static enum hkr_status
take_objects(struct session *session, struct hk_slice output, struct hk_resource_list *ret_list)
{
    struct hk_env *env = session->env;
    struct hk_docs docs = {0};
    enum hkr_status status = read_output(session, output, &docs);
    if (status == HKR_OK)
        status = make_objects(env, &docs, ret_list);
    if (status == HKR_E_INPUT)
        hk_diag_mend(env->diags, "helm wrote it: correct the template, or the values");
    for (uint32_t i = 0; status == HKR_OK && i < ret_list->list.n; i++)
        mark(env, ret_list->list.items[i]);
    return status;
}

static enum hkr_status
run(struct session *session, struct hk_resource_list *ret_list)
{
    struct hk_slice values, output, what;
    enum hkr_status status = open_session(session);
    if (status == HKR_OK)
        status = check_version(session);
    if (status == HKR_OK)
        status = check_chart(session);
    if (status == HKR_OK)
        status = write_values(session, &values);
    if (status != HKR_OK)
        return status;
    add_template_args(session, values);
    what = hk_arena_printf(session->env->arena, "template %" PRSLICE,
                           ARGSLICE(session->chart->entry->name.text));
    status = start(session, session->helm->program, what, &output);
    return status == HKR_OK ? take_objects(session, output, ret_list) : status;
}

enum hkr_status
hk_helm_run(struct hk_helm *helm, const struct hk_chart *chart, struct hk_resource_list *ret_list)
{
    struct hk_env *env = chart->loader->env;
    struct session session = {.helm = helm, .chart = chart, .env = env};
    struct hk_mark mark = hk_arena_mark(env->scratch);
    enum hkr_status status = run(&session, ret_list);
    hk_arena_rewind(env->scratch, mark);
    return status;
}
