/* SPDX-License-Identifier: Apache-2.0 */
/* src/res/names.h -- which texts Kubernetes takes as names.
 *
 * Pure functions of the text, with the limits of the API server. Layer: res. */
#ifndef HK_RES_NAMES_H
#define HK_RES_NAMES_H

#include "../base/slice.h"

/* Whether @text has a variable in it, to be filled in later: then nothing can be said of it. */
bool hk_name_is_template(struct hk_slice text);

/* RFC 1123: lower case letters, digits and dashes, up to 63; @alpha: a letter comes first. */
bool hk_name_is_label(struct hk_slice text, bool alpha);
/* Such labels joined by dots, up to 253 characters. */
bool hk_name_is_subdomain(struct hk_slice text);
/* Anything that can be one step of a URL path: names of roles and their bindings. */
bool hk_name_is_path_step(struct hk_slice text);
/* The key of a label or annotation: [SUBDOMAIN/]NAME, where NAME is up to 63 characters. */
bool hk_name_is_qualified(struct hk_slice text);
/* Letters, digits, dashes, underscores and dots, up to 63; may be empty. */
bool hk_name_is_label_value(struct hk_slice text);
/* The key of a ConfigMap or Secret. */
bool hk_name_is_data_key(struct hk_slice text);

#endif
