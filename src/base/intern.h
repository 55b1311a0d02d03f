/* SPDX-License-Identifier: Apache-2.0 */
/* src/base/intern.h -- strings as small numbers.
 *
 * Equal strings get equal symbols within one table, so map keys, kinds and names compare as
 * integers. Symbol 0 is the empty string. Well-known strings have fixed symbols (syms.def), so
 * that `pair->key == HK_SYM_metadata` replaces a comparison of text. A table lives in an arena
 * and is never shrunk. Not thread-safe. Layer: base. */
#ifndef HK_BASE_INTERN_H
#define HK_BASE_INTERN_H

#include "arena.h"

typedef uint32_t hk_sym;

enum hk_well_known_sym {
    HK_SYM_EMPTY = 0,
#define HK_SYM(name, text) HK_SYM_##name,
#include "syms.def"
#undef HK_SYM
    HK_SYM_COUNT_
};

struct hk_intern;

struct hk_intern *hk_intern_new(struct hk_arena *arena);
/* A table with the symbols of @from, that grows on its own, in @arena. It shares the texts, so
 * @from must outlive it. */
struct hk_intern *hk_intern_clone(struct hk_arena *arena, const struct hk_intern *from);
/* The symbol of @text; the bytes are copied the first time. */
hk_sym hk_intern_sym(struct hk_intern *intern, struct hk_slice text);
/* The symbol of @text if it has one, else HK_SYM_COUNT_'s impossible UINT32_MAX. */
hk_sym hk_intern_find(const struct hk_intern *intern, struct hk_slice text);
/* The text of @sym, zero-terminated; lives as long as the table. */
struct hk_slice hk_intern_text(const struct hk_intern *intern, hk_sym sym);

#define HK_SYM_NONE UINT32_MAX

#endif
