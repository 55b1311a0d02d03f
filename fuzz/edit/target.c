/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz/edit/target.c -- one edit of a kustomization file.
 *
 * The first line is the number of an operation and its operands, between spaces; the rest is the
 * file. A result must be a file that is read again, and what was set once is set: the same edit
 * then changes nothing. */
#include "../tree.h"

#include <stdbool.h>

#define OPERANDS 8
#define REFUSED 1952u /* EDIT_REFUSED of doc/diagnostics.yaml */

struct line {
    char text[256];
    const char *words[OPERANDS];
    struct hkr_edit edit;
};

/* Cuts the first line into words. False when it is no edit. */
static bool
parse(const char *data, size_t size, struct line *line)
{
    if (size >= sizeof line->text)
        return false;
    memcpy(line->text, data, size);
    line->text[size] = '\0';
    char *rest = NULL;
    long number = strtol(line->text, &rest, 10);
    line->edit = (struct hkr_edit){.size = sizeof line->edit,
                                   .op = (enum hkr_edit_op)(number & 63),
                                   .flags = (unsigned)(number >> 6) & 63,
                                   .args = line->words};
    for (char *word = strtok(rest, " "); word && line->edit.n_args < OPERANDS;
         word = strtok(NULL, " "))
        line->words[line->edit.n_args++] = word;
    if (line->edit.n_args > 1) { /* of generators, and of patches */
        line->edit.literals = line->words + 1;
        line->edit.n_literals = line->edit.n_args - 1;
        line->edit.path = line->words[0];
        line->edit.target.kind = line->words[1];
    }
    if (strstr(line->text, "PATCH") || line->edit.n_literals == 0)
        line->edit.literals = NULL;
    return true;
}

/* A refusal by the check after an edit is safe, but says that a form is not understood yet. With
 * $FUZZ_REFUSALS set it is a finding. Of anchors, tags, directives, complex keys and ends of
 * documents there are forms that no two readers agree on: there, the check may well refuse. */
static void
check_diags(const struct hkr_result *result, const char *bytes, size_t size)
{
    if (!getenv("FUZZ_REFUSALS") || memmem(bytes, size, "...", 3))
        return;
    for (const char *odd = "&*!?%"; *odd; odd++)
        if (memchr(bytes, *odd, size))
            return;
    bool block = memchr(bytes, '|', size) || memchr(bytes, '>', size);
    if (block && bytes[size - 1] != '\n')
        return; /* what comes behind a block text gives it a line end: refused, and rightly */
    for (size_t i = 0; i < hkr_result_n_diags(result); i++)
        if (hkr_result_diag(result, i)->code == REFUSED)
            abort();
}

/* Edits @bytes; the result, or NULL. */
static struct hkr_result *
run(const struct line *line, const char *bytes, size_t size, enum hkr_status *ret_status)
{
    struct hkr_fs *fs = NULL;
    struct hkr_ctx *ctx = NULL;
    struct hkr_result *result = NULL;
    const struct hkr_limits limits = {.size = sizeof limits, .nodes = 200000};
    if (hkr_fs_new_memory(NULL, &fs) != HKR_OK)
        return NULL;
    tree_add(fs, "kustomization.yaml", 18, bytes, size);
    tree_add(fs, "a.yaml", 6, "x", 1);
    const struct hkr_ctx_options options = {.size = sizeof options, .fs = fs, .limits = &limits};
    if (hkr_ctx_new(&options, &ctx) == HKR_OK)
        *ret_status = hkr_edit(ctx, "/", &line->edit, 1, &result);
    if (result && tree_read_all(result) == 0 && *ret_status != HKR_OK)
        abort(); /* a failure says why */
    if (result)
        check_diags(result, bytes, size);
    hkr_ctx_free(ctx);
    hkr_fs_free(fs);
    return result;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct line line;
    struct hkr_file file = {.size = sizeof file};
    enum hkr_status status = HKR_E_USAGE;
    const uint8_t *end = memchr(data, '\n', size);
    if (!end || !parse((const char *)data, (size_t)(end - data), &line))
        return 0;
    size_t head = (size_t)(end - data) + 1;
    struct hkr_result *first = run(&line, (const char *)data + head, size - head, &status);
    if (first && status == HKR_OK && hkr_result_n_files(first) &&
        hkr_result_file(first, 0, &file) == HKR_OK) {
        struct hkr_result *second = run(&line, file.bytes, file.n_bytes, &status);
        bool is_set = line.edit.op <= HKR_EDIT_SET_SECRET;
        if (is_set && (status != HKR_OK || hkr_result_n_files(second)))
            abort();
        hkr_result_free(second);
    }
    hkr_result_free(first);
    return 0;
}
