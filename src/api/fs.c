/* SPDX-License-Identifier: Apache-2.0 */
/* The exported file systems: checks of the caller's arguments, nothing more. */
#include "../load/fs.h"

enum hkr_status
hkr_fs_new_disk(const struct hkr_allocator *allocator, struct hkr_fs **ret_fs)
{
    return ret_fs ? hk_fs_disk_new(allocator, ret_fs) : HKR_E_USAGE;
}

enum hkr_status
hkr_fs_new_memory(const struct hkr_allocator *allocator, struct hkr_fs **ret_fs)
{
    return ret_fs ? hk_fs_memory_new(allocator, ret_fs) : HKR_E_USAGE;
}

enum hkr_status
hkr_fs_memory_add(struct hkr_fs *fs, const char *path, const void *bytes, size_t size)
{
    if (!fs || !path || (!bytes && size))
        return HKR_E_USAGE;
    return hk_fs_memory_add(fs, hk_slice_cstr(path), hk_slice(bytes, size));
}

enum hkr_status
hkr_fs_new(const struct hkr_allocator *allocator, const struct hkr_fs_ops *ops, void *user,
           struct hkr_fs **ret_fs)
{
    return ops && ret_fs ? hk_fs_new(allocator, ops, user, ret_fs) : HKR_E_USAGE;
}

void
hkr_fs_free(struct hkr_fs *fs)
{
    hk_fs_free(fs);
}
