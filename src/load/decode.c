/* SPDX-License-Identifier: Apache-2.0 */
#include "decode.h"

#include "scalar.h"

#include "../base/index.h"

#include <strings.h>

#define NAMES_SHOWN 12 /* a table this small is listed when a name is unknown */
#define FEW_KEYS 16    /* so many are compared one with another */

struct decoder {
    struct hk_env *env;
    bool strict_keys;
    bool lenient;
    bool exact_case;
    bool stringify;
    bool secret; /* what is read now may be secret */
    bool failed;
};

/* What a fault names: a field, or an item of one. */
struct slot {
    const char *name;
    bool item;
};

static void decode_map(struct decoder *dec, const struct hk_node *node,
                       const struct hk_table *table, struct hk_field_found *found, char *object);

/* ---- Faults ----------------------------------------------------------------------------- */

static void
after_report(struct decoder *dec)
{
    dec->failed = true;
    if (dec->secret)
        hk_diag_hide_line(dec->env->diags);
}

static void
fault_type(struct decoder *dec, struct slot slot, const char *want, const struct hk_node *node)
{
    static const char *const kinds[] = {
        [HK_SCALAR] = "a single value", [HK_MAP] = "a map", [HK_SEQ] = "a list"};
    (void)hk_diag_report(dec->env->diags, HK_D_WRONG_TYPE, hk_node_place(node),
                         "%s`%s` must be %s, not %s", slot.item ? "an item of " : "", slot.name,
                         want, kinds[node->kind]);
    if (strcmp(want, "a map") == 0)
        hk_diag_mend(dec->env->diags, "write lines `key: value` below it, indented");
    else if (strcmp(want, "a list") == 0)
        hk_diag_mend(dec->env->diags, "begin the line below with a dash: - value");
    else
        hk_diag_mend(dec->env->diags, "write one value behind the %s",
                     slot.item ? "dash" : "colon");
    after_report(dec);
}

static const char *
type_name(enum hk_tag type)
{
    switch (type) {
    case HK_TAG_INT:
    case HK_TAG_FLOAT:
        return "a number";
    case HK_TAG_BOOL:
        return "a boolean";
    case HK_TAG_NULL:
        return "null";
    case HK_TAG_BINARY:
        return "binary data";
    case HK_TAG_NONE:
    case HK_TAG_STR:
    case HK_TAG_TIMESTAMP:
    case HK_TAG_MERGE:
    case HK_TAG_OTHER:
        break;
    }
    return "text";
}

/* A scalar of another type than the field has. */
static void
fault_scalar(struct decoder *dec, struct slot slot, const char *want, enum hk_tag type,
             const struct hk_node *node)
{
    bool quote = strcmp(want, "text") == 0;
    (void)hk_diag_report(dec->env->diags, quote ? HK_D_UNQUOTED_SCALAR : HK_D_WRONG_TYPE,
                         hk_node_place(node), "%s`%s` must be %s, but this is %s",
                         slot.item ? "an item of " : "", slot.name, want, type_name(type));
    if (!quote)
        hk_diag_mend(dec->env->diags,
                     node->style == HK_PLAIN ? "correct the value" : "take the quotes off");
    else if (dec->secret)
        hk_diag_mend(dec->env->diags, "put it in quotes");
    else
        hk_diag_mend(dec->env->diags, "put it in quotes: \"%" PRSLICE "\"",
                     ARGSLICE(hk_node_text(node)));
    after_report(dec);
}

static struct hk_place
key_place(const struct hk_pair *pair, struct hk_slice key)
{
    struct hk_place at = hk_pair_place(pair);
    at.length = pair->key_style == HK_PLAIN ? (uint32_t)key.len : 0;
    return at;
}

static void
mend_unknown(struct decoder *dec, const struct hk_table *table, struct hk_slice name)
{
    struct hk_slice names[HK_FIELDS_MAX];
    for (size_t i = 0; i < table->n_fields; i++)
        names[i] = hk_slice_cstr(table->fields[i].name);
    struct hk_slice near = hk_diag_nearest(name, names, table->n_fields);
    if (near.len) {
        hk_diag_mend(dec->env->diags, "did you mean `%" PRSLICE "`?", ARGSLICE(near));
        return;
    }
    if (table->n_fields > NAMES_SHOWN) {
        hk_diag_mend(dec->env->diags, "remove it, or move it to where it belongs");
        return;
    }
    struct hk_arena *arena = dec->env->arena;
    struct hk_slice list = hk_arena_printf(arena, "`%s`", table->fields[0].name);
    for (size_t i = 1; i < table->n_fields; i++)
        list = hk_arena_printf(arena, "%" PRSLICE ", `%s`", ARGSLICE(list), table->fields[i].name);
    hk_diag_mend(dec->env->diags, "the fields that it can have are %" PRSLICE, ARGSLICE(list));
}

