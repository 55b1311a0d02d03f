/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz/replacements/target.c -- replacements on resources, without the rest of a kustomization.
 *
 * The input is a file of replacements, a line "=== resources", and a file of resources. */
#include "../tree.h"

static const char kustomization[] = "resources: [resources]\n"
                                    "replacements: [{path: replacements}]\n";

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char mark[] = "=== resources\n";
    const char *text = (const char *)data;
    const char *hit = size ? memmem(text, size, mark, sizeof mark - 1) : NULL;
    struct hkr_fs *fs = NULL;
    if (!hit || hkr_fs_new_memory(NULL, &fs) != HKR_OK)
        return 0;
    const char *rest = hit + sizeof mark - 1;
    tree_add(fs, "kustomization.yaml", 18, kustomization, sizeof kustomization - 1);
    tree_add(fs, "replacements", 12, text, (size_t)(hit - text));
    tree_add(fs, "resources", 9, rest, size - (size_t)(rest - text));
    return tree_render(fs);
}
