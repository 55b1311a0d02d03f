/* SPDX-License-Identifier: Apache-2.0 */
/* Diagnostics as a log of SARIF 2.1.0 with one run. The rules are the codes that were met; they
 * and the outcome stand behind the results, since they are known last. */
#include "diags.h"

#include "json.h"
#include "safe_text.h"

#include <stdlib.h>
#include <string.h>

#define SCHEMA                                                                                     \
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

static void
print_message(FILE *out, const char *text)
{
    fputs("\"message\": {\"text\": ", out);
    cli_json_text(out, text);
    fputc('}', out);
}

static void
print_region(FILE *out, const struct hkr_diag *diag)
{
    uint32_t end = diag_end_column(diag);
    fprintf(out, ", \"region\": {\"startLine\": %u", diag->at.line);
    if (diag->at.column)
        fprintf(out, ", \"startColumn\": %u", diag->at.column);
    if (end)
        fprintf(out, ", \"endColumn\": %u", end);
    fputc('}', out);
}

/* @comma and the place of @diag; nothing and false when it names no file. */
static bool
print_physical(struct diag_sink *sink, const struct hkr_diag *diag, const char *comma)
{
    char *file = diag_path(sink, diag->at.file);
    if (!file)
        return false;
    fputs(comma, sink->out);
    fputs("\"physicalLocation\": {\"artifactLocation\": {\"uri\": \"", sink->out);
    if (file[0] == '/')
        fputs("file://", sink->out);
    safe_print_uri(sink->out, file);
    fputs("\"}", sink->out);
    if (diag->at.line)
        print_region(sink->out, diag);
    fputc('}', sink->out);
    free(file);
    return true;
}

static void
print_location(struct diag_sink *sink, const struct hkr_diag *diag)
{
    static const char begin_list[] = ", \"locations\": [{";
    bool placed = print_physical(sink, diag, begin_list);
    if (diag->subject) {
        fputs(placed ? ", " : begin_list, sink->out);
        fputs("\"logicalLocations\": [{\"kind\": \"object\", \"fullyQualifiedName\": ", sink->out);
        cli_json_text(sink->out, diag->subject);
        fputs("}]", sink->out);
    }
    if (placed || diag->subject)
        fputs("}]", sink->out);
}

static void
print_related(struct diag_sink *sink, const struct hkr_diag *diag)
{
    size_t n = 0;
    const struct hkr_diag *other = diag->related;
    const struct hkr_diag *via = diag_via(diag);
    fputs(", \"relatedLocations\": [", sink->out);
    while (other || via) {
        const struct hkr_diag *next = other ? other : via;
        fprintf(sink->out, "%s{\"id\": %zu, ", n ? ", " : "", n);
        print_message(sink->out, next->message);
        (void)print_physical(sink, next, ", ");
        fputc('}', sink->out);
        n++;
        via = other ? via : via->via;
        other = other ? other->related : NULL;
    }
    fputc(']', sink->out);
}

/* The message with its mend, since the form has no room for that elsewhere, and with the place when
 * that is no file of the checkout. */
static void
print_text(const struct diag_sink *sink, const struct hkr_diag *diag)
{
    struct diag_text text = {0};
    char *file = diag_path(sink, diag->at.file);
    text.out = open_memstream(&text.bytes, &text.size);
    if (text.out) {
        if (!file && diag->at.file[0]) {
            diag_print_place(text.out, &diag->at);
            fputs(": ", text.out);
        }
        fputs(diag->message, text.out);
        if (diag->mend)
            fprintf(text.out, "\nMend: %s", diag->mend);
        if (fclose(text.out) != 0)
            text.size = 0;
    }
    print_message(sink->out, text.size ? text.bytes : diag->message);
    free(text.bytes);
    free(file);
}

static void
begin(struct diag_sink *sink)
{
    fprintf(sink->out,
            "{\n  \"$schema\": \"%s\",\n  \"version\": \"2.1.0\",\n  \"runs\": [{\n"
            "    \"columnKind\": \"unicodeCodePoints\",\n    \"results\": [",
            SCHEMA);
}

static void
print_diag(struct diag_sink *sink, const struct hkr_diag *diag)
{
    char id[12];
    fprintf(sink->out, "%s\n      {\"ruleId\": \"%s\", \"level\": \"%s\", ", sink->n ? "," : "",
            hkr_diag_id(diag->code, id), diag->severity == HKR_ERROR ? "error" : "warning");
    print_text(sink, diag);
    print_location(sink, diag);
    if (diag->related || diag_via(diag))
        print_related(sink, diag);
    fputc('}', sink->out);
}

/* Not of the manifests, so no result: a note of the run. */
static void
print_complaint(struct diag_sink *sink, const char *text)
{
    fprintf(sink->notes.out, "%s\n        {\"level\": \"error\", ", sink->n_notes ? "," : "");
    print_message(sink->notes.out, text);
    fputc('}', sink->notes.out);
}

static void
print_rules(struct diag_sink *sink)
{
    const char *comma = "";
    struct hkr_code code = {.size = sizeof code};
    for (size_t i = 0; i < hkr_n_codes(); i++) {
        char id[12];
        if (!sink->used[i] || hkr_code_at(i, &code) != HKR_OK)
            continue;
        fprintf(sink->out, "%s\n        {\"id\": \"%s\", \"name\": \"%s\", ", comma,
                hkr_diag_id(code.code, id), code.name);
        fprintf(sink->out, "\"defaultConfiguration\": {\"level\": \"%s\"}}",
                code.kind == HKR_CODE_ERROR     ? "error"
                : code.kind == HKR_CODE_WARNING ? "warning"
                                                : "none");
        comma = ",";
    }
}

static void
end(struct diag_sink *sink, int status)
{
    fprintf(sink->out,
            "%s],\n    \"tool\": {\"driver\": {\n      \"name\": \"hkrender\",\n"
            "      \"semanticVersion\": \"%s\",\n      \"rules\": [",
            sink->n ? "\n    " : "", hkr_version());
    print_rules(sink);
    fprintf(sink->out,
            "%s]\n    }},\n    \"invocations\": [{\n      \"executionSuccessful\": %s,\n"
            "      \"exitCode\": %d",
            sink->n ? "\n      " : "", status == CLI_DONE ? "true" : "false", status);
    (void)fflush(sink->notes.out);
    if (sink->n_notes)
        fprintf(sink->out, ",\n      \"toolExecutionNotifications\": [%s\n      ]",
                sink->notes.bytes);
    fputs("\n    }]\n  }]\n}\n", sink->out);
}

const struct diag_format diag_format_sarif = {.name = "sarif",
                                              .held = true,
                                              .once = true,
                                              .begin = begin,
                                              .diag = print_diag,
                                              .complaint = print_complaint,
                                              .end = end};