static void
fault_unknown(struct decoder *dec, const struct hk_table *table, const struct hk_pair *pair,
              struct hk_slice name)
{
    (void)hk_diag_report(dec->env->diags, HK_D_UNKNOWN_FIELD, key_place(pair, name),
                         "`%" PRSLICE "` is not a field of %s", ARGSLICE(name), table->what);
    mend_unknown(dec, table, name);
    after_report(dec);
}

/* Whether every plugin has the field: no table lists it. */
static bool
is_of_object(struct hk_slice name)
{
    return hk_slice_eq(name, HK_S("apiVersion")) || hk_slice_eq(name, HK_S("kind")) ||
           hk_slice_eq(name, HK_S("metadata"));
}

static void
remark_unknown(struct decoder *dec, const struct hk_table *table, const struct hk_pair *pair,
               struct hk_slice name)
{
    if (!hk_diag_wants(dec->env->diags, HK_D_FIELD_IGNORED) || is_of_object(name))
        return;
    hk_diag_remark(dec->env->diags, HK_D_FIELD_IGNORED, key_place(pair, name),
                   "`%" PRSLICE "` is not a field of %s and has no effect", ARGSLICE(name),
                   table->what);
    mend_unknown(dec, table, name);
}

static void
remark_case(struct decoder *dec, const struct hk_field *field, const struct hk_pair *pair,
            struct hk_slice name)
{
    if (!hk_diag_wants(dec->env->diags, HK_D_FIELD_CASE) ||
        hk_slice_eq(name, hk_slice_cstr(field->name)))
        return;
    hk_diag_remark(dec->env->diags, HK_D_FIELD_CASE, key_place(pair, name),
                   "`%" PRSLICE "` is taken for `%s`, although other letters are capital",
                   ARGSLICE(name), field->name);
    hk_diag_mend(dec->env->diags, "write `%s`", field->name);
}

/* The key of @pair as its JSON text. False, and reported, when it has none. */
static bool
key_text(struct decoder *dec, const struct hk_pair *pair, struct hk_slice *ret_key)
{
    if (hk_scalar_key(dec->env, pair, ret_key))
        return true;
    (void)hk_diag_report(dec->env->diags, HK_D_BAD_MAP_KEY, hk_pair_place(pair),
                         "a map key must be text, a number or a boolean");
    hk_diag_mend(dec->env->diags, "put it in quotes");
    after_report(dec);
    return false;
}

/* ---- Scalars ---------------------------------------------------------------------------- */

static bool
is_null(const struct hk_node *node)
{
    return node->kind == HK_SCALAR && hk_scalar_type(node, NULL) == HK_TAG_NULL;
}

static void
decode_string(struct decoder *dec, const struct hk_node *node, struct slot slot, struct hk_str *str)
{
    if (node->kind != HK_SCALAR) {
        fault_type(dec, slot, "text", node);
        return;
    }
    str->at = hk_node_place(node);
    enum hk_tag type = hk_scalar_type(node, NULL);
    bool is_value = type == HK_TAG_INT || type == HK_TAG_FLOAT || type == HK_TAG_BOOL;
    if (type == HK_TAG_STR)
        str->text = hk_node_text(node);
    else if (dec->exact_case && dec->stringify && is_value)
        str->text = hk_scalar_as_text(dec->env, node);
    else if (type == HK_TAG_BINARY && !hk_scalar_binary(dec->env, node, &str->text))
        fault_scalar(dec, slot, "the base64 of some text", HK_TAG_STR, node);
    else if (type != HK_TAG_NULL && type != HK_TAG_BINARY)
        fault_scalar(dec, slot, "text", type, node);
}

static void
decode_text(struct decoder *dec, const struct hk_node *node, struct slot slot, struct hk_str *str)
{
    enum hk_tag type = node->kind == HK_SCALAR ? hk_scalar_type(node, NULL) : HK_TAG_NULL;
    bool convert = type == HK_TAG_INT || type == HK_TAG_FLOAT || type == HK_TAG_BOOL;
    if (dec->stringify && convert)
        *str = (struct hk_str){hk_scalar_as_text(dec->env, node), hk_node_place(node)};
    else
        decode_string(dec, node, slot, str);
}

