/* SPDX-License-Identifier: Apache-2.0 */
#include "danger.h"

void
hk_dangers_rbac(const struct hk_danger_case *it, struct hk_dangers *dangers)
{
    (void)it;
    (void)dangers;
}
