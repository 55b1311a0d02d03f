/* SPDX-License-Identifier: Apache-2.0 */
/* The form of an OpenAPI document. kustomize decodes all of it into typed structures before it
 * looks at any part, so a description that is a number spoils the whole. What is checked here are
 * the members of types and those on the way to them; parameters and responses are let pass. */
#include "schemas.h"

#include "../load/scalar.h"

#include <stdlib.h>

enum form {
    ANYTHING,
    TEXT,
    FLAG,
    NUMBER,
    WHOLE_NUMBER,
    LIST,
    TEXTS,         /* a list of texts */
    TEXT_OR_TEXTS, /* one, or a list of them */
    MAP,
    MAPS,        /* a list of maps */
    MAP_OF_MAPS, /* names to maps */
    DOCS,
    TYPE,
    TYPES,
    TYPE_MAP, /* names to types */
    TYPE_OR_FLAG,
    TYPE_OR_TYPES,
    TYPE_OR_TEXTS_MAP,
    REFERENCE,
    PATHS,
    OPERATION
};

struct member {
    const char *name;
    enum form form;
};

/* Sorted by name. */
static const struct member document_members[] = {
    {"basePath", TEXT},
    {"consumes", TEXTS},
    {"definitions", TYPE_MAP},
    {"externalDocs", DOCS},
    {"host", TEXT},
    {"id", TEXT},
    {"info", MAP},
    {"parameters", MAP_OF_MAPS},
    {"paths", PATHS},
    {"produces", TEXTS},
    {"responses", MAP_OF_MAPS},
    {"schemes", TEXTS},
    {"security", MAPS},
    {"securityDefinitions", MAP_OF_MAPS},
    {"swagger", TEXT},
    {"tags", MAPS},
};

static const struct member type_members[] = {
    {"$ref", REFERENCE},
    {"additionalItems", TYPE_OR_FLAG},
    {"additionalProperties", TYPE_OR_FLAG},
    {"allOf", TYPES},
    {"anyOf", TYPES},
    {"default", ANYTHING},
    {"definitions", TYPE_MAP},
    {"dependencies", TYPE_OR_TEXTS_MAP},
    {"description", TEXT},
    {"discriminator", TEXT},
    {"enum", LIST},
    {"example", ANYTHING},
    {"exclusiveMaximum", FLAG},
    {"exclusiveMinimum", FLAG},
    {"externalDocs", DOCS},
    {"format", TEXT},
    {"id", TEXT},
    {"items", TYPE_OR_TYPES},
    {"maxItems", WHOLE_NUMBER},
    {"maxLength", WHOLE_NUMBER},
    {"maxProperties", WHOLE_NUMBER},
    {"maximum", NUMBER},
    {"minItems", WHOLE_NUMBER},
    {"minLength", WHOLE_NUMBER},
    {"minProperties", WHOLE_NUMBER},
    {"minimum", NUMBER},
    {"multipleOf", NUMBER},
    {"not", TYPE},
    {"nullable", FLAG},
    {"oneOf", TYPES},
    {"pattern", TEXT},
    {"patternProperties", TYPE_MAP},
    {"properties", TYPE_MAP},
    {"readOnly", FLAG},
    {"required", TEXTS},
    {"title", TEXT},
    {"type", TEXT_OR_TEXTS},
    {"uniqueItems", FLAG},
};

static const struct member docs_members[] = {{"description", TEXT}, {"url", TEXT}};

static const struct member path_members[] = {
    {"delete", OPERATION}, {"get", OPERATION},   {"head", OPERATION}, {"options", OPERATION},
    {"parameters", MAPS},  {"patch", OPERATION}, {"post", OPERATION}, {"put", OPERATION},
};

static const struct member operation_members[] = {
    {"consumes", TEXTS},   {"deprecated", FLAG}, {"description", TEXT}, {"externalDocs", DOCS},
    {"operationId", TEXT}, {"parameters", MAPS}, {"produces", TEXTS},   {"responses", MAP},
    {"schemes", TEXTS},    {"security", MAPS},   {"summary", TEXT},     {"tags", TEXTS},
};

struct table {
    const char *what;
    const struct member *members;
    size_t n;
};

static const struct table documents = {"the document", document_members,
                                       HK_COUNT(document_members)};
static const struct table types = {"a type", type_members, HK_COUNT(type_members)};
static const struct table docs = {"`externalDocs`", docs_members, HK_COUNT(docs_members)};
static const struct table paths = {"a path", path_members, HK_COUNT(path_members)};
static const struct table operations = {"an operation", operation_members,
                                        HK_COUNT(operation_members)};

struct check {
    struct hk_schemas *schemas;
    const struct hk_node *node; /* what is looked at ... */
    struct hk_slice name;       /* ... and its name, for messages */
};

static void check_map(const struct check *check, const struct table *table);

