/* SPDX-License-Identifier: Apache-2.0 */
/* The inputs of ConfigMap and Secret generators: env files, literals and files, with the grammar
 * that kustomize gives them (reference: ConfigMap generator). */
#include "files.h"

#include "../base/index.h"
#include "../base/path.h"
#include "../base/utf8.h"

#define ENV_LINE_MAX 65535 /* kustomize stops reading at a longer line, and says nothing */

struct kv_reader {
    struct hk_env *env;
    struct hk_loader *loader;
    const struct hk_generator_spec *spec;
    bool secret;
    struct hk_kvs *kvs;
    struct hk_index *index; /* by key */
    enum hkr_status status; /* of the first fault */
};

static void
note(struct kv_reader *in, enum hkr_status status)
{
    if (in->secret)
        hk_diag_hide_line(in->env->diags);
    if (in->status == HKR_OK)
        in->status = status;
}

/* The place to remember for a pair whose text stands in the kustomization file itself. */
static struct hk_place
entry_place(const struct kv_reader *in, const struct hk_str *entry)
{
    return in->secret ? in->spec->at : entry->at;
}

static const struct hk_kv *
find_key(const struct kv_reader *in, struct hk_slice key)
{
    for (uint32_t i = hk_index_first(in->index, hk_hash_bytes(key)); i != HK_INDEX_END;
         i = hk_index_next(in->index, i)) {
        const struct hk_kv *kv = &in->kvs->items[hk_index_value(in->index, i)];
        if (hk_slice_eq(kv->key, key))
            return kv;
    }
    return NULL;
}

static void
add(struct kv_reader *in, struct hk_slice key, struct hk_slice value, struct hk_place at)
{
    const struct hk_kv *known = find_key(in, key);
    if (known) {
        struct hk_diags *diags = in->env->diags;
        enum hkr_status status =
            hk_diag_report(diags, HK_D_KEY_REPEATED, at,
                           "the generator of '%" PRSLICE "' sets the key '%" PRSLICE "' twice",
                           ARGSLICE(in->spec->name.text), ARGSLICE(key));
        hk_diag_mend(diags, "keep one of the two");
        hk_diag_related(diags, known->at, "it is set here too");
        note(in, status);
        return;
    }
    hk_index_add(in->index, hk_hash_bytes(key), in->kvs->n);
    hk_vec_push(in->env->arena, in->kvs, ((struct hk_kv){key, value, at}));
}

/* ---- Env files -------------------------------------------------------------------------- */

/* Length of the white space (as Go's unicode.IsSpace has it) that @text begins with, in bytes;
 * 0 when it begins with something else. */