static void
decode_bool(struct decoder *dec, const struct hk_node *node, struct slot slot, bool *value)
{
    if (node->kind != HK_SCALAR) {
        fault_type(dec, slot, "true or false", node);
        return;
    }
    enum hk_tag type = hk_scalar_type(node, NULL);
    if (type == HK_TAG_BOOL)
        *value = hk_scalar_is_true(node);
    else if (type != HK_TAG_NULL)
        fault_scalar(dec, slot, "true or false (without quotes)", type, node);
}

static void
decode_int(struct decoder *dec, const struct hk_node *node, struct slot slot, int64_t *value)
{
    struct hk_number number = {.kind = HK_NUMBER_INT};
    if (node->kind != HK_SCALAR) {
        fault_type(dec, slot, "a whole number", node);
        return;
    }
    enum hk_tag type = hk_scalar_type(node, &number);
    if (type == HK_TAG_NULL)
        return;
    if (type != HK_TAG_INT && type != HK_TAG_FLOAT) {
        fault_scalar(dec, slot, "a whole number (without quotes)", type, node);
        return;
    }
    if (hk_scalar_int64(&number, value))
        return;
    (void)hk_diag_report(dec->env->diags, HK_D_BAD_NUMBER, hk_node_place(node),
                         "`%s` must be a whole number of 64 bits", slot.name);
    hk_diag_mend(dec->env->diags, "write digits alone, with a minus sign if need be");
    after_report(dec);
}

/* ---- Lists and maps --------------------------------------------------------------------- */

static void
decode_strings(struct decoder *dec, const struct hk_node *node, const char *name,
               struct hk_strs *strs)
{
    if (node->kind != HK_SEQ) {
        fault_type(dec, (struct slot){name, false}, "a list", node);
        return;
    }
    strs->present = true;
    strs->items = HK_NEW_ARRAY(dec->env->arena, node->n, struct hk_str);
    strs->n = node->n;
    for (uint32_t i = 0; i < node->n; i++)
        decode_text(dec, node->items[i], (struct slot){name, true}, &strs->items[i]);
}

/* Finds pairs with equal keys: the later one counts. */
struct key_set {
    const struct hk_str_map *map;
    struct hk_index *index; /* NULL while there are few */
};

static uint32_t
find_key(const struct key_set *set, struct hk_slice key)
{
    if (!set->index) {
        for (uint32_t i = 0; i < set->map->n; i++) {
            if (hk_slice_eq(set->map->items[i].key.text, key))
                return i;
        }
        return UINT32_MAX;
    }
    for (uint32_t i = hk_index_first(set->index, hk_hash_bytes(key)); i != HK_INDEX_END;
         i = hk_index_next(set->index, i)) {
        uint32_t at = hk_index_value(set->index, i);
        if (hk_slice_eq(set->map->items[at].key.text, key))
            return at;
    }
    return UINT32_MAX;
}

static void
decode_string_map(struct decoder *dec, const struct hk_node *node, const char *name,
                  struct hk_str_map *map)
{
    if (node->kind != HK_MAP) {
        fault_type(dec, (struct slot){name, false}, "a map", node);
        return;
    }
    struct key_set set = {.map = map};
    struct slot slot = {name, true};
    map->present = true;
    map->items = HK_NEW_ARRAY(dec->env->arena, node->n, struct hk_str_pair);
    if (node->n > FEW_KEYS)
        set.index = hk_index_new(dec->env->arena, node->n);
    for (uint32_t i = 0; i < node->n; i++) {
        const struct hk_pair *pair = &node->pairs[i];
        struct hk_str_pair item = {0};
        if (!key_text(dec, pair, &item.key.text))
            continue;
        item.key.at = key_place(pair, item.key.text);
        uint32_t at = find_key(&set, item.key.text);
        if (at == UINT32_MAX) {
            at = map->n++;
            if (set.index)
                hk_index_add(set.index, hk_hash_bytes(item.key.text), at);
        }
        decode_text(dec, pair->value, slot, &item.value);
        map->items[at] = item;
    }
}

