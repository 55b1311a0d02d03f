/* SPDX-License-Identifier: Apache-2.0 */
/* An explanation for people: a line a field, or one for each value that it had, in columns. */
#include "explain.h"

#include "json.h"
#include "safe_text.h"

#include <stdlib.h>
#include <string.h>

enum {
    VALUE_MAX = 60, /* characters of a value that are shown */
    LEFT_MAX = 72   /* a longer left column does not push the others away */
};

struct printer {
    FILE *out;
    bool color;
    bool detailed; /* one field alone: how each kustomization was reached is told, too */
    size_t left;   /* width of the first column, the field and its value, ... */
    size_t place;  /* ... and of the second, where it stands; the third is the step */
};

#define BOLD "\033[1m"
#define DIM "\033[2m"
#define CYAN "\033[36m"
#define RESET "\033[0m"

static void
paint(const struct printer *printer, const char *code)
{
    if (printer->color)
        fputs(code, printer->out);
}

/* Characters of @text as safe_print() writes them. */
static size_t
width(const char *text)
{
    size_t n = 0;
    while (*text) {
        text = safe_next_character(text);
        n++;
    }
    return n;
}

static void
pad(const struct printer *printer, size_t used, size_t width)
{
    fprintf(printer->out, "%*s", (int)(used < width ? width - used + 2 : 2), "");
}

/* ---- Texts -------------------------------------------------------------------------------- */

/* Whether a string can be shown without quotes and still be told from what is none. */
static bool
is_clear(const struct hkr_field_value *value)
{
    static const char *const words[] = {"true", "false", "null", "yes", "no",
                                        "on",   "off",   "y",    "n",   "~"};
    static const char odd[] = " \t\"'#&*!|>%@`{}[],?:-";
    const char *text = value->text;
    if (value->type != HKR_VALUE_STRING)
        return true;
    if (!value->n_text || strchr(odd, text[0]) || text[value->n_text - 1] == ' ' ||
        (text[0] >= '0' && text[0] <= '9' && !strpbrk(text, "abcdefghijklmnopqrstuvwxyz/:")))
        return false;
    for (size_t i = 0; i < value->n_text; i++)
        if ((unsigned char)text[i] < ' ' || text[i] == 127)
            return false;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcasecmp(text, words[i]) == 0)
            return false;
    return true;
}

/* @value in one line, to be freed; NULL when memory is out. */
static char *
value_text(const struct hkr_field_value *value)
{
    static const char *const words[] = {[HKR_VALUE_NONE] = "(removed)",
                                        [HKR_VALUE_NULL] = "null",
                                        [HKR_VALUE_MAP] = "{}",
                                        [HKR_VALUE_LIST] = "[]"};
    if (value->hidden)
        return strdup("(hidden)");
    if (value->type == HKR_VALUE_NONE || value->type >= HKR_VALUE_NULL)
        return strdup(words[value->type]);
    if (is_clear(value))
        return strdup(value->text);
    char *bytes = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&bytes, &size);
    if (!out)
        return NULL;
    cli_json_text(out, value->text);
    return fclose(out) == 0 ? bytes : NULL;
}

/* Cuts @text off after VALUE_MAX characters. */
static void
shorten(char *text)
{
    char *end = text;
    for (size_t i = 0; *end && i < VALUE_MAX; i++)
        end = text + (safe_next_character(end) - text);
    if (*end && strlen(end) > 3)
        memcpy(end, "...", 4);
}

/* "file:line:column", to be freed; "" when nothing is known. */
static char *
place_text(const struct hkr_span *at)
{
    char *text = NULL;
    if (!at->file[0] || !at->line)
        return strdup(at->file);
    return asprintf(&text, "%s:%u:%u", at->file, at->line, at->column) < 0 ? NULL : text;
}

/* What set the value, to be freed. */
static char *
step_text(const struct hkr_field_value *value, bool detailed)
{
    static const char *const names[] = {
        [HKR_STEP_HASH] = "hash of the content",
        [HKR_STEP_NAME_REFERENCE] = "name of",
        [HKR_STEP_VAR] = "vars",
        [HKR_STEP_VARIABLE] = "variable",
        [HKR_STEP_MANAGED_BY] = "managed-by label",
        [HKR_STEP_CLEANUP] = "annotations written anew",
    };
    bool is_entry = value->step == HKR_STEP_ENTRY || value->step == HKR_STEP_PLUGIN;
    bool elsewhere = value->entry_at.line && (strcmp(value->entry_at.file, value->at.file) != 0 ||
                                              value->type == HKR_VALUE_NONE);
    const char *gap = value->detail[0] ? " " : "";
    char *text = NULL;
    int n;
    /* What a file of resources says needs no word beside its name. */
    if (!detailed && value->step == HKR_STEP_ENTRY && elsewhere && value->at.line &&
        strncmp(value->entry, "resources[", 10) == 0)
        n = asprintf(&text, "%s", "");
    else if (!is_entry)
        n = asprintf(&text, "%s%s%s", names[value->step], gap, value->detail);
    else if (elsewhere)
        n = asprintf(&text, "%s%s%s at %s:%u:%u", value->entry, gap, value->detail,
                     value->entry_at.file, value->entry_at.line, value->entry_at.column);
    else
        n = asprintf(&text, "%s%s%s", value->entry, gap, value->detail);
    return n < 0 ? NULL : text;
}

