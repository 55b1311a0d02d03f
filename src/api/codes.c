/* SPDX-License-Identifier: Apache-2.0 */
#include "codes.h"

#include <string.h>
#include <strings.h>

struct row {
    uint16_t code;
    uint8_t kind;
};

static const struct row rows[] = {
#define HK_CODE(name, number, kind, text) {number, kind},
    HK_CODES(HK_CODE)
#undef HK_CODE
};

/* One after the other: pointers to each would have to be relocated at every start. */
static const char names[] =
#define HK_CODE(name, number, kind, text) text "\0"
    HK_CODES(HK_CODE)
#undef HK_CODE
    ;

static const char *
name_at(size_t index)
{
    const char *name = names;
    while (index--)
        name += strlen(name) + 1;
    return name;
}

size_t
hkr_n_codes(void)
{
    return HK_COUNT(rows);
}

enum hkr_status
hkr_code_at(size_t index, struct hkr_code *ret_code)
{
    if (!ret_code || index >= HK_COUNT(rows) || ret_code->size != sizeof *ret_code)
        return HKR_E_USAGE;
    *ret_code = (struct hkr_code){.size = sizeof *ret_code,
                                  .code = rows[index].code,
                                  .kind = (enum hkr_code_kind)rows[index].kind,
                                  .name = name_at(index)};
    return HKR_OK;
}

bool
hk_codes_apply(struct hk_policy *policy, const char *id, enum hkr_severity severity)
{
    bool all = id && strcasecmp(id, "all") == 0;
    bool found = false;
    const char *name = names;
    for (size_t i = 0; id && i < HK_COUNT(rows); i++, name += strlen(name) + 1) {
        char number[12];
        if (rows[i].kind == HKR_CODE_ERROR ||
            (!all && strcasecmp(id, name) != 0 &&
             strcasecmp(id, hk_diag_id(rows[i].code, number)) != 0))
            continue;
        found = true;
        if (policy)
            policy->severity[rows[i].code - HK_CODE_FIRST] = (uint8_t)severity;
    }
    return found;
}

void
hk_codes_set_strict(struct hk_policy *policy, enum hkr_severity severity)
{
    for (size_t i = 0; i < HK_COUNT(rows); i++)
        if (rows[i].kind == HKR_CODE_STRICT)
            policy->severity[rows[i].code - HK_CODE_FIRST] = (uint8_t)severity;
}