HK_NORETURN static void
wrong(const struct check *check, const char *what)
{
    hk_schemas_fault(check->schemas, check->node, "`%" PRSLICE "` must be %s",
                     ARGSLICE(hk_slice_head(check->name, 60)), what);
}

static struct check
within(const struct check *check, const struct hk_node *node)
{
    return (struct check){check->schemas, node, check->name};
}

/* ---- Scalars and lists ---------------------------------------------------------------------- */

/* The type of a scalar; HK_TAG_NONE for maps and lists. */
static enum hk_tag
type_of(const struct check *check)
{
    return check->node->kind == HK_SCALAR ? hk_schemas_type(check->schemas, check->node)
                                          : HK_TAG_NONE;
}

static bool
is_null(const struct check *check)
{
    return type_of(check) == HK_TAG_NULL;
}

static bool
is_whole_number(const struct check *check)
{
    struct hk_number number;
    int64_t value;
    enum hk_tag type = check->schemas->is_json ? hk_resolve(hk_node_text(check->node), &number)
                                               : hk_scalar_type(check->node, &number);
    return (type == HK_TAG_INT || type == HK_TAG_FLOAT) && hk_scalar_int64(&number, &value);
}

static void
check_scalar(const struct check *check, enum form form)
{
    enum hk_tag type = type_of(check);
    if (form == TEXT && type != HK_TAG_STR && type != HK_TAG_BINARY)
        wrong(check, "text (put it in quotes)");
    if (form == FLAG && type != HK_TAG_BOOL)
        wrong(check, "true or false");
    if (form == NUMBER && type != HK_TAG_INT && type != HK_TAG_FLOAT)
        wrong(check, "a number");
    if (form == WHOLE_NUMBER && !is_whole_number(check))
        wrong(check, "a whole number");
}

static void
check_list(const struct check *check, const char *what)
{
    if (check->node->kind != HK_SEQ)
        wrong(check, what);
}

static void
check_texts(const struct check *check)
{
    check_list(check, "a list of texts");
    for (uint32_t i = 0; i < check->node->n; i++) {
        struct check item = within(check, check->node->items[i]);
        if (!is_null(&item))
            check_scalar(&item, TEXT);
    }
}

/* What stands in the list or map must be maps. */
static void
check_maps(const struct check *check, enum form form)
{
    bool is_list = form == MAPS;
    if (check->node->kind != (is_list ? HK_SEQ : HK_MAP))
        wrong(check, is_list ? "a list" : "a map");
    for (uint32_t i = 0; i < check->node->n; i++) {
        struct check one =
            within(check, is_list ? check->node->items[i] : check->node->pairs[i].value);
        if (one.node->kind != HK_MAP && !is_null(&one))
            wrong(&one, is_list ? "a list of maps" : "a map of maps");
    }
}

/* What Go cannot parse as a URL; anything else that is no text is no reference at all. */
static void
check_reference(const struct check *check)
{
    if (type_of(check) != HK_TAG_STR)
        return;
    struct hk_slice text = hk_node_text(check->node);
    if (hk_slice_starts(text, HK_S(":")))
        wrong(check, "a URL: it cannot begin with a colon");
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        bool is_broken = c == '%' && (i + 2 >= text.len || hk_hex_value(text.ptr[i + 1]) < 0 ||
                                      hk_hex_value(text.ptr[i + 2]) < 0);
        if (is_broken || c < 0x20 || c == 0x7f)
            wrong(check, "a URL: a % must have two hexadecimal digits after it");
    }
}

/* ---- Types -------------------------------------------------------------------------------- */

static void
check_type(const struct check *check)
{
    if (!is_null(check))
        check_map(check, &types);
}

static void
check_types(const struct check *check)
{
    check_list(check, "a list of types");
    for (uint32_t i = 0; i < check->node->n; i++) {
        struct check item = within(check, check->node->items[i]);
        check_type(&item);
    }
}

static void
check_type_map(const struct check *check, bool with_texts)
{
    if (check->node->kind != HK_MAP)
        wrong(check, "a map");
    for (uint32_t i = 0; i < check->node->n; i++) {
        const struct hk_pair *pair = &check->node->pairs[i];
        struct check type = within(check, pair->value);
        type.name = hk_env_text(check->schemas->env, pair->key);
        if (with_texts && pair->value->kind == HK_SEQ)
            check_texts(&type);
        else if (!with_texts || pair->value->kind == HK_MAP)
            check_type(&type);
    }
}

static void
check_paths(const struct check *check)
{
    if (check->node->kind != HK_MAP)
        wrong(check, "a map");
    for (uint32_t i = 0; i < check->node->n; i++) {
        const struct hk_pair *pair = &check->node->pairs[i];
        struct check path = within(check, pair->value);
        path.name = hk_env_text(check->schemas->env, pair->key);
        if (hk_slice_starts(path.name, HK_S("/")) && !is_null(&path))
            check_map(&path, &paths);
    }
}