/* ---- Rows --------------------------------------------------------------------------------- */

/* One row of three columns. The first is @indent blanks, @path (which may be NULL) and the value.
 * Without a place it is a heading. */
struct row {
    size_t indent;
    const char *path;
    char *value;
    char *place;
    char *step;
    bool is_old; /* a value that is not the last */
};

static size_t
left_width(const struct row *row)
{
    return row->indent + (row->path ? width(row->path) + 2 : 0) +
           (row->value ? width(row->value) : 0);
}

static void
measure(struct printer *printer, const struct row *row)
{
    size_t left = left_width(row);
    size_t place = row->place ? width(row->place) : 0;
    if (place && left > printer->left)
        printer->left = left < LEFT_MAX ? left : LEFT_MAX;
    if (row->step && row->step[0] && place > printer->place)
        printer->place = place;
}

static void
safe(const struct printer *printer, const char *text)
{
    safe_print(printer->out, text, strlen(text));
}

static void
print_row(struct printer *printer, const struct row *row)
{
    fprintf(printer->out, "%*s", (int)row->indent, "");
    if (row->path) {
        safe(printer, row->path);
        fputs(": ", printer->out);
    }
    paint(printer, row->is_old ? DIM : row->path || row->place ? BOLD : "");
    safe(printer, row->value ? row->value : "");
    paint(printer, RESET);
    if (row->place && row->place[0]) {
        pad(printer, left_width(row), printer->left);
        paint(printer, CYAN);
        safe(printer, row->place);
        paint(printer, RESET);
    }
    if (row->step && row->step[0]) {
        bool placed = row->place && row->place[0];
        pad(printer, placed ? width(row->place) : left_width(row),
            placed ? printer->place : printer->left + 2 + printer->place);
        safe(printer, row->step);
    }
    fputc('\n', printer->out);
}

typedef void (*row_fn)(struct printer *printer, const struct row *row);

static void
visit_value(struct printer *printer, const struct hkr_field_value *value, const struct row *like,
            row_fn visit)
{
    struct row row = *like;
    row.value = value_text(value);
    row.place = place_text(&value->at);
    row.step = step_text(value, printer->detailed);
    if (row.value)
        shorten(row.value);
    visit(printer, &row);
    free(row.value);
    free(row.place);
    free(row.step);
    for (const struct hkr_via *via = value->via; printer->detailed && via; via = via->outer) {
        struct row way = {.indent = 0};
        if (asprintf(&way.step, "  by %s at %s:%u:%u", via->entry, via->at.file, via->at.line,
                     via->at.column) < 0)
            way.step = NULL;
        visit(printer, &way);
        free(way.step);
    }
}

/* A field with one value is one row; others have a row for each value below their last one. */
static void
visit_field(struct printer *printer, const struct hkr_result *result, size_t i, const char *label,
            size_t indent, row_fn visit)
{
    struct hkr_field field = {.size = sizeof field};
    struct hkr_field_value value = {.size = sizeof value};
    if (hkr_result_field(result, i, &field) != HKR_OK ||
        hkr_result_field_value(result, i, field.n_values - 1, &value) != HKR_OK)
        return;
    struct row row = {.indent = indent, .path = label};
    if (field.n_values == 1) {
        visit_value(printer, &value, &row, visit);
        return;
    }
    row.value = value_text(&value);
    if (row.value)
        shorten(row.value);
    visit(printer, &row);
    free(row.value);
    for (size_t j = 0; j < field.n_values; j++) {
        struct row old = {.indent = indent + 4, .is_old = j + 1 < field.n_values};
        if (hkr_result_field_value(result, i, j, &value) == HKR_OK)
            visit_value(printer, &value, &old, visit);
    }
}

/* ---- Paths -------------------------------------------------------------------------------- */

/* Bytes of the first part of @path, with the dot before it: a key with the items in brackets that
 * follow it, or a key in brackets and quotes. */
