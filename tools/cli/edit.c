/* SPDX-License-Identifier: Apache-2.0 */
#include "cli.h"

#include <stdlib.h>
#include <string.h>

/* The values of --from-file: each may hold several, joined by commas and quoted as in CSV. */
struct list {
    const char **items;
    size_t n;
    char *memory;
};

static bool
list_init(struct list *list, const struct cli_request *request, int id)
{
    size_t size = 1, n = 1;
    for (size_t i = 0; i < request->n_values[id]; i++) {
        const char *value = request->values[id][i];
        size += strlen(value) + 1;
        for (const char *at = value; *at; at++)
            n += *at == ',';
        n++;
    }
    *list = (struct list){calloc(n, sizeof *list->items), 0, malloc(size)};
    return list->items && list->memory;
}

static void
list_fini(struct list *list)
{
    free(list->items);
    free(list->memory);
}

/* Copies the item at @at to @out, without its quotes; its end, or NULL when a quote is wrong. */
static const char *
take_item(const char *at, char **out)
{
    if (*at != '"') {
        size_t n = strcspn(at, ",\"");
        memcpy(*out, at, n);
        *out += n;
        return at[n] == '"' ? NULL : at + n;
    }
    for (at++; *at; at++) {
        if (*at == '"' && *++at != '"')
            return *at && *at != ',' ? NULL : at;
        *(*out)++ = *at;
    }
    return NULL;
}

static bool
split(struct list *list, const struct cli_request *request, int id)
{
    char *out = list->memory;
    for (size_t i = 0; i < request->n_values[id]; i++) {
        const char *at = request->values[id][i];
        while (at && *at) {
            list->items[list->n++] = out;
            at = take_item(at, &out);
            *out++ = '\0';
            at = at && *at == ',' ? at + 1 : at;
        }
        if (!at)
            return false;
    }
    return true;
}

static unsigned
flags_of(const struct cli_request *request)
{
    static const struct {
        int id;
        unsigned flag;
    } flags[] = {{CLI_FORCE, HKR_EDIT_FORCE},
                 {CLI_WITHOUT_SELECTOR, HKR_EDIT_WITHOUT_SELECTOR},
                 {CLI_INCLUDE_TEMPLATES, HKR_EDIT_INCLUDE_TEMPLATES},
                 {CLI_NO_VERIFY, HKR_EDIT_NO_VERIFY},
                 {CLI_IGNORE_MISSING, HKR_EDIT_IGNORE_MISSING},
                 {CLI_NO_HASH, HKR_EDIT_NO_HASH}};
    unsigned all = 0;
    for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++)
        all |= request->given[flags[i].id] ? flags[i].flag : 0;
    return all;
}

static struct hkr_edit
edit_of(const struct cli_request *request, const struct list *files)
{
    const char *const *value = request->value;
    return (struct hkr_edit){.size = sizeof(struct hkr_edit),
                             .op = request->verb->op,
                             .flags = flags_of(request),
                             .args = request->operands,
                             .n_args = (size_t)request->n_operands,
                             .literals = request->values[CLI_FROM_LITERAL],
                             .n_literals = request->n_values[CLI_FROM_LITERAL],
                             .files = files->items,
                             .n_files = files->n,
                             .env_file = value[CLI_FROM_ENV_FILE],
                             .behavior = value[CLI_BEHAVIOR],
                             .type = value[CLI_SECRET_TYPE],
                             .ns = value[CLI_NAMESPACE],
                             .new_ns = value[CLI_NEW_NAMESPACE],
                             .path = value[CLI_PATCH_PATH],
                             .patch = value[CLI_PATCH_TEXT],
                             .target = {.group = value[CLI_PATCH_GROUP],
                                        .version = value[CLI_PATCH_VERSION],
                                        .kind = value[CLI_PATCH_KIND],
                                        .name = value[CLI_PATCH_NAME],
                                        .ns = value[CLI_PATCH_NAMESPACE],
                                        .annotation_selector = value[CLI_PATCH_ANNOTATIONS],
                                        .label_selector = value[CLI_PATCH_LABELS]}};
}

int
cli_finish_edit(const struct cli_request *request, enum hkr_status status,
                struct hkr_result *result)
{
    if (!result)
        return cli_complain(request, CLI_FAULT, "%s", hkr_status_name(status));
    cli_tell(request, result);
    int code = status == HKR_OK ? cli_write_files(request, result) : CLI_FAULT;
    hkr_result_free(result);
    return code;
}

static int
apply(const struct cli_request *request, const struct list *files)
{
    struct hkr_edit edit = edit_of(request, files);
    struct hkr_result *result = NULL;
    struct hkr_ctx *ctx = NULL;
    int code = cli_new_context(request, &ctx);
    if (code == CLI_DONE) {
        enum hkr_status status = hkr_edit(ctx, ".", &edit, 1, &result);
        code = cli_finish_edit(request, status, result);
    }
    hkr_ctx_free(ctx);
    return code;
}

int
cli_run_edit(const struct cli_request *request)
{
    struct list files;
    int code = CLI_FAULT;
    if (!list_init(&files, request, CLI_FROM_FILE))
        cli_complain(request, CLI_FAULT, "%s", hkr_status_name(HKR_E_NOMEM));
    else if (!split(&files, request, CLI_FROM_FILE))
        code = cli_complain(
            request, CLI_USAGE,
            "--from-file: a '\"' must stand around all of an item, and be doubled in it");
    else
        code = apply(request, &files);
    list_fini(&files);
    return code;
}