static size_t
space_length(struct hk_slice text)
{
    unsigned len;
    if (text.len == 0)
        return 0;
    uint32_t c = hk_utf8_decode(text.ptr, hk_slice_end(text), &len);
    bool space = (c >= 0x09 && c <= 0x0D) || c == ' ' || c == 0x85 || c == 0xA0 || c == 0x1680 ||
                 (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F ||
                 c == 0x205F || c == 0x3000;
    return space ? len : 0;
}

static struct hk_slice
skip_space(struct hk_slice text)
{
    for (size_t len; (len = space_length(text)) > 0;)
        text = hk_slice_from(text, len);
    return text;
}

/* What other readers of env files would take off or act on, and kustomize keeps; or NULL. */
static const char *
taken_literally(struct hk_slice key, struct hk_slice value)
{
    char first = value.len ? value.ptr[0] : 'x';
    if (value.len > 1 && (first == '"' || first == '\'') && value.ptr[value.len - 1] == first)
        return "the quotes are part of the value";
    if (hk_slice_starts(key, HK_S("export ")))
        return "`export` is part of the key";
    if (hk_slice_trim(key).len != key.len)
        return "the blanks before the equals sign are part of the key";
    if (hk_slice_trim(value).len != value.len)
        return "the blanks around the value are part of it";
    for (size_t i = 0; i + 1 < value.len; i++)
        if (value.ptr[i] == ' ' && value.ptr[i + 1] == '#')
            return "the comment is part of the value";
    return NULL;
}

/* Strict checks of one line of an env file. */
static void
remark_env_line(const struct kv_reader *in, struct hk_place at, struct hk_slice key,
                struct hk_slice value, bool has_equals)
{
    struct hk_diags *diags = in->env->diags;
    if (!diags->policy)
        return;
    const char *literal = taken_literally(key, value);
    if (!key.len) {
        hk_diag_remark(diags, HK_D_ENV_LINE_DROPPED, at,
                       "a line without a key before the equals sign is left out");
        hk_diag_mend(diags, "name the key, or remove the line");
    } else if (!has_equals) {
        hk_diag_remark(diags, HK_D_ENV_NO_VALUE, at,
                       "a line without an equals sign gives its key an empty value");
        hk_diag_mend(diags, "add the equals sign; the environment is not looked at");
    } else if (literal) {
        hk_diag_remark(diags, HK_D_ENV_LITERAL, at, "env files are read literally: %s", literal);
        hk_diag_mend(diags, "take off what is not meant, or use `literals`");
    } else {
        return;
    }
    if (in->secret)
        hk_diag_hide_line(diags);
}

static void
read_env_line(struct kv_reader *in, struct hk_file *file, struct hk_slice line, bool first)
{
    hk_file_id lines = hk_files_lines(in->loader->files, file);
    struct hk_place at = {lines, (uint32_t)(line.ptr - file->bytes.ptr), 0};
    size_t bad = hk_utf8_invalid(line);
    if (bad != SIZE_MAX) {
        at.offset += (uint32_t)bad;
        enum hkr_status status = hk_diag_report(in->env->diags, HK_D_ENV_NOT_UTF8, at,
                                                "a line of an env file is not UTF-8");
        hk_diag_mend(in->env->diags, "give the value with `files`, which takes any bytes");
        note(in, status);
        return;
    }
    if (first && hk_slice_starts(line, HK_S("\xEF\xBB\xBF")))
        line = hk_slice_from(line, 3);
    line = skip_space(line);
    if (line.len == 0 || line.ptr[0] == '#')
        return;
    size_t equals = hk_slice_find(line, '=');
    struct hk_slice key = hk_slice_head(line, equals);
    struct hk_slice value =
        equals == SIZE_MAX ? hk_slice(NULL, 0) : hk_slice_from(line, equals + 1);
    at.offset = (uint32_t)(line.ptr - file->bytes.ptr);
    at.length = (uint32_t)key.len;
    remark_env_line(in, at, key, value, equals != SIZE_MAX);
    if (key.len)
        add(in, key, value, at);
}

static void
read_env_file(struct kv_reader *in, const struct hk_str *path)
{
    struct hk_file *file = NULL;
    enum hkr_status status = hk_loader_file_(in->loader, path, "envs", in->secret, &file);
    if (status != HKR_OK) {
        note(in, status);
        return;
    }
    struct hk_slice rest = file->bytes;
    for (bool first = true; rest.len > 0; first = false) {
        size_t end = hk_slice_find(rest, '\n');
        struct hk_slice line = hk_slice_head(rest, end);
        if (line.len > ENV_LINE_MAX) {
            struct hk_place at = {hk_files_lines(in->loader->files, file),
                                  (uint32_t)(line.ptr - file->bytes.ptr), 0};
            hk_diag_remark(in->env->diags, HK_D_ENV_LINE_TOO_LONG, at,
                           "this line is longer than %d bytes: it and all lines below it are "
                           "left out",
                           ENV_LINE_MAX);
            hk_diag_hide_line(in->env->diags);
            return;
        }
        rest = end == SIZE_MAX ? hk_slice(NULL, 0) : hk_slice_from(rest, end + 1);
        if (hk_slice_ends(line, HK_S("\r")))
            line.len--;
        read_env_line(in, file, line, first);
    }
}

/* ---- Literals and files ----------------------------------------------------------------- */

/* One pair of equal quotes at both ends is taken off. */
static struct hk_slice
unquote(struct hk_slice text)
{
    if (text.len < 2 || text.ptr[0] != text.ptr[text.len - 1])
        return text;
    bool quoted = text.ptr[0] == '"' || text.ptr[0] == '\'';
    return quoted ? hk_slice(text.ptr + 1, text.len - 2) : text;
}

static void
read_literal(struct kv_reader *in, const struct hk_str *literal)
{
    size_t equals = hk_slice_find(literal->text, '=');
    if (equals != SIZE_MAX && equals > 0) {
        add(in, hk_slice_head(literal->text, equals),
            unquote(hk_slice_from(literal->text, equals + 1)), entry_place(in, literal));
        return;
    }
    enum hkr_status status =
        hk_diag_report(in->env->diags, HK_D_LITERAL_FORM, literal->at,
                       equals == 0 ? "a literal has no key before its equals sign"
                                   : "a literal has no equals sign");
    hk_diag_mend(in->env->diags, "write it as key=value");
    note(in, status);
}

/* Splits "[key=]path". NULL on success, else what is wrong. */
static const char *
split_file_source(struct hk_slice source, struct hk_slice *ret_key, struct hk_slice *ret_path)
{
    size_t equals = hk_slice_find(source, '=');
    if (equals == SIZE_MAX) {
        *ret_key = hk_path_base(source);
        *ret_path = source;
        return NULL;
    }
    *ret_key = hk_slice_head(source, equals);
    *ret_path = hk_slice_from(source, equals + 1);
    if (hk_slice_find(*ret_path, '=') != SIZE_MAX)
        return "has more than one equals sign";
    if (ret_key->len == 0)
        return "has no key before its equals sign";
    return ret_path->len == 0 ? "has no path after its equals sign" : NULL;
}

static void
read_file_source(struct kv_reader *in, const struct hk_str *source)
{
    struct hk_str path = *source;
    struct hk_slice key;
    struct hk_file *file = NULL;
    const char *wrong = split_file_source(source->text, &key, &path.text);
    if (wrong) {
        enum hkr_status status =
            in->secret /* where a literal may have got into the wrong list */
                ? hk_diag_report(in->env->diags, HK_D_FILE_SOURCE_FORM, source->at,
                                 "an entry of `files` %s", wrong)
                : hk_diag_report(in->env->diags, HK_D_FILE_SOURCE_FORM, source->at,
                                 "'%" PRSLICE "' in `files` %s", ARGSLICE(source->text), wrong);
        hk_diag_mend(in->env->diags, "write it as path, or as key=path");
        note(in, status);
        return;
    }
    enum hkr_status status = hk_loader_file_(in->loader, &path, "files", in->secret, &file);
    if (status == HKR_OK)
        add(in, key, file->bytes, entry_place(in, source));
    else
        note(in, status);
}

enum hkr_status
hk_loader_generator_inputs(struct hk_loader *loader, const struct hk_generator_spec *spec,
                           bool secret, struct hk_kvs *ret_kvs)
{
    struct hk_kvs kvs = {0};
    struct kv_reader in = {.env = loader->env,
                           .loader = loader,
                           .spec = spec,
                           .secret = secret,
                           .kvs = &kvs,
                           .index = hk_index_new(loader->env->arena, 0)};
    for (uint32_t i = 0; i < spec->envs.n; i++) {
        struct hk_diags *diags = loader->env->diags;
        const struct hk_via *outer = hk_diag_enter(diags, spec->envs.items[i].at, HK_S("envs"));
        read_env_file(&in, &spec->envs.items[i]);
        hk_diag_leave(diags, outer);
    }
    for (uint32_t i = 0; i < spec->literals.n; i++)
        read_literal(&in, &spec->literals.items[i]);
    for (uint32_t i = 0; i < spec->files.n; i++)
        read_file_source(&in, &spec->files.items[i]);
    if (in.status == HKR_OK)
        *ret_kvs = kvs;
    return in.status;
}
