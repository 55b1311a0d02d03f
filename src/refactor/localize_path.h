/* SPDX-License-Identifier: Apache-2.0 */
/* src/refactor/localize_path.h -- where in a copy what is remote goes. Layer: refactor. */
#ifndef HK_REFACTOR_LOCALIZE_PATH_H
#define HK_REFACTOR_LOCALIZE_PATH_H

#include "../load/checkout.h"

#define HK_LOCALIZED_FILES HK_S("localized-files")

/* "localized-files/HOST/PATH", for a file. */
struct hk_slice hk_localize_path_of_url(struct hk_arena *arena, struct hk_slice url);
/* "localized-files/HOST/REPOSITORY/REF/DIRECTORY", for directory @dir of @checkout. */
struct hk_slice hk_localize_path_of_directory(struct hk_arena *arena,
                                              const struct hk_checkout *checkout,
                                              struct hk_slice dir);

#endif
