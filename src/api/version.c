/* SPDX-License-Identifier: Apache-2.0 */
#include "hkrender/hkrender.h"

const char *
hkr_version(void)
{
    return HKR_VERSION;
}

const char *
hkr_kustomize_version(void)
{
    return "v5.8.1";
}

const char *
hkr_status_name(enum hkr_status status)
{
    switch (status) {
    case HKR_OK:
        return "ok";
    case HKR_E_INPUT:
        return "the manifests are at fault";
    case HKR_E_IO:
        return "a file could not be read";
    case HKR_E_LIMIT:
        return "a limit was reached";
    case HKR_E_CANCELLED:
        return "cancelled";
    case HKR_E_NOMEM:
        return "out of memory";
    case HKR_E_USAGE:
        return "a function was called wrongly";
    }
    return "unknown status";
}
