/* SPDX-License-Identifier: Apache-2.0 */
/* Prints the data of a kustomization file as one line of JSON: what kustomize's decoder sees,
 * whatever the form of the text. Keys are sorted; a number is {"number": TEXT}. The edit tests
 * compare two files by it.
 *
 * usage: data FILE... */
#include "../unit/check.h"

#include "base/buf.h"
#include "yaml/read.h"
#include "yaml/resolve.h"

#include <string.h>

static void
print_string(struct hk_slice text)
{
    putchar('"');
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if (c < 0x20 || c == '"' || c == '\\')
            printf("\\u%04x", c);
        else
            putchar(c);
    }
    putchar('"');
}

static void
print_scalar(const struct hk_node *node)
{
    struct hk_slice text = hk_node_text(node);
    enum hk_tag tag = node->tag;
    if (tag == HK_TAG_NONE)
        tag = node->style == HK_PLAIN ? hk_resolve_yaml11(text, NULL) : HK_TAG_STR;
    if (tag == HK_TAG_NULL) {
        printf("null");
    } else if (tag == HK_TAG_BOOL) {
        printf(hk_resolve_bool(text) ? "true" : "false");
    } else if (tag == HK_TAG_INT || tag == HK_TAG_FLOAT) {
        printf("{\"number\": ");
        print_string(text);
        putchar('}');
    } else {
        print_string(text);
    }
}

static int
by_key(const void *a, const void *b)
{
    const struct hk_slice *x = a, *y = b;
    int order = memcmp(x->ptr, y->ptr, x->len < y->len ? x->len : y->len);
    return order ? order : (x->len > y->len) - (x->len < y->len);
}

static void print_node(struct hk_env *env, const struct hk_node *node);

static void
print_map(struct hk_env *env, const struct hk_node *map)
{
    struct hk_slice *keys = calloc(map->n + 1, sizeof *keys);
    const char *comma = "";
    for (uint32_t i = 0; i < map->n; i++)
        keys[i] = hk_intern_text(env->intern, map->pairs[i].key);
    qsort(keys, map->n, sizeof *keys, by_key);
    putchar('{');
    for (uint32_t i = 0; i < map->n; i++) {
        const struct hk_node *value = NULL;
        if (i && hk_slice_eq(keys[i], keys[i - 1]))
            continue;
        for (uint32_t j = 0; j < map->n; j++) /* of the same key twice, the later one counts */
            if (hk_slice_eq(hk_intern_text(env->intern, map->pairs[j].key), keys[i]))
                value = map->pairs[j].value;
        printf("%s", comma);
        print_string(keys[i]);
        printf(": ");
        print_node(env, value);
        comma = ", ";
    }
    putchar('}');
    free(keys);
}

static void
print_node(struct hk_env *env, const struct hk_node *node)
{
    if (node->kind == HK_SCALAR) {
        print_scalar(node);
    } else if (node->kind == HK_MAP) {
        print_map(env, node);
    } else {
        putchar('[');
        for (uint32_t i = 0; i < node->n; i++) {
            printf("%s", i ? ", " : "");
            print_node(env, node->items[i]);
        }
        putchar(']');
    }
}

static int
print_file(struct check_env *box, const char *path)
{
    FILE *in = fopen(path, "rb");
    struct hk_node *root = NULL;
    hk_file_id file;
    char chunk[4096];
    size_t n;
    if (!in)
        return perror(path), 1;
    struct hk_buf text = HK_BUF_INIT(&box->heap);
    while ((n = fread(chunk, 1, sizeof chunk, in)) > 0)
        hk_buf_append(&text, (struct hk_slice){chunk, n});
    fclose(in);
    enum hkr_status status =
        hk_read_config(&box->env, hk_slice_cstr(path), hk_buf_slice(&text), &file, &root);
    if (status == HKR_OK && root)
        print_node(&box->env, root);
    puts(status == HKR_OK && !root ? "null" : "");
    hk_buf_fini(&text);
    return status != HKR_OK;
}

int
main(int argc, char **argv)
{
    struct check_env box;
    int faults = 0;
    check_env_init(&box);
    for (int i = 1; i < argc; i++)
        faults += print_file(&box, argv[i]);
    check_env_fini(&box);
    return faults != 0;
}