static void
decode_list(struct decoder *dec, const struct hk_node *node, const struct hk_field *field,
            char *where)
{
    HK_VEC(void) list = {0};
    if (node->kind != HK_SEQ) {
        fault_type(dec, (struct slot){field->name, false}, "a list", node);
        return;
    }
    size_t size = field->table->size;
    char *items = size ? hk_arena_array(dec->env->arena, node->n, size) : NULL;
    for (uint32_t i = 0; i < node->n; i++) {
        const struct hk_node *item = node->items[i];
        char *object = items ? items + i * size : NULL;
        if (object && field->table->place != HK_FIELD_UNSTORED) {
            struct hk_place at = hk_node_place(item);
            memcpy(object + field->table->place, &at, sizeof at);
        }
        if (item->kind == HK_MAP)
            decode_map(dec, item, field->table, NULL, object);
        else if (!is_null(item))
            fault_type(dec, (struct slot){field->name, true}, "a map", item);
    }
    list.items = items;
    list.n = list.cap = node->n;
    if (where)
        memcpy(where, &list, sizeof list);
}

/* ---- Field specifications --------------------------------------------------------------- */

struct fieldspec_text {
    struct hk_place at;
    struct hk_str group;
    struct hk_str version;
    struct hk_str kind;
    struct hk_str path;
    bool create;
};

static const struct hk_field fieldspec_fields[] = {
    {"group", HK_FIELD_STRING, offsetof(struct fieldspec_text, group), 0, 0, false, NULL},
    {"version", HK_FIELD_STRING, offsetof(struct fieldspec_text, version), 0, 0, false, NULL},
    {"kind", HK_FIELD_STRING, offsetof(struct fieldspec_text, kind), 0, 0, false, NULL},
    {"path", HK_FIELD_TEXT, offsetof(struct fieldspec_text, path), 0, 0, false, NULL},
    {"create", HK_FIELD_BOOL, offsetof(struct fieldspec_text, create), 0, 0, false, NULL},
};

static const struct hk_table fieldspec_table = {
    "a field specification", fieldspec_fields, HK_COUNT(fieldspec_fields),
    sizeof(struct fieldspec_text), offsetof(struct fieldspec_text, at)};

static void
decode_fieldspecs(struct decoder *dec, const struct hk_node *node, const struct hk_field *field,
                  struct hk_fieldspecs *specs)
{
    HK_VEC(struct fieldspec_text) texts = {0};
    struct hk_field list = *field;
    struct hk_env *env = dec->env;
    list.table = &fieldspec_table;
    decode_list(dec, node, &list, (char *)&texts);
    for (uint32_t i = 0; i < texts.n && specs; i++) {
        const struct fieldspec_text *text = &texts.items[i];
        struct hk_fieldspec spec = {.gvk = {hk_env_sym(env, text->group.text),
                                            hk_env_sym(env, text->version.text),
                                            hk_env_sym(env, text->kind.text)},
                                    .path = hk_fieldpath_parse(env, text->path.text),
                                    .create = text->create,
                                    .at = text->at};
        hk_fieldspecs_add(env, specs, spec);
    }
}

/* ---- Tables ----------------------------------------------------------------------------- */

static void
decode_field(struct decoder *dec, const struct hk_node *node, const struct hk_field *field,
             char *object)
{
    union { /* where a value goes that is only checked */
        struct hk_str str;
        struct hk_strs strs;
        struct hk_str_map map;
        const struct hk_node *node;
        int64_t number;
        bool flag;
    } nowhere = {0};
    bool stored = object && field->offset != HK_FIELD_UNSTORED;
    void *where = stored ? (void *)(object + field->offset) : &nowhere;
    struct slot slot = {field->name, false};
    switch (field->type) {
    case HK_FIELD_STRING:
        decode_string(dec, node, slot, where);
        break;
    case HK_FIELD_TEXT:
        decode_text(dec, node, slot, where);
        break;
    case HK_FIELD_BOOL:
        decode_bool(dec, node, slot, where);
        break;
    case HK_FIELD_INT:
        decode_int(dec, node, slot, where);
        break;
    case HK_FIELD_STRINGS:
        decode_strings(dec, node, field->name, where);
        break;
    case HK_FIELD_STRING_MAP:
        decode_string_map(dec, node, field->name, where);
        break;
    case HK_FIELD_LIST:
        decode_list(dec, node, field, stored ? where : NULL);
        break;
    case HK_FIELD_FIELDSPECS:
        decode_fieldspecs(dec, node, field, stored ? where : NULL);
        break;
    case HK_FIELD_STRUCT:
    case HK_FIELD_MAP:
        if (node->kind != HK_MAP)
            fault_type(dec, slot, "a map", node);
        else if (field->type == HK_FIELD_STRUCT)
            decode_map(dec, node, field->table, NULL, stored ? where : NULL);
        else
            *(const struct hk_node **)where = node;
        break;
    }
}

