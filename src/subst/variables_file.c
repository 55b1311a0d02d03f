/* SPDX-License-Identifier: Apache-2.0 */
/* Files of variables: lines NAME=VALUE as other programs read them, or ConfigMaps and Secrets. */
#include "variables.h"

#include "../base/path.h"
#include "../base/utf8.h"
#include "../load/files.h"

#include <sodium.h>

/* One file at work. */
struct reader {
    struct hk_env *env;
    struct hk_variables *variables;
    struct hk_slice shown; /* its path */
    enum hkr_status status;
};

static void
note(struct reader *in, enum hkr_status status)
{
    in->status = in->status == HKR_OK ? status : in->status;
}

/* A fault of the file. No line of it is shown: it may hold anything. */
static void
fault(struct reader *in, struct hk_place at, const char *what, const char *mend)
{
    note(in, hk_diag_report(in->env->diags, HK_D_SUBST_SOURCE, at, "%s", what));
    hk_diag_mend(in->env->diags, "%s", mend);
    hk_diag_hide_line(in->env->diags);
}

/* ---- Lines NAME=VALUE ------------------------------------------------------------------- */

/* Takes the value in double quotes, with its escapes, off *@rest, which begins behind the opening
 * one. False when no quote closes it. */
static bool
take_double(struct hk_arena *arena, struct hk_slice *rest, struct hk_slice *ret_value)
{
    char *out = hk_arena_alloc(arena, rest->len + 1);
    size_t n = 0;
    for (size_t i = 0; i < rest->len; i++) {
        char c = rest->ptr[i];
        if (c == '"') {
            *ret_value = hk_slice(out, n);
            *rest = hk_slice_from(*rest, i + 1);
            return true;
        }
        if (c == '\\' && i + 1 < rest->len) {
            c = rest->ptr[++i];
            if (c == 'n' || c == 't' || c == 'r')
                c = (char)(c == 'n' ? '\n' : c == 't' ? '\t' : '\r');
            else if (c != '"' && c != '\\' && c != '$')
                out[n++] = '\\';
        }
        out[n++] = c;
    }
    return false;
}

static bool
take_single(struct hk_slice *rest, struct hk_slice *ret_value)
{
    size_t close = hk_slice_find(*rest, '\'');
    if (close == SIZE_MAX)
        return false;
    *ret_value = hk_slice_head(*rest, close);
    *rest = hk_slice_from(*rest, close + 1);
    return true;
}

/* A value without quotes: a comment behind a blank does not belong to it. */
static struct hk_slice
bare_value(struct hk_slice text)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] == '#' && (i == 0 || text.ptr[i - 1] == ' ' || text.ptr[i - 1] == '\t'))
            return hk_slice_trim(hk_slice_head(text, i));
    return text;
}

static void
read_line(struct reader *in, struct hk_slice line, struct hk_place at)
{
    const char *form = "write NAME=VALUE, with the value in quotes where it has blanks or `#`";
    struct hk_slice rest = line, value;
    if (hk_slice_starts(rest, HK_S("export ")))
        rest = hk_slice_trim(hk_slice_from(rest, 7));
    size_t equals = hk_slice_find(rest, '=');
    if (equals == SIZE_MAX) {
        fault(in, at, "a line of a file of variables has no equals sign", form);
        return;
    }
    struct hk_slice name = hk_slice_trim(hk_slice_head(rest, equals));
    rest = hk_slice_trim(hk_slice_from(rest, equals + 1));
    at.offset += (uint32_t)(name.ptr - line.ptr);
    at.length = (uint32_t)name.len;
    if (rest.len && (rest.ptr[0] == '"' || rest.ptr[0] == '\'')) {
        bool is_double = rest.ptr[0] == '"';
        rest = hk_slice_from(rest, 1);
        bool closed =
            is_double ? take_double(in->env->arena, &rest, &value) : take_single(&rest, &value);
        rest = hk_slice_trim(rest);
        if (!closed || (rest.len && rest.ptr[0] != '#')) {
            fault(in, at,
                  closed ? "there is something behind the quotes of a value"
                         : "the quotes of a value are not closed on its line",
                  form);
            return;
        }
    } else {
        value = bare_value(rest);
    }
    struct hk_variable definition = {.name = name, .value = value, .from = in->shown, .at = at};
    note(in, hk_variables_add(in->env, in->variables, &definition));
}