static void
check_form(const struct check *check, enum form form)
{
    enum hk_kind kind = (enum hk_kind)check->node->kind;
    if (is_null(check) && form != TYPE)
        return;
    switch (form) {
    case ANYTHING:
        return;
    case TEXT:
    case FLAG:
    case NUMBER:
    case WHOLE_NUMBER:
        check_scalar(check, form);
        return;
    case LIST:
        check_list(check, "a list");
        return;
    case TEXT_OR_TEXTS:
        if (kind == HK_SCALAR)
            check_scalar(check, TEXT);
        else
            check_texts(check);
        return;
    case TEXTS:
        check_texts(check);
        return;
    case MAP:
        if (kind != HK_MAP)
            wrong(check, "a map");
        return;
    case MAPS:
    case MAP_OF_MAPS:
        check_maps(check, form);
        return;
    case DOCS:
        check_map(check, &docs);
        return;
    case TYPES:
        check_types(check);
        return;
    case TYPE_MAP:
    case TYPE_OR_TEXTS_MAP:
        check_type_map(check, form == TYPE_OR_TEXTS_MAP);
        return;
    case TYPE_OR_FLAG:
        if (kind == HK_SCALAR)
            check_scalar(check, FLAG);
        else
            check_type(check);
        return;
    case TYPE_OR_TYPES: /* a scalar is not looked at */
        if (kind == HK_SEQ)
            check_types(check);
        else if (kind == HK_MAP)
            check_type(check);
        return;
    case TYPE:
        check_type(check);
        return;
    case REFERENCE:
        check_reference(check);
        return;
    case PATHS:
        check_paths(check);
        return;
    case OPERATION:
        check_map(check, &operations);
        return;
    }
}

static int
by_name(const void *key, const void *member)
{
    return hk_slice_cmp(*(const struct hk_slice *)key,
                        hk_slice_cstr(((const struct member *)member)->name));
}

static void
check_map(const struct check *check, const struct table *table)
{
    if (check->node->kind != HK_MAP)
        hk_schemas_fault(check->schemas, check->node, "%s must be a map", table->what);
    for (uint32_t i = 0; i < check->node->n; i++) {
        const struct hk_pair *pair = &check->node->pairs[i];
        struct check value = within(check, pair->value);
        value.name = hk_env_text(check->schemas->env, pair->key);
        const struct member *member =
            bsearch(&value.name, table->members, table->n, sizeof *table->members, by_name);
        if (member)
            check_form(&value, member->form);
    }
}

/* ---- The document ------------------------------------------------------------------------- */

/* Maps of more pairs than this are checked with an index. */
enum { FEW_PAIRS = 16 };

/* In JSON a name that stands twice in one map spoils the document; in YAML the later one counts. */
static void
check_names(struct hk_schemas *schemas, const struct hk_node *node)
{
    struct hk_env *env = schemas->env;
    if (node->kind == HK_SEQ)
        for (uint32_t i = 0; i < node->n; i++)
            check_names(schemas, node->items[i]);
    if (node->kind != HK_MAP)
        return;
    struct hk_mark mark = hk_arena_mark(env->scratch);
    struct hk_index *index = node->n > FEW_PAIRS ? hk_index_new(env->scratch, node->n) : NULL;
    for (uint32_t i = 0; i < node->n; i++) {
        hk_sym key = node->pairs[i].key;
        bool is_known = false;
        for (uint32_t k = 0; !index && k < i; k++)
            is_known |= node->pairs[k].key == key;
        if (index) {
            is_known = hk_index_first(index, hk_hash_mix(0, key)) != HK_INDEX_END;
            hk_index_add(index, hk_hash_mix(0, key), i);
        }
        if (is_known)
            hk_schemas_fault(schemas, node->pairs[i].value,
                             "`%" PRSLICE "` stands twice in one map",
                             ARGSLICE(hk_slice_head(hk_env_text(env, key), 60)));
    }
    hk_arena_rewind(env->scratch, mark);
    for (uint32_t i = 0; i < node->n; i++)
        check_names(schemas, node->pairs[i].value);
}

const struct hk_node *
hk_swagger_read(struct hk_schemas *schemas)
{
    struct hk_env *env = schemas->env;
    struct hk_node *root = NULL;
    enum hkr_status status =
        schemas->source.read(env, schemas->source.user, &root, &schemas->is_json);
    if (status != HKR_OK)
        hk_heap_throw(hk_arena_heap(env->arena), status);
    if (!root)
        return NULL;
    if (schemas->is_json)
        check_names(schemas, root);
    struct check check = {schemas, root, HK_S("")};
    if (is_null(&check))
        return NULL;
    check_map(&check, &documents);
    return root;
}