static void
note_place(const struct hk_field *field, const struct hk_node *node, char *object)
{
    struct hk_place at = hk_node_place(node);
    if (object && field->place)
        memcpy(object + field->place, &at, sizeof at);
    if (object && field->given)
        *(bool *)(object + field->given) = true;
}

static uint16_t
find_field(const struct decoder *dec, const struct hk_table *table, struct hk_slice name)
{
    for (uint16_t i = 0; i < table->n_fields; i++) {
        const char *known = table->fields[i].name;
        if (strlen(known) != name.len)
            continue;
        if (dec->exact_case ? !memcmp(known, name.ptr, name.len)
                            : !strncasecmp(known, name.ptr, name.len))
            return i;
    }
    return UINT16_MAX;
}

/* The pair that counts for each field: of equal keys the later one, of keys that differ in
 * letter case the one that comes last in byte order (they are applied in that order). */
struct winner {
    const struct hk_pair *pair;
    struct hk_slice key;
};

static void
pick_winners(struct decoder *dec, const struct hk_node *node, const struct hk_table *table,
             struct winner *winners)
{
    for (uint32_t i = 0; i < node->n; i++) {
        const struct hk_pair *pair = &node->pairs[i];
        struct hk_slice key;
        if (!key_text(dec, pair, &key))
            continue;
        uint16_t at = find_field(dec, table, key);
        if (at == UINT16_MAX) {
            if (dec->lenient)
                remark_unknown(dec, table, pair, key);
            else
                fault_unknown(dec, table, pair, key);
            continue;
        }
        remark_case(dec, &table->fields[at], pair, key);
        struct winner *winner = &winners[at];
        if (winner->pair && dec->strict_keys && hk_slice_eq(winner->key, key)) {
            (void)hk_diag_report(dec->env->diags, HK_D_DUPLICATE_FIELD, key_place(pair, key),
                                 "`%" PRSLICE "` stands here for the second time", ARGSLICE(key));
            hk_diag_mend(dec->env->diags, "make one of the two");
            hk_diag_related(dec->env->diags, key_place(winner->pair, key), "it stood here before");
            after_report(dec);
        }
        if (!winner->pair || hk_slice_cmp(winner->key, key) <= 0)
            *winner = (struct winner){pair, key};
    }
}

static void
decode_map(struct decoder *dec, const struct hk_node *node, const struct hk_table *table,
           struct hk_field_found *found, char *object)
{
    struct winner winners[HK_FIELDS_MAX] = {0};
    assert(table->n_fields <= HK_FIELDS_MAX);
    if (object && table->place != HK_FIELD_UNSTORED) {
        struct hk_place at = hk_node_place(node);
        memcpy(object + table->place, &at, sizeof at);
    }
    pick_winners(dec, node, table, winners);
    for (uint16_t i = 0; i < table->n_fields; i++) {
        const struct hk_field *field = &table->fields[i];
        const struct hk_pair *pair = winners[i].pair;
        if (!pair || is_null(pair->value))
            continue;
        bool secret = dec->secret;
        dec->secret = secret || field->secret;
        note_place(field, pair->value, object);
        decode_field(dec, pair->value, field, object);
        dec->secret = secret;
        if (found)
            found[i] = (struct hk_field_found){key_place(pair, winners[i].key), pair->value};
    }
}

static void
fault_whole(struct hk_env *env, const struct hk_table *table, const struct hk_node *node)
{
    (void)hk_diag_report(env->diags, HK_D_WRONG_TYPE, hk_node_place(node),
                         "%s must be a map of fields, not a %s", table->what,
                         node->kind == HK_SEQ ? "list" : "single value");
    hk_diag_mend(env->diags, "write its fields as lines `name: value`");
}

enum hkr_status
hk_decode(struct hk_env *env, const struct hk_node *node, const struct hk_table *table,
          const struct hk_decode_options *options, void *object)
{
    struct decoder dec = {
        .env = env,
        .lenient = options->lenient,
        .exact_case = options->exact_case,
        .strict_keys = options->strict_keys,
        .stringify = options->stringify,
    };
    if (node->kind == HK_MAP)
        decode_map(&dec, node, table, options->found, object);
    else if (!is_null(node))
        fault_whole(env, table, node);
    return dec.failed || (node->kind != HK_MAP && !is_null(node)) ? HKR_E_INPUT : HKR_OK;
}