static size_t
part_length(const char *path)
{
    size_t n = path[0] == '.';
    if (strncmp(path, "[\"", 2) == 0) {
        const char *end = strstr(path, "\"]");
        n = end ? (size_t)(end - path) + 2 : strlen(path);
    } else {
        n += strcspn(path + n, ".[");
    }
    while (path[n] == '[' && path[n + 1] != '"') {
        size_t inner = strcspn(path + n, "]");
        n += inner + (path[n + inner] == ']');
    }
    return n;
}

/* What is printed of a path: without the dot, and a key alone without brackets and quotes. To be
 * freed. */
static char *
label_of(const char *path, size_t n)
{
    size_t start = path[0] == '.';
    bool is_key = n > 4 && strncmp(path, "[\"", 2) == 0 && part_length(path) == n &&
                  strncmp(path + n - 2, "\"]", 2) == 0;
    return is_key ? strndup(path + 2, n - 4) : strndup(path + start, n - start);
}

static const char *
path_of(const struct hkr_result *result, size_t i)
{
    struct hkr_field field = {.size = sizeof field};
    return hkr_result_field(result, i, &field) == HKR_OK ? field.path : "";
}

/* The end of the run of fields from @i on, before @end, whose paths are the same up to byte @at,
 * where one of their parts ends. */
static size_t
run_end(const struct hkr_result *result, size_t i, size_t end, size_t at)
{
    const char *path = path_of(result, i);
    size_t next = i + 1;
    while (next < end) {
        const char *other = path_of(result, next);
        if (strncmp(path, other, at) != 0 || (other[at] && !strchr(".[", other[at])))
            break;
        next++;
    }
    return next;
}

/* The fields from @i up to @end, whose paths are the same up to byte @at. Those that have more in
 * common stand below a line that says what. */
static void
visit_fields(struct printer *printer, const struct hkr_result *result, size_t i, size_t end,
             size_t at, size_t indent, row_fn visit)
{
    while (i < end) {
        const char *path = path_of(result, i);
        size_t to = at + part_length(path + at);
        size_t next = to > at ? run_end(result, i, end, to) : i + 1;
        if (next == i + 1) {
            char *label = label_of(path + at, strlen(path + at));
            visit_field(printer, result, i, label ? label : path, indent, visit);
            free(label);
        } else {
            for (size_t further = to + part_length(path + to);
                 further > to && run_end(result, i, next, further) == next;
                 further = to + part_length(path + to))
                to = further;
            /* A map or list that had nothing in it at a time is a field as well. */
            char *label = label_of(path + at, to - at);
            if (!path[to])
                visit_field(printer, result, i++, label ? label : path, indent, visit);
            else
                visit(printer, &(struct row){.indent = indent, .value = label});
            free(label);
            visit_fields(printer, result, i, next, to, indent + 2, visit);
        }
        i = next;
    }
}

/* ---- Objects ------------------------------------------------------------------------------ */

static void
print_object(const struct printer *printer, const struct hkr_object *object)
{
    paint(printer, BOLD);
    safe(printer, object->api_version);
    fputc(' ', printer->out);
    safe(printer, object->kind);
    fputc(' ', printer->out);
    if (object->ns[0]) {
        safe(printer, object->ns);
        fputc('/', printer->out);
    }
    safe(printer, object->name);
    paint(printer, RESET);
    fputc('\n', printer->out);
}

/* Each object as it is asked for, and where it comes from. */
static void
visit_object(struct printer *printer, const struct hkr_object *object, row_fn visit)
{
    struct row row = {.indent = 0};
    if (asprintf(&row.value, "%s/%s%s%s", object->kind, object->name, object->ns[0] ? " -n " : "",
                 object->ns) < 0)
        row.value = NULL;
    int n = object->line ? asprintf(&row.place, "%s:%u", object->origin, object->line)
                         : asprintf(&row.place, "%s", object->origin);
    if (n < 0)
        row.place = NULL;
    visit(printer, &row);
    free(row.value);
    free(row.place);
}

static void
visit_all(struct printer *printer, const struct hkr_result *result, row_fn visit)
{
    struct hkr_object object = {.size = sizeof object};
    bool explained = hkr_result_explained(result) != SIZE_MAX;
    if (explained)
        visit_fields(printer, result, 0, hkr_result_n_fields(result), 0, 2, visit);
    for (size_t i = 0; !explained && i < hkr_result_n_objects(result); i++)
        if (hkr_result_object(result, i, &object) == HKR_OK)
            visit_object(printer, &object, visit);
}

void
explain_print_text(FILE *out, const struct hkr_result *result, bool color)
{
    struct printer printer = {
        .out = out, .color = color, .detailed = hkr_result_n_fields(result) == 1};
    struct hkr_object object = {.size = sizeof object};
    if (hkr_result_object(result, hkr_result_explained(result), &object) == HKR_OK)
        print_object(&printer, &object);
    visit_all(&printer, result, measure);
    visit_all(&printer, result, print_row);
}
