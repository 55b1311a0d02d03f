/* SPDX-License-Identifier: Apache-2.0 */
#include "report.h"

#include "../base/diag.h"
#include "../yaml/write.h"

/* What is written into: the depth of the nesting, and whether a comma is due. */
struct json {
    struct hk_report *r;
    unsigned depth;
    bool comma;
};

static void
put(struct json *j, const char *text)
{
    hk_buf_append(j->r->out, hk_slice_cstr(text));
}

/* Begins a member (@key not NULL) or an item. */
static void
next(struct json *j, const char *key)
{
    put(j, j->comma ? "," : "");
    if (j->depth) {
        hk_buf_byte(j->r->out, '\n');
        hk_buf_fill(j->r->out, ' ', 2 * (size_t)j->depth);
    }
    j->comma = true;
    if (key)
        hk_report_printf(j->r, "\"%s\": ", key);
}

static void
begin(struct json *j, const char *key, char bracket)
{
    next(j, key);
    hk_buf_byte(j->r->out, bracket);
    j->depth++;
    j->comma = false;
}

static void
end(struct json *j, char bracket)
{
    j->depth--;
    if (j->comma) {
        hk_buf_byte(j->r->out, '\n');
        hk_buf_fill(j->r->out, ' ', 2 * (size_t)j->depth);
    }
    hk_buf_byte(j->r->out, bracket);
    j->comma = true;
}

static void
text(struct json *j, const char *key, struct hk_slice value)
{
    next(j, key);
    hk_write_json_string(j->r->out, value);
}

static void
string(struct json *j, const char *key, const char *value)
{
    text(j, key, hk_slice_cstr(value));
}

static void
number(struct json *j, const char *key, size_t value)
{
    next(j, key);
    hk_report_printf(j->r, "%zu", value);
}

static void
boolean(struct json *j, const char *key, bool value)
{
    next(j, key);
    put(j, value ? "true" : "false");
}

/* A value that is JSON already; absent ones have no member. */
static void
value(struct json *j, const char *key, const char *json)
{
    if (!json)
        return;
    next(j, key);
    put(j, json);
}

/* Places that are not known have no member. */
static void
place(struct json *j, const char *key, const struct hkr_span *at)
{
    if (!at->file || !at->file[0])
        return;
    begin(j, key, '{');
    string(j, "file", at->file);
    if (at->line) {
        number(j, "line", at->line);
        number(j, "column", at->column);
    }
    end(j, '}');
}

static void
put_diags(struct json *j, const struct hk_report_root *root, size_t from, size_t to)
{
    char id[12];
    begin(j, "diagnostics", '[');
    for (size_t i = from; i < to; i++) {
        const struct hkr_diag *diag = root->diags[i];
        begin(j, NULL, '{');
        string(j, "severity", hk_report_severity(diag));
        string(j, "code", hk_diag_id(diag->code, id));
        string(j, "message", diag->message);
        if (diag->mend)
            string(j, "mend", diag->mend);
        if (diag->subject)
            string(j, "object", diag->subject);
        place(j, "at", &diag->at);
        end(j, '}');
    }
    end(j, ']');
}

struct side {
    const char *key, *name, *digest;
    bool present;
    enum hkr_status status;
    size_t n_objects, first_diag, end_diag;
};

static void
put_side(struct json *j, const struct hk_report_root *root, const struct side *side)
{
    begin(j, side->key, '{');
    string(j, "name", side->name);
    boolean(j, "present", side->present);
    boolean(j, "failed", side->status != HKR_OK);
    number(j, "objects", side->n_objects);
    if (side->digest[0])
        string(j, "digest", side->digest);
    put_diags(j, root, side->first_diag, side->end_diag);
    end(j, '}');
}

static void
put_field(struct json *j, const struct hkr_field_change *field)
{
    begin(j, NULL, '{');
    string(j, "change", hk_report_kind(field->kind));
    string(j, "path", field->path);
    value(j, "before", field->before);
    value(j, "after", field->after);
    place(j, "beforeAt", &field->before_at);
    place(j, "afterAt", &field->after_at);
    boolean(j, "image", field->is_image);
    boolean(j, "reference", field->is_reference);
    end(j, '}');
}

