/* SPDX-License-Identifier: Apache-2.0 */
#include "cli.h"

#include <ctype.h>
#include <string.h>

/* The scripts, with @PROGRAM@, @NAMES@ and @IDENTIFIER@ to fill in: see tools/completions. */
static const struct {
    const char *shell;
    const char *script;
} scripts[] = {
#include "completion_scripts.inc"
};

static void
print_identifier(const char *program)
{
    for (; *program; program++)
        putchar(isalnum((unsigned char)*program) ? *program : '_');
}

/* Prints what stands for the mark @at begins with; the length of the mark, 0 when it is none. */
static size_t
print_mark(const char *at, const char *program)
{
    static const char own[] = "@PROGRAM@", names[] = "@NAMES@", identifier[] = "@IDENTIFIER@";
    if (strncmp(at, own, sizeof own - 1) == 0)
        return fputs(program, stdout), sizeof own - 1;
    if (strncmp(at, identifier, sizeof identifier - 1) == 0)
        return print_identifier(program), sizeof identifier - 1;
    if (strncmp(at, names, sizeof names - 1) != 0)
        return 0;
    printf("%s%s", program, strcmp(program, "hkrender") == 0 ? " render" : "");
    return sizeof names - 1;
}

int
cli_run_completion(const struct cli_request *request)
{
    const char *script = NULL;
    for (size_t i = 0; i < sizeof scripts / sizeof scripts[0]; i++)
        if (strcmp(scripts[i].shell, request->operands[0]) == 0)
            script = scripts[i].script;
    if (!script)
        return cli_complain(request, CLI_USAGE,
                            "no completion for the shell '%s': must be one of: %s",
                            request->operands[0], request->verb->operand);
    while (*script) {
        size_t n = *script == '@' ? print_mark(script, request->program) : 0;
        if (!n)
            putchar(*script);
        script += n ? n : 1;
    }
    return fflush(stdout) == 0 ? CLI_DONE : CLI_FAULT;
}
