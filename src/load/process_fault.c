/* SPDX-License-Identifier: Apache-2.0 */
/* What is said of a program that did not do its work. */
#include "process.h"

#include "../base/utf8.h"

#include <signal.h>

#define LINES 5         /* of stderr that are shown: its last */
#define LINE_LENGTH 200 /* bytes of each */

/* @line so that no terminal is driven by it. */
static struct hk_slice
made_safe(struct hk_arena *arena, struct hk_slice line)
{
    char *text = hk_arena_strdup(arena, hk_slice_head(line, LINE_LENGTH));
    char *end = text + hk_slice_head(line, LINE_LENGTH).len;
    for (char *at = text; at < end;) {
        unsigned len = 1;
        uint32_t point = hk_utf8_decode(at, end, &len);
        if (len == 1 && (point < 0x20 || point >= 0x7f))
            *at = *at == '\t' ? ' ' : '?';
        else if (len == 2 && point < 0xa0)
            at[0] = at[1] = '?';
        at += len;
    }
    return (struct hk_slice){text, (size_t)(end - text)};
}

/* The last lines of @text that are not blank, oldest first; returns their number. */
static uint32_t
last_lines(struct hk_slice text, struct hk_slice *lines)
{
    uint32_t n = 0;
    while (text.len && n < LINES) {
        size_t start = text.len;
        while (start && text.ptr[start - 1] != '\n')
            start--;
        struct hk_slice line = hk_slice_trim(hk_slice_from(text, start));
        if (line.len)
            lines[LINES - ++n] = line;
        text.len = start ? start - 1 : 0;
    }
    return n;
}

static void
quote_errors(struct hk_env *env, const struct hk_process_spec *spec, const struct hk_process *done)
{
    struct hk_slice lines[LINES];
    uint32_t n = last_lines(done->errors, lines);
    if (n && spec->secret) {
        hk_diag_related(env->diags, HK_NOWHERE,
                        "its error output is not shown, since a Secret was among its input");
        return;
    }
    for (uint32_t i = LINES - n; i < LINES; i++)
        hk_diag_related(env->diags, HK_NOWHERE, "it said: %" PRSLICE,
                        ARGSLICE(made_safe(env->arena, lines[i])));
}

static enum hkr_status
fault_signalled(struct hk_env *env, const struct hk_process_spec *spec, int number,
                struct hk_place at)
{
    const char *name = sigabbrev_np(number);
    enum hkr_status status = hk_diag_report(
        env->diags, HK_D_PROGRAM_FAILED, at, "'%" PRSLICE "' was ended by signal %d%s%s%s",
        ARGSLICE(spec->shown), number, name ? " (SIG" : "", name ? name : "", name ? ")" : "");
    hk_diag_mend(env->diags, "look for what it says by itself, or for lack of memory");
    return status;
}

const char *
hk_process_error(int number)
{
    const char *text = strerrordesc_np(number);
    return text ? text : "unknown error";
}

static enum hkr_status
fault_not_started(struct hk_env *env, const struct hk_process_spec *spec, int number,
                  struct hk_place at)
{
    enum hkr_status status = hk_diag_report_as(env->diags, HKR_E_IO, HK_D_PROGRAM_NOT_STARTED, at,
                                               "'%" PRSLICE "' could not be started: %s",
                                               ARGSLICE(spec->shown), hk_process_error(number));
    hk_diag_mend(env->diags, "see that it is a file that may be executed, and that the program in "
                             "its first line (#!), if it has one, is there");
    return status;
}

static enum hkr_status
report(struct hk_env *env, const struct hk_process_spec *spec, const struct hk_process *done,
       struct hk_place at)
{
    enum hkr_status status = HKR_OK;
    switch (done->end) {
    case HK_PROCESS_EXITED:
        status = hk_diag_report(env->diags, HK_D_PROGRAM_FAILED, at,
                                "'%" PRSLICE "' ended with status %d", ARGSLICE(spec->shown),
                                done->number);
        hk_diag_mend(env->diags, "correct what it complains about");
        break;
    case HK_PROCESS_SIGNALLED:
        status = fault_signalled(env, spec, done->number, at);
        break;
    case HK_PROCESS_TIMED_OUT:
        status = hk_diag_report_as(env->diags, HKR_E_LIMIT, HK_D_PROGRAM_TIME, at,
                                   "'%" PRSLICE "' did not end within %u s and was stopped",
                                   ARGSLICE(spec->shown), spec->seconds);
        hk_diag_mend(env->diags, "see what it waits for: it has no terminal to ask");
        break;
    case HK_PROCESS_TOO_MUCH:
        status = hk_diag_report_as(env->diags, HKR_E_LIMIT, HK_D_PROGRAM_OUTPUT, at,
                                   "'%" PRSLICE "' wrote more than %zu bytes and was stopped",
                                   ARGSLICE(spec->shown), spec->output_bytes);
        hk_diag_mend(env->diags, "its output should be Kubernetes objects and nothing else");
        break;
    case HK_PROCESS_NOT_STARTED:
        return fault_not_started(env, spec, done->number, at);
    case HK_PROCESS_LOST:
        status = hk_diag_report(env->diags, HK_D_PROGRAM_FAILED, at,
                                "how '%" PRSLICE "' ended is not known", ARGSLICE(spec->shown));
        hk_diag_mend(env->diags, "the process that renders must neither ignore SIGCHLD nor wait "
                                 "for children that it did not start");
        break;
    }
    quote_errors(env, spec, done);
    return status;
}

enum hkr_status
hk_process_check(struct hk_env *env, const struct hk_process_spec *spec,
                 const struct hk_process *done, struct hk_place at)
{
    if (done->end == HK_PROCESS_EXITED && done->number == 0)
        return HKR_OK;
    return report(env, spec, done, at);
}