static void
put_object(struct json *j, const struct hk_report_object *object)
{
    const struct hkr_object_change *change = &object->change;
    begin(j, NULL, '{');
    string(j, "change", hk_report_kind(change->kind));
    string(j, "apiVersion", change->api_version);
    string(j, "kind", change->object_kind);
    string(j, "namespace", change->ns);
    string(j, "name", change->name);
    if (change->before_ns)
        string(j, "beforeNamespace", change->before_ns);
    if (change->before_name)
        string(j, "beforeName", change->before_name);
    place(j, "beforeAt", &change->before_at);
    place(j, "afterAt", &change->after_at);
    boolean(j, "onlyReferences", change->only_references);
    begin(j, "dangers", '[');
    for (size_t i = 0; i < change->n_dangers; i++) {
        begin(j, NULL, '{');
        string(j, "danger", hk_report_danger_kind(object->dangers[i].kind));
        string(j, "path", object->dangers[i].path);
        string(j, "message", object->dangers[i].message);
        end(j, '}');
    }
    end(j, ']');
    begin(j, "fields", '[');
    for (size_t i = 0; i < change->n_fields && !j->r->summary_only; i++)
        put_field(j, &object->fields[i]);
    end(j, ']');
    end(j, '}');
}

static void
put_root(struct json *j, const struct hk_report_root *root)
{
    const struct hkr_comparison *c = &root->comparison;
    const struct side before = {"before",
                                c->before_name,
                                c->digest_before,
                                c->before_present,
                                c->before_status,
                                c->n_objects_before,
                                0,
                                c->n_before_diags};
    const struct side after = {"after",           c->after_name,   c->digest_after,
                               c->after_present,  c->after_status, c->n_objects_after,
                               c->n_before_diags, root->n_diags};
    begin(j, NULL, '{');
    text(j, "name", hk_report_root_name(j->r->arena, c));
    boolean(j, "same", c->same);
    put_side(j, root, &before);
    put_side(j, root, &after);
    begin(j, "objects", '[');
    for (size_t i = 0; i < c->n_changes; i++)
        if (!j->r->summary_only || root->objects[i].change.n_dangers)
            put_object(j, &root->objects[i]);
    end(j, ']');
    end(j, '}');
}

static void
put_summary(struct json *j)
{
    const struct hk_report_totals *t = &j->r->totals;
    begin(j, "summary", '{');
    number(j, "roots", j->r->n_roots);
    number(j, "rootsChanged", t->changed_roots);
    number(j, "rootsFailed", t->failed_roots);
    number(j, "objectsAdded", t->added);
    number(j, "objectsRemoved", t->removed);
    number(j, "objectsChanged", t->changed);
    number(j, "fieldsChanged", t->fields);
    number(j, "dangers", t->dangers);
    begin(j, "images", '[');
    for (size_t i = 0; i < t->n_images; i++) {
        const struct hk_report_image *image = &t->images[i];
        begin(j, NULL, '{');
        if (image->before.len)
            text(j, "before", image->before);
        if (image->after.len)
            text(j, "after", image->after);
        number(j, "containers", image->n);
        end(j, '}');
    }
    end(j, ']');
    end(j, '}');
}

void
hk_report_json(struct hk_report *r)
{
    struct json j = {.r = r};
    begin(&j, NULL, '{');
    string(&j, "format", "hkrender.diff/1");
    text(&j, "title", r->title);
    boolean(&j, "same", !r->totals.changed_roots && !r->totals.failed_roots);
    put_summary(&j);
    begin(&j, "roots", '[');
    for (size_t i = 0; i < r->n_roots; i++)
        put_root(&j, &r->roots[i]);
    end(&j, ']');
    end(&j, '}');
    hk_buf_byte(r->out, '\n');
}
