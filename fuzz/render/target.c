/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz/render/target.c -- a whole render of a tree in memory.
 *
 * The input is a text that holds files: a line "=== PATH" begins each, what follows are its bytes.
 * What comes before the first such line is /kustomization.yaml. */
#include "../tree.h"

/* The next line at or after @at that begins a file, or @end. */
static const char *
find_mark(const char *at, const char *end)
{
    for (; at < end; at++) {
        if (end - at > 4 && memcmp(at, "=== ", 4) == 0)
            return at;
        at = memchr(at, '\n', (size_t)(end - at));
        if (!at)
            return end;
    }
    return end;
}

static void
add_files(struct hkr_fs *fs, const char *at, const char *end)
{
    static const char first[] = "kustomization.yaml";
    const char *mark = find_mark(at, end);
    if (mark > at)
        tree_add(fs, first, sizeof first - 1, at, (size_t)(mark - at));
    while (mark < end) {
        const char *name = mark + 4;
        const char *stop = memchr(name, '\n', (size_t)(end - name));
        if (!stop)
            return;
        mark = find_mark(stop + 1, end);
        tree_add(fs, name, (size_t)(stop - name), stop + 1, (size_t)(mark - stop - 1));
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct hkr_fs *fs = NULL;
    if (hkr_fs_new_memory(NULL, &fs) != HKR_OK)
        return 0;
    add_files(fs, (const char *)data, (const char *)data + size);
    return tree_render(fs);
}