static void
read_lines(struct reader *in, hk_file_id file, struct hk_slice all)
{
    struct hk_slice rest = all;
    if (hk_slice_starts(rest, HK_S("\xEF\xBB\xBF")))
        rest = hk_slice_from(rest, 3);
    while (rest.len) {
        size_t end = hk_slice_find(rest, '\n');
        struct hk_slice line = hk_slice_trim(hk_slice_head(rest, end));
        rest = end == SIZE_MAX ? hk_slice(NULL, 0) : hk_slice_from(rest, end + 1);
        struct hk_place at = {file, line.len ? (uint32_t)(line.ptr - all.ptr) : 0, 0};
        if (line.len && line.ptr[0] != '#')
            read_line(in, line, at);
    }
}

/* ---- ConfigMaps and Secrets ------------------------------------------------------------- */

static bool
decode_base64(struct hk_arena *arena, struct hk_slice text, struct hk_slice *ret_bytes)
{
    unsigned char *bytes = hk_arena_alloc(arena, text.len + 1);
    size_t len = 0;
    if (sodium_base642bin(bytes, text.len, text.ptr, text.len, " \r\n", &len, NULL,
                          sodium_base64_VARIANT_ORIGINAL) != 0)
        return false;
    *ret_bytes = hk_slice((const char *)bytes, len);
    return true;
}

/* How the values of a map stand there. */
struct data_form {
    bool secret;
    bool base64;
};

static void
read_value(struct reader *in, const struct hk_pair *pair, struct data_form form)
{
    const struct hk_node *node = pair->value;
    struct hk_variable definition = {.name = hk_env_text(in->env, pair->key),
                                     .value = hk_node_text(node),
                                     .from = in->shown,
                                     .at = hk_pair_place(pair),
                                     .secret = form.secret};
    if (node->kind != HK_SCALAR || (!hk_node_is_string(node) && !hk_node_is_null(node))) {
        fault(in, hk_node_place(node), "a value in a ConfigMap or Secret is no text",
              "put it in quotes");
        return;
    }
    if (hk_node_is_null(node))
        definition.value = hk_slice(NULL, 0);
    if (form.base64 && !decode_base64(in->env->arena, definition.value, &definition.value)) {
        fault(in, hk_node_place(node), "a value in the data of a Secret is not base64",
              "encode it, decrypt the file, or use stringData");
        return;
    }
    note(in, hk_variables_add(in->env, in->variables, &definition));
}

static void
read_data(struct reader *in, const struct hk_node *root, struct hk_slice field,
          struct data_form form)
{
    const struct hk_node *data = hk_map_get(root, hk_env_sym(in->env, field));
    if (!data || hk_node_is_null(data))
        return;
    if (data->kind != HK_MAP) {
        fault(in, hk_node_place(data), "the data of a ConfigMap or Secret is no map",
              "give it keys and values");
        return;
    }
    for (uint32_t i = 0; i < data->n; i++)
        read_value(in, &data->pairs[i], form);
}

