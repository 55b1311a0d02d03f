/* SPDX-License-Identifier: Apache-2.0 */
#include "helm_chart.h"

#include "../base/path.h"
#include "../load/files.h"
#include "../load/programs.h"
#include "../load/tempdir.h"
#include "../res/stringmap.h"

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

/* ---- Its values --------------------------------------------------------------------------- */

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
    struct hk_values_file file = {.is_charts = !chart->entry->values_file.text.len};
    bool merges = own && own->n;
    if (!merges || chart->merge != HK_VALUES_REPLACE) {
        enum hkr_status status =
            hk_loader_bytes(chart->loader, &chart->values_file, "valuesFile", true, &file.text);
        if (status == HKR_OK)
            status = hk_loader_source(chart->loader, &chart->values_file, "valuesFile", &file.id);
        if (status != HKR_OK)
            return status == HKR_E_INPUT ? mend_values(chart) : status;
    }
    *ret_text = file.text;
    return merges ? hk_helm_values(env, chart->merge, own, &file, ret_text) : HKR_OK;
}

static enum hkr_status
write_values(struct session *session, struct hk_slice *ret_path)
{
    struct hk_env *env = session->env;
    int error = 0;
    enum hkr_status status = make_values(session, &session->values);
    if (status != HKR_OK)
        return status;
    *ret_path =
        hk_tempdir_write(env->arena, session->temp,
                         hk_chart_values_name(env, session->chart->entry), session->values, &error);
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

/* Whoever traces wants to see the places in the output. */
static enum hkr_status
read_traced(struct session *session, struct hk_slice output, struct hk_docs *ret_docs)
{
    struct hk_env *env = session->env;
    struct hk_slice name = hk_arena_printf(env->arena, "<output of helm template %" PRSLICE ">",
                                           ARGSLICE(session->chart->entry->name.text));
    struct hk_sources_loan *loan = hk_sources_lend(env->sources, env->arena);
    enum hkr_status status = hk_read_docs(env, name, hk_arena_slice(env->arena, output), ret_docs);
    hk_sources_lent(loan, false);
    return status;
}

/* Objects have the place of the entry. Where the output cannot be read, the place in it says more
 * than that. */
static enum hkr_status
read_output(struct session *session, struct hk_slice output, struct hk_docs *ret_docs)
{
    struct hk_env *env = session->env;
    uint32_t n_diags = env->diags->list.n;
    if (env->trace && read_traced(session, output, ret_docs) == HKR_OK)
        return HKR_OK;
    hk_diag_rewind(env->diags, n_diags);
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
        status = hk_chart_find(session->chart);
    hk_files_note_tree(session->env, session->chart->loader->files, session->chart->directory);
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
