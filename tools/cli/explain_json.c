/* SPDX-License-Identifier: Apache-2.0 */
/* An explanation for programs; hkrender-explain(1) has the members. */
#include "explain.h"

#include "json.h"

static void
print_member(FILE *out, const char *name, const char *text)
{
    fprintf(out, ", \"%s\": ", name);
    cli_json_text(out, text);
}

/* null when nothing is known. */
static void
print_place(FILE *out, const char *name, const struct hkr_span *at)
{
    fprintf(out, ", \"%s\": ", name);
    if (!at->file[0]) {
        fputs("null", out);
        return;
    }
    fputs("{\"file\": ", out);
    cli_json_text(out, at->file);
    if (at->line)
        fprintf(out, ", \"line\": %u, \"column\": %u", at->line, at->column);
    fputc('}', out);
}

static void
print_via(FILE *out, const struct hkr_via *via)
{
    fputs(", \"via\": [", out);
    for (const struct hkr_via *step = via; step; step = step->outer) {
        fprintf(out, "%s{\"entry\": ", step == via ? "" : ", ");
        cli_json_text(out, step->entry);
        print_place(out, "at", &step->at);
        fputc('}', out);
    }
    fputc(']', out);
}

static void
print_value(FILE *out, const struct hkr_field_value *value)
{
    static const char *const types[] = {
        [HKR_VALUE_NONE] = "none",   [HKR_VALUE_STRING] = "string", [HKR_VALUE_INT] = "int",
        [HKR_VALUE_FLOAT] = "float", [HKR_VALUE_BOOL] = "bool",     [HKR_VALUE_NULL] = "null",
        [HKR_VALUE_MAP] = "map",     [HKR_VALUE_LIST] = "list",
    };
    static const char *const steps[] = {
        [HKR_STEP_ENTRY] = "entry",
        [HKR_STEP_PLUGIN] = "plugin",
        [HKR_STEP_HASH] = "hash",
        [HKR_STEP_NAME_REFERENCE] = "name-reference",
        [HKR_STEP_VAR] = "var",
        [HKR_STEP_VARIABLE] = "variable",
        [HKR_STEP_MANAGED_BY] = "managed-by",
        [HKR_STEP_CLEANUP] = "cleanup",
    };
    bool is_single = value->type >= HKR_VALUE_STRING && value->type <= HKR_VALUE_BOOL;
    fprintf(out, "{\"type\": \"%s\"", types[value->type]);
    print_member(out, "value", is_single && !value->hidden ? value->text : NULL);
    if (value->hidden)
        fputs(", \"hidden\": true", out);
    print_place(out, "at", &value->at);
    fprintf(out, ", \"step\": {\"kind\": \"%s\"", steps[value->step]);
    print_member(out, "entry", value->entry[0] ? value->entry : NULL);
    print_place(out, "at", &value->entry_at);
    print_member(out, "detail", value->detail[0] ? value->detail : NULL);
    print_via(out, value->via);
    fputs("}}", out);
}

static void
print_field(FILE *out, const struct hkr_result *result, size_t i)
{
    struct hkr_field field = {.size = sizeof field};
    struct hkr_field_value value = {.size = sizeof value};
    if (hkr_result_field(result, i, &field) != HKR_OK)
        return;
    fprintf(out, "%s\n    {\"path\": ", i ? "," : "");
    cli_json_text(out, field.path);
    fputs(", \"values\": [", out);
    for (size_t j = 0; j < field.n_values; j++) {
        fprintf(out, "%s\n      ", j ? "," : "");
        if (hkr_result_field_value(result, i, j, &value) == HKR_OK)
            print_value(out, &value);
    }
    fputs("\n    ]}", out);
}

static void
print_object(FILE *out, const struct hkr_object *object)
{
    fputs("{\"apiVersion\": ", out);
    cli_json_text(out, object->api_version);
    print_member(out, "kind", object->kind);
    print_member(out, "namespace", object->ns[0] ? object->ns : NULL);
    print_member(out, "name", object->name);
    print_member(out, "origin", object->origin[0] ? object->origin : NULL);
    if (object->line)
        fprintf(out, ", \"line\": %u", object->line);
    fputc('}', out);
}

void
explain_print_json(FILE *out, const struct hkr_result *result)
{
    struct hkr_object object = {.size = sizeof object};
    fprintf(out, "{\n  \"version\": \"%s\",\n", hkr_version());
    if (hkr_result_object(result, hkr_result_explained(result), &object) == HKR_OK) {
        fputs("  \"object\": ", out);
        print_object(out, &object);
        fputs(",\n  \"fields\": [", out);
        for (size_t i = 0; i < hkr_result_n_fields(result); i++)
            print_field(out, result, i);
        fputs("\n  ]\n}\n", out);
        return;
    }
    fputs("  \"objects\": [", out);
    for (size_t i = 0; i < hkr_result_n_objects(result); i++) {
        fprintf(out, "%s\n    ", i ? "," : "");
        if (hkr_result_object(result, i, &object) == HKR_OK)
            print_object(out, &object);
    }
    fputs("\n  ]\n}\n", out);
}
