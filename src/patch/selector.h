/* SPDX-License-Identifier: Apache-2.0 */
/* src/patch/selector.h -- which resources a patch target means.
 *
 * Each part is a regular expression that must match the whole text; plain names are compared as
 * bytes. Matching is linear (DFA, with a step budget). Follows kustomize's SelectorRegex and
 * Kubernetes' label selectors (reference: selector). Layer: patch. */
#ifndef HK_PATCH_SELECTOR_H
#define HK_PATCH_SELECTOR_H

#include "../load/kustomization.h"
#include "../res/resource.h"
#include "../res/resset.h"

struct hk_selector; /* compiled; arena-owned */

HKR_MUST_CHECK enum hkr_status hk_selector_compile(struct hk_env *env,
                                                   const struct hk_selector_spec *spec,
                                                   const struct hk_selector **ret_selector);
HKR_MUST_CHECK enum hkr_status hk_selector_matches(struct hk_env *env,
                                                   const struct hk_selector *selector,
                                                   const struct hk_resource *res,
                                                   bool *ret_matches);

/* The two halves of the above for replacements, which ask each id of an object, as it stands. */
HKR_MUST_CHECK enum hkr_status hk_selector_matches_id(struct hk_env *env,
                                                      const struct hk_selector *selector,
                                                      const struct hk_id *id, bool *ret_matches);
HKR_MUST_CHECK enum hkr_status hk_selector_matches_labels(struct hk_env *env,
                                                          const struct hk_selector *selector,
                                                          const struct hk_resource *res,
                                                          bool *ret_matches);

/* The only name or kind that can match, when that part is plain text: for lookups in an index. */
bool hk_selector_plain_name(struct hk_env *env, const struct hk_selector *selector,
                            hk_sym *ret_name);
bool hk_selector_plain_kind(struct hk_env *env, const struct hk_selector *selector,
                            hk_sym *ret_kind);

/* A regular expression of its own, in Go's (RE2) syntax; also used for image names. */
struct hk_regex;
/* @anchored: must match the whole text. Faults are reported at @at. */
HKR_MUST_CHECK enum hkr_status hk_regex_compile(struct hk_env *env, struct hk_slice pattern,
                                                bool anchored, struct hk_place at,
                                                const struct hk_regex **ret_regex);
HKR_MUST_CHECK enum hkr_status hk_regex_matches(struct hk_env *env, const struct hk_regex *regex,
                                                struct hk_slice text, bool *ret_matches);
/* Whether @regex is plain text, and which. */
bool hk_regex_literal(const struct hk_regex *regex, struct hk_slice *ret_text);

#endif
