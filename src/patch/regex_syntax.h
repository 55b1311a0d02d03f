/* SPDX-License-Identifier: Apache-2.0 */
/* src/patch/regex_syntax.h -- Go's regular expressions in the words of PCRE2.
 *
 * kustomize's patterns are written for Go's regexp package (RE2's language). The two languages
 * differ in what they accept and in what some signs mean, so a pattern is parsed by Go's rules,
 * and written anew with only those constructs that mean the same to PCRE2. What Go refuses is
 * refused here. Pure function of its input. Layer: patch. */
#ifndef HK_PATCH_REGEX_SYNTAX_H
#define HK_PATCH_REGEX_SYNTAX_H

#include "../base/arena.h"

struct hk_regex_fault {
    const char *message; /* NULL: none */
    size_t offset;       /* bytes into the pattern */
};

/* The pattern for PCRE2 (UTF, multi-line off, newline LF), in @arena. On a fault the text is
 * empty and *ret_fault says what and where. */
struct hk_slice hk_regex_translate(struct hk_arena *arena, struct hk_slice pattern,
                                   struct hk_regex_fault *ret_fault);

#endif
