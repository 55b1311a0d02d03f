/* SPDX-License-Identifier: Apache-2.0 */
#include "compare.h"

#include <stdlib.h>

static int
compare(const struct cli_request *request, bool digests, struct cli_compare *it)
{
    struct hkr_compare_options options = {.size = sizeof options,
                                          .render = &it->render.options,
                                          .ignore_list_order = request->given[CLI_LIST_ORDER],
                                          .digests = digests};
    size_t n = it->sides.n;
    it->results = calloc(n + 1, sizeof(struct hkr_result *));
    if (!it->results)
        return cli_complain(request, CLI_TROUBLE, "%s", hkr_status_name(HKR_E_NOMEM));
    enum hkr_status status = hkr_compare_many(it->ctx, it->sides.befores, it->sides.afters, n,
                                              &options, NULL, it->results);
    if (n && !it->results[0])
        return cli_complain(request, CLI_TROUBLE, "%s", hkr_status_name(status));
    for (size_t i = 0; i < n; i++)
        cli_tell(request, it->results[i]);
    return CLI_SAME;
}

int
cli_compare_init(const struct cli_request *request, bool digests, struct cli_compare *ret_compare)
{
    *ret_compare = (struct cli_compare){.ctx = NULL};
    struct cli_compare *it = ret_compare;
    if (cli_render_options_init(request, &it->render) != CLI_DONE ||
        cli_new_context(request, &it->ctx) != CLI_DONE ||
        cli_sides_init(request, it->ctx, &it->sides) != CLI_DONE)
        return CLI_TROUBLE;
    return compare(request, digests, it);
}

void
cli_compare_fini(struct cli_compare *compare)
{
    for (size_t i = 0; compare->results && i < compare->sides.n; i++)
        hkr_result_free(compare->results[i]);
    free(compare->results);
    hkr_ctx_free(compare->ctx);
    cli_sides_fini(&compare->sides);
    cli_render_options_fini(&compare->render);
}

int
cli_compare_status_of(const struct hkr_comparison *comparison)
{
    if (comparison->before_status != HKR_OK || comparison->after_status != HKR_OK)
        return CLI_TROUBLE;
    return comparison->same ? CLI_SAME : CLI_DIFFERENT;
}

int
cli_compare_status(const struct cli_compare *compare)
{
    int worst = CLI_SAME;
    for (size_t i = 0; i < compare->sides.n; i++) {
        struct hkr_comparison comparison = {.size = sizeof comparison};
        int status = hkr_result_comparison(compare->results[i], &comparison) == HKR_OK
                         ? cli_compare_status_of(&comparison)
                         : CLI_TROUBLE;
        worst = status > worst ? status : worst;
    }
    return worst;
}
