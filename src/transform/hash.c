/* SPDX-License-Identifier: Apache-2.0 */
/* The suffix that changes with the content of a generated ConfigMap or Secret. */
#include "transform.h"

#include "../base/number.h"
#include "../yaml/edit.h"
#include "../yaml/resolve.h"

#include "yaml/write.h"

#include <sodium.h>

enum { HASH_CHARS = 10 };

/* Integers go through a float64 on their way to the hash, and those above 2^53 lose digits. NULL
 * when @node is as it was; nesting is bounded by the reader. */
static struct hk_node *
rounded(struct hk_env *env, struct hk_node *node)
{
    struct hk_node *copy = NULL;
    struct hk_number number;
    char buffer[HK_NUMBER_BUFFER];
    if (node->kind == HK_SCALAR) {
        if (node->n < 16 || hk_node_type(node) != HK_TAG_INT ||
            hk_resolve(hk_node_text(node), &number) != HK_TAG_INT)
            return NULL;
        double value = number.kind == HK_NUMBER_UINT ? (double)number.u : (double)number.i;
        struct hk_slice text = hk_slice(buffer, hk_number_write_json(value, buffer));
        return hk_node_scalar(env, hk_arena_slice(env->arena, text), HK_TAG_NONE, HK_PLAIN,
                              hk_node_place(node));
    }
    for (uint32_t i = 0; i < node->n; i++) {
        bool is_map = node->kind == HK_MAP;
        struct hk_node *item = rounded(env, is_map ? node->pairs[i].value : node->items[i]);
        if (!item)
            continue;
        copy = copy ? copy : hk_edit_clone(env, node);
        copy = is_map ? hk_edit_set_at(env, copy, i, item) : hk_edit_set_item(env, copy, i, item);
    }
    return copy;
}

static enum hkr_status
write_data(struct hk_env *env, struct hk_node *node, struct hk_buf *text)
{
    struct hk_node *changed = rounded(env, node);
    return hk_write_json(env, changed ? changed : node, text);
}

/* Appends @name and the value of the root field @key as the text to be hashed has it: a scalar
 * is its text whatever its type, a missing one is empty, a list is null. */
static enum hkr_status
append_field(struct hk_env *env, const struct hk_resource *res, hk_sym key, const char *name,
             struct hk_buf *text)
{
    struct hk_node *node = hk_map_get(res->root, key);
    enum hkr_status status = HKR_OK;
    hk_buf_append(text, hk_slice_cstr(name));
    if (!node || node->kind == HK_SCALAR)
        hk_write_json_string(text, node ? hk_node_text(node) : HK_S(""));
    else if (node->kind == HK_SEQ)
        hk_buf_append(text, HK_S("null"));
    else
        status = write_data(env, node, text);
    return status;
}

static bool
has_map(const struct hk_resource *res, hk_sym key)
{
    const struct hk_node *node = hk_map_get(res->root, key);
    return node && node->kind != HK_SCALAR;
}

/* The compact JSON that kustomize hashes. The name is always empty there, because it is looked
 * up under the key "metadata/name". */
static enum hkr_status
append_config_map(struct hk_env *env, const struct hk_resource *res, struct hk_buf *text)
{
    enum hkr_status status = HKR_OK;
    hk_buf_byte(text, '{');
    if (has_map(res, HK_SYM_binaryData)) {
        status = append_field(env, res, HK_SYM_binaryData, "\"binaryData\":", text);
        hk_buf_byte(text, ',');
    }
    if (status == HKR_OK)
        status = append_field(env, res, HK_SYM_data, "\"data\":", text);
    hk_buf_append(text, HK_S(",\"kind\":\"ConfigMap\",\"name\":\"\"}"));
    return status;
}

static enum hkr_status
append_secret(struct hk_env *env, const struct hk_resource *res, struct hk_buf *text)
{
    hk_buf_byte(text, '{');
    enum hkr_status status = append_field(env, res, HK_SYM_data, "\"data\":", text);
    hk_buf_append(text, HK_S(",\"kind\":\"Secret\",\"name\":\"\""));
    if (status == HKR_OK && has_map(res, HK_SYM_stringData))
        status = append_field(env, res, HK_SYM_stringData, ",\"stringData\":", text);
    if (status == HKR_OK)
        status = append_field(env, res, HK_SYM_type, ",\"type\":", text);
    hk_buf_byte(text, '}');
    return status;
}

static enum hkr_status
append_text(struct hk_env *env, const struct hk_resource *res, struct hk_buf *text)
{
    if (res->id.gvk.kind == HK_SYM_ConfigMap)
        return append_config_map(env, res, text);
    if (res->id.gvk.kind == HK_SYM_Secret)
        return append_secret(env, res, text);
    enum hkr_status status =
        hk_diag_report(env->diags, HK_D_HASH_KIND, res->at,
                       "an object of this kind cannot have a hash in its name");
    hk_diag_mend(env->diags, "remove the annotation "
                             "internal.config.kubernetes.io/needsHashSuffix");
    hk_resource_blame(env, res);
    return status;
}

/* The first digits of the SHA-256 in hexadecimal, some replaced so that no words come up. */
static void
digest(struct hk_slice text, char *chars)
{
    static const char digits[] = "gh2k456789mbcdtf";
    unsigned char hash[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(hash, (const unsigned char *)text.ptr, text.len);
    for (size_t i = 0; i < HASH_CHARS; i++)
        chars[i] = digits[i % 2 ? hash[i / 2] & 15 : hash[i / 2] >> 4];
}

static enum hkr_status
add_hash(struct hk_env *env, struct hk_resource *res, struct hk_buf *text)
{
    char suffix[1 + HASH_CHARS] = "-";
    text->len = 0;
    enum hkr_status status = append_text(env, res, text);
    if (status != HKR_OK)
        return status;
    digest(hk_buf_slice(text), suffix + 1);
    hk_resource_push_id(env, res);
    struct hk_slice name = hk_arena_concat(env->arena, hk_env_text(env, res->id.name),
                                           hk_slice(suffix, sizeof suffix));
    hk_resource_set_name(env, res, name, HK_NOWHERE);
    hk_resource_refresh(env, res);
    return HKR_OK;
}

enum hkr_status
hk_transform_hash(struct hk_env *env, struct hk_resset *set)
{
    struct hk_buf *text = HK_NEW(env->arena, struct hk_buf); /* outlives an unwind */
    enum hkr_status status = HKR_OK;
    text->heap = hk_arena_heap(env->arena);
    hk_arena_defer(env->arena, hk_buf_release, text);
    for (uint32_t i = 0; status == HKR_OK && i < set->list.n; i++) {
        struct hk_resource *res = set->list.items[i];
        if (res->root && res->needs_hash)
            status = add_hash(env, res, text);
    }
    hk_resset_reindex(set);
    hk_arena_release(env->arena, text);
    return status;
}