static void
read_manifest(struct reader *in, const struct hk_node *root)
{
    bool is_v1 = hk_slice_eq(hk_map_text(root, HK_SYM_apiVersion), HK_S("v1"));
    struct hk_slice kind = hk_map_text(root, HK_SYM_kind);
    const struct hk_node *sops = hk_map_get(root, hk_env_sym(in->env, HK_S("sops")));
    if (sops) {
        fault(in, hk_node_place(sops), "a file of variables is encrypted",
              "decrypt it first; what SOPS leaves in it are no values");
        return;
    }
    if (is_v1 && hk_slice_eq(kind, HK_S("ConfigMap"))) {
        read_data(in, root, HK_S("data"), (struct data_form){false, false});
    } else if (is_v1 && hk_slice_eq(kind, HK_S("Secret"))) {
        hk_sources_hide(in->env->sources, root->file);
        read_data(in, root, HK_S("data"), (struct data_form){true, true});
        read_data(in, root, HK_S("stringData"), (struct data_form){true, false});
    } else {
        fault(in, hk_node_place(root), "a file of variables holds something else",
              "give lines NAME=VALUE, or ConfigMaps and Secrets of apiVersion v1");
    }
}

/* ---- Files ------------------------------------------------------------------------------ */

/* Whether the first line that counts looks like NAME=VALUE, and not like YAML. */
static bool
has_lines(struct hk_slice text)
{
    while (text.len) {
        size_t end = hk_slice_find(text, '\n');
        struct hk_slice line = hk_slice_trim(hk_slice_head(text, end));
        text = end == SIZE_MAX ? hk_slice(NULL, 0) : hk_slice_from(text, end + 1);
        if (!line.len || line.ptr[0] == '#')
            continue;
        bool is_yaml = strchr("{-%\"'", line.ptr[0]) != NULL;
        return !is_yaml && hk_slice_find(line, '=') <= hk_slice_find(line, ':');
    }
    return true;
}

static enum hkr_status
report_unread(struct hk_env *env, enum hkr_fs_status found, struct hk_slice path)
{
    static const char *const reasons[] = {
        [HKR_FS_E_MISSING] = "does not exist",
        [HKR_FS_E_NOT_FILE] = "is not a file",
        [HKR_FS_E_OUTSIDE] = "lies outside of what may be read",
        [HKR_FS_E_DENIED] = "may not be read",
        [HKR_FS_E_TOO_LARGE] = "is larger than the limit",
        [HKR_FS_E_LOOP] = "leads through too many links",
        [HKR_FS_E_IO] = "cannot be read",
    };
    struct hk_variable asked = {.name = path};
    struct hk_sources_loan *loan = hk_sources_lend(env->sources, env->arena);
    hk_file_id file = hk_sources_add(env->sources, HK_S("--vars-file"), asked.name, false);
    hk_sources_lent(loan, false);
    enum hkr_status status = hk_diag_report_as(
        env->diags, found == HKR_FS_E_MISSING ? HKR_E_INPUT : HKR_E_IO, HK_D_SUBST_SOURCE,
        (struct hk_place){file, 0, (uint32_t)path.len}, "the file of variables '%" PRSLICE "' %s",
        ARGSLICE(path), reasons[found]);
    hk_diag_mend(env->diags, "name a file relative to the directory where you are");
    return status;
}

enum hkr_status
hk_variables_add_file(struct hk_env *env, struct hk_files *files, struct hk_variables *variables,
                      struct hk_slice path)
{
    struct hk_file *file = NULL;
    struct hk_slice full = hk_path_resolve(env->arena, hk_files_cwd(files), path);
    enum hkr_fs_status found = hk_files_read(env, files, hk_slice(NULL, 0), full, &file);
    if (found != HKR_FS_OK)
        return report_unread(env, found, path);
    struct reader in = {
        .env = env, .variables = variables, .shown = hk_files_show(files, file->path)};
    if (has_lines(file->bytes)) {
        read_lines(&in, hk_files_lines(files, file), file->bytes);
        return in.status;
    }
    if (!file->has_docs) {
        struct hk_env shared = hk_files_env(env, files);
        enum hkr_status status = hk_read_docs(&shared, in.shown, file->bytes, &file->docs);
        if (status != HKR_OK)
            return status;
        file->has_docs = true;
    }
    for (uint32_t i = 0; i < file->docs.n; i++)
        read_manifest(&in, file->docs.items[i]);
    return in.status;
}
