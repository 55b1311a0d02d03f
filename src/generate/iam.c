/* SPDX-License-Identifier: Apache-2.0 */
#include "generate.h"

#include "../res/factory.h"

/* kustomize fills in a text and reads that, so what stands in it is typed as a manifest's. */
enum hkr_status
hk_generate_iam_policy(struct hk_env *env, const struct hk_plugin *plugin,
                       struct hk_resource_list *ret_list)
{
    const struct hk_iam_policy *policy = &plugin->iam_policy;
    struct hk_docs docs = {0};
    struct hk_slice text = hk_arena_printf(
        env->arena,
        "apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  annotations:\n"
        "    iam.gke.io/gcp-service-account: %" PRSLICE "@%" PRSLICE ".iam.gserviceaccount.com\n"
        "  name: %" PRSLICE "\n",
        ARGSLICE(policy->account.text), ARGSLICE(policy->project.text),
        ARGSLICE(policy->name.text));
    if (policy->ns.text.len)
        text = hk_arena_printf(env->arena, "%" PRSLICE "  namespace: %" PRSLICE "\n",
                               ARGSLICE(text), ARGSLICE(policy->ns.text));
    enum hkr_status status = hk_read_inline(env, plugin->at, text, &docs);
    return status == HKR_OK ? hk_resources_from_docs(env, &docs, ret_list) : status;
}
