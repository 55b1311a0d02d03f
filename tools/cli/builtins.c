/* SPDX-License-Identifier: Apache-2.0 */
#include "cli.h"

/* Generators first. kustomize prints each of the two parts in an order of chance. */
static const char *const builtins[] = {
    "ConfigMapGenerator",
    "HelmChartInflationGenerator",
    "IAMPolicyGenerator",
    "SecretGenerator",
    "AnnotationsTransformer",
    "HashTransformer",
    "ImageTagTransformer",
    "LabelTransformer",
    "NamespaceTransformer",
    "PatchJson6902Transformer",
    "PatchStrategicMergeTransformer",
    "PatchTransformer",
    "PrefixSuffixTransformer",
    "PrefixTransformer",
    "ReplacementTransformer",
    "ReplicaCountTransformer",
    "SuffixTransformer",
    "ValueAddTransformer",
};

int
cli_run_builtins(const struct cli_request *request)
{
    (void)request;
    printf("Builtin plugins:\n\n");
    for (size_t i = 0; i < sizeof builtins / sizeof builtins[0]; i++)
        printf(" * %s\n", builtins[i]);
    return fflush(stdout) == 0 ? CLI_DONE : CLI_FAULT;
}
