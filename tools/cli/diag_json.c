/* SPDX-License-Identifier: Apache-2.0 */
/* Diagnostics as one JSON document; doc/ci.md has its fields. */
#include "diags.h"

#include "json.h"

static void
print_field(FILE *out, const char *name, const char *text)
{
    fprintf(out, ", \"%s\": ", name);
    cli_json_text(out, text);
}

/* Where: null when no file is known, no line when none is. */
static void
print_place(FILE *out, const struct hkr_span *at)
{
    if (!at->file[0]) {
        fputs(", \"at\": null", out);
        return;
    }
    fputs(", \"at\": {\"file\": ", out);
    cli_json_text(out, at->file);
    if (at->line)
        fprintf(out, ", \"line\": %u, \"column\": %u, \"length\": %u", at->line, at->column,
                at->length);
    fputc('}', out);
}

static void
print_others(FILE *out, const char *name, const struct hkr_diag *first, bool via)
{
    fprintf(out, ", \"%s\": [", name);
    for (const struct hkr_diag *other = first; other; other = via ? other->via : other->related) {
        fprintf(out, "%s{\"message\": ", other == first ? "" : ", ");
        cli_json_text(out, other->message);
        print_place(out, &other->at);
        print_field(out, "lineText", other->line_text);
        fputc('}', out);
    }
    fputc(']', out);
}

static void
begin(struct diag_sink *sink)
{
    fprintf(sink->out, "{\n  \"version\": \"%s\",\n  \"diagnostics\": [", hkr_version());
}

static void
begin_entry(struct diag_sink *sink)
{
    fprintf(sink->out, "%s\n    {", sink->n + sink->n_notes > 0 ? "," : "");
}

static void
print_diag(struct diag_sink *sink, const struct hkr_diag *diag)
{
    FILE *out = sink->out;
    char id[12];
    struct hkr_code code = {.size = sizeof code};
    begin_entry(sink);
    fprintf(out, "\"severity\": \"%s\"", diag->severity == HKR_ERROR ? "error" : "warning");
    print_field(out, "code", hkr_diag_id(diag->code, id));
    print_field(out, "name", diag_code(diag->code, &code, NULL) ? code.name : NULL);
    print_field(out, "message", diag->message);
    print_field(out, "mend", diag->mend);
    print_field(out, "subject", diag->subject);
    print_place(out, &diag->at);
    print_field(out, "lineText", diag->line_text);
    print_others(out, "related", diag->related, false);
    print_others(out, "via", diag_via(diag), true);
    fputc('}', out);
}

static void
print_complaint(struct diag_sink *sink, const char *text)
{
    begin_entry(sink);
    fputs("\"severity\": \"error\", \"code\": null", sink->out);
    print_field(sink->out, "message", text);
    fputc('}', sink->out);
}

static void
end(struct diag_sink *sink, int status)
{
    fprintf(sink->out, "%s],\n  \"exitStatus\": %d\n}\n", sink->n + sink->n_notes > 0 ? "\n  " : "",
            status);
}

const struct diag_format diag_format_json = {.name = "json",
                                             .held = true,
                                             .begin = begin,
                                             .diag = print_diag,
                                             .complaint = print_complaint,
                                             .end = end};
