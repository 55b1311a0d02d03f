/* SPDX-License-Identifier: Apache-2.0 */
#include "compare.h"

#include <stdlib.h>

/* Compares pair @i of the sides, too. */
static void
add_pair(struct cli_compare *it, struct hkr_side *befores, struct hkr_side *afters, size_t i)
{
    befores[it->n] = it->sides->befores[i];
    afters[it->n] = it->sides->afters[i];
    it->pairs[it->n++] = i;
}

static int
compare(const struct cli_request *request, enum cli_compare_how how, bool all,
        struct cli_compare *it)
{
    const struct hkr_compare_options options = {.size = sizeof options,
                                                .render = &it->render.options,
                                                .ignore_list_order = request->given[CLI_LIST_ORDER],
                                                .digests = how != CLI_COMPARE_PLAIN};
    size_t n = it->sides->n;
    struct hkr_side *sides = calloc(n + 1, 2 * sizeof *sides);
    it->results = calloc(n + 1, sizeof(struct hkr_result *));
    it->pairs = calloc(n + 1, sizeof *it->pairs);
    enum hkr_status status = HKR_E_NOMEM;
    if (sides && it->results && it->pairs) {
        for (size_t i = 0; i < (all ? n : it->affected.n); i++)
            add_pair(it, sides, sides + n, all ? i : it->affected.rows[i].pair);
        status = hkr_compare_many(it->ctx, sides, sides + n, it->n, &options, NULL, it->results);
    }
    free(sides);
    if (!it->results || (it->n && !it->results[0]) || status == HKR_E_NOMEM)
        return cli_complain(request, CLI_TROUBLE, "%s", hkr_status_name(status));
    cli_tell_once(request);
    for (size_t i = 0; i < it->n; i++)
        cli_tell(request, it->results[i]);
    return CLI_SAME;
}

int
cli_compare_init(const struct cli_request *request, enum cli_compare_how how,
                 struct cli_compare *ret_compare)
{
    *ret_compare = (struct cli_compare){.ctx = NULL};
    struct cli_compare *it = ret_compare;
    bool all = how == CLI_COMPARE_ALL_DIGESTS || !cli_sides_in_git(request);
    it->sides = &it->affected.sides;
    if (cli_render_options_init(request, &it->render) != CLI_DONE ||
        cli_new_context(request, &it->ctx) != CLI_DONE)
        return CLI_TROUBLE;
    int code = all ? cli_sides_init(request, it->ctx, &it->affected.sides)
                   : cli_affected_find(request, &it->render.options, it->ctx, &it->affected);
    return code == CLI_DONE ? compare(request, how, all, it) : CLI_TROUBLE;
}

void
cli_compare_fini(struct cli_compare *compare)
{
    for (size_t i = 0; compare->results && i < compare->n; i++)
        hkr_result_free(compare->results[i]);
    free(compare->results);
    free(compare->pairs);
    hkr_ctx_free(compare->ctx);
    cli_affected_fini(&compare->affected);
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
    for (size_t i = 0; i < compare->n; i++) {
        struct hkr_comparison comparison = {.size = sizeof comparison};
        int status = hkr_result_comparison(compare->results[i], &comparison) == HKR_OK
                         ? cli_compare_status_of(&comparison)
                         : CLI_TROUBLE;
        worst = status > worst ? status : worst;
    }
    return worst;
}
