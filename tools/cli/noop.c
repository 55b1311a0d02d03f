/* SPDX-License-Identifier: Apache-2.0 */
/* `prove-noop`: a line for each root that says whether both sides render the same, and by what that
 * is known. */
#include "compare.h"

#include "json.h"
#include "safe_text.h"

#include <stdlib.h>
#include <string.h>

enum { DIGEST_SHOWN = 16, NAME_WIDTH = 60, OBJECTS_SIZE = 64 };

/* One root. */
struct proof {
    const char *root;
    struct hkr_comparison head;
    const char *verdict;
    bool by_files;   /* it was not rendered: nothing that it reads has changed */
    bool has_change; /* the first that differs: */
    struct hkr_object_change change;
    bool has_field;
    struct hkr_field_change field;
};

struct proofs {
    const struct cli_request *request;
    struct proof *list;
    size_t n;
    FILE *out;
};

/* ---- What is said ----------------------------------------------------------------------- */

static const char *
verdict_of(const struct hkr_comparison *head)
{
    if (cli_compare_status_of(head) == CLI_TROUBLE)
        return "failed";
    if (!head->before_present)
        return "added";
    if (!head->after_present)
        return "removed";
    return head->same ? "same" : "different";
}

/* The first field that tells more than that another object has a new name; else the first. */
static void
find_field(const struct hkr_result *result, size_t index, struct proof *proof)
{
    struct hkr_field_change field = {.size = sizeof field};
    for (size_t k = 0; k < proof->change.n_fields; k++) {
        if (hkr_result_field_change(result, index, k, &field) != HKR_OK)
            return;
        if (!proof->has_field || !field.is_reference)
            proof->field = field;
        proof->has_field = true;
        if (!field.is_reference)
            return;
    }
}

static void
find_first(const struct hkr_result *result, struct proof *proof)
{
    struct hkr_object_change change = {.size = sizeof change};
    for (size_t i = 0; i < proof->head.n_changes; i++) {
        if (hkr_result_object_change(result, i, &change) != HKR_OK)
            return;
        if (proof->has_change && change.only_references)
            continue;
        proof->change = change;
        proof->has_change = true;
        proof->has_field = false;
        find_field(result, i, proof);
        if (!change.only_references)
            return;
    }
}

/* What both sides are called; NULL when each has a name of its own. */
static const char *
root_of(const struct cli_request *request, const struct hkr_side *before,
        const struct hkr_side *after)
{
    const struct hkr_side *side = after->path || after->bytes ? after : before;
    return cli_sides_in_git(request) && side->path ? side->path : NULL;
}

static bool
judge(const struct hkr_result *result, struct proof *proof)
{
    proof->head.size = sizeof proof->head;
    if (hkr_result_comparison(result, &proof->head) != HKR_OK)
        return false;
    proof->verdict = verdict_of(&proof->head);
    if (strcmp(proof->verdict, "different") == 0)
        find_first(result, proof);
    return true;
}

/* A root that looks at nothing that changed renders as before. */
static void
judge_unread(const struct hkr_side *before, const struct hkr_side *after, struct proof *proof)
{
    proof->by_files = true;
    proof->verdict = "same";
    proof->head = (struct hkr_comparison){.before_name = before->name,
                                          .after_name = after->name,
                                          .before_present = true,
                                          .after_present = true,
                                          .same = true};
}

static bool
gather(struct proofs *proofs, const struct cli_compare *compare)
{
    const struct cli_sides *sides = compare->sides;
    size_t next = 0; /* of the comparisons, which are in the order of the sides */
    proofs->n = sides->n;
    proofs->list = calloc(proofs->n + 1, sizeof *proofs->list);
    for (size_t i = 0; proofs->list && i < proofs->n; i++) {
        struct proof *proof = &proofs->list[i];
        proof->root = root_of(proofs->request, &sides->befores[i], &sides->afters[i]);
        if (next < compare->n && compare->pairs[next] == i) {
            if (!judge(compare->results[next++], proof))
                return false;
        } else {
            judge_unread(&sides->befores[i], &sides->afters[i], proof);
        }
    }
    return proofs->list != NULL;
}

/* ---- Text ------------------------------------------------------------------------------- */

static void
put_safe(FILE *out, const char *text)
{
    safe_print(out, text, strlen(text));
}

static void
put_object(FILE *out, const struct hkr_object_change *change)
{
    put_safe(out, change->object_kind);
    fputc(' ', out);
    if (change->ns[0]) {
        put_safe(out, change->ns);
        fputc('/', out);
    }
    put_safe(out, change->name);
}

static void
put_place(FILE *out, const struct hkr_span *at)
{
    if (!at->line)
        return;
    fputs("  (", out);
    put_safe(out, at->file);
    fprintf(out, ":%u:%u)", (unsigned)at->line, (unsigned)at->column);
}

static void
put_value(FILE *out, const char *side, const char *value, const struct hkr_span *at)
{
    fprintf(out, "    %s", side);
    put_safe(out, value ? value : "nothing");
    put_place(out, at);
    fputc('\n', out);
}

static void
put_first(FILE *out, const struct proof *proof)
{
    const struct hkr_object_change *change = &proof->change;
    fputs("  ", out);
    put_object(out, change);
    if (change->kind == HKR_CHANGE_CHANGED && proof->has_field) {
        fputs(": ", out);
        put_safe(out, proof->field.path);
        fputs(proof->field.kind == HKR_CHANGE_MOVED ? " stands elsewhere in its list\n" : "\n",
              out);
        put_value(out, "before: ", proof->field.before, &proof->field.before_at);
        put_value(out, "after:  ", proof->field.after, &proof->field.after_at);
    } else {
        bool added = change->kind == HKR_CHANGE_ADDED;
        fputs(added ? " was added" : " was removed", out);
        put_place(out, added ? &change->after_at : &change->before_at);
        fputc('\n', out);
    }
    if (proof->head.n_changes > 1)
        fprintf(out, "  and %zu more\n", proof->head.n_changes - 1);
}

static size_t
name_length(const struct proof *proof)
{
    return proof->root ? strlen(proof->root)
                       : strlen(proof->head.before_name) + strlen(proof->head.after_name) + 4;
}

static void
put_name(FILE *out, const struct proof *proof)
{
    put_safe(out, proof->root ? proof->root : proof->head.before_name);
    if (!proof->root) {
        fputs(" -> ", out);
        put_safe(out, proof->head.after_name);
    }
}

static void
put_digest(FILE *out, const char *digest)
{
    fprintf(out, "  %-*.*s", DIGEST_SHOWN, DIGEST_SHOWN, digest[0] ? digest : "-");
}

/* How many objects there are, to @text of OBJECTS_SIZE. */
static int
objects_text(const struct proof *proof, char *text)
{
    const struct hkr_comparison *head = &proof->head;
    if (proof->by_files || head->before_status != HKR_OK || head->after_status != HKR_OK)
        return snprintf(text, OBJECTS_SIZE, "- objects");
    if (head->n_objects_before != head->n_objects_after)
        return snprintf(text, OBJECTS_SIZE, "%zu -> %zu objects", head->n_objects_before,
                        head->n_objects_after);
    return snprintf(text, OBJECTS_SIZE, "%zu %s", head->n_objects_after,
                    head->n_objects_after == 1 ? "object" : "objects");
}

static void
put_line(FILE *out, const struct proof *proof, int name_width, int objects_width)
{
    const struct hkr_comparison *head = &proof->head;
    char objects[OBJECTS_SIZE];
    int pad = name_width - (int)name_length(proof);
    (void)objects_text(proof, objects);
    put_name(out, proof);
    fprintf(out, "%*s  %-*s", pad > 0 ? pad : 0, "", objects_width, objects);
    put_digest(out, head->digest_before);
    put_digest(out, head->digest_after);
    fprintf(out, "  %s%s\n", proof->verdict, proof->by_files ? " (reads no changed file)" : "");
    if (proof->has_change)
        put_first(out, proof);
}

static void
put_text(const struct proofs *proofs)
{
    char objects[OBJECTS_SIZE];
    size_t width = 0;
    int objects_width = 0;
    for (size_t i = 0; i < proofs->n; i++) {
        int n = objects_text(&proofs->list[i], objects);
        objects_width = n > objects_width ? n : objects_width;
        if (name_length(&proofs->list[i]) > width)
            width = name_length(&proofs->list[i]);
    }
    for (size_t i = 0; i < proofs->n; i++)
        put_line(proofs->out, &proofs->list[i], width > NAME_WIDTH ? NAME_WIDTH : (int)width,
                 objects_width);
}

/* ---- JSON ------------------------------------------------------------------------------- */

static void
put_member(FILE *out, const char *name, const char *value)
{
    fprintf(out, "\"%s\": ", name);
    cli_json_text(out, value);
}

static void
put_json_side(FILE *out, const char *name, const char *text, bool is_present,
              enum hkr_status status, size_t n, const char *digest)
{
    fprintf(out, ",\n   \"%s\": {", name);
    put_member(out, "name", text);
    fprintf(out, ", \"present\": %s, ", is_present ? "true" : "false");
    put_member(out, "status", hkr_status_name(status));
    fprintf(out, ", \"objects\": %zu, ", n);
    put_member(out, "digest", digest[0] ? digest : NULL);
    fputc('}', out);
}

static void
put_json_sides(FILE *out, const struct hkr_comparison *head)
{
    put_json_side(out, "before", head->before_name, head->before_present, head->before_status,
                  head->n_objects_before, head->digest_before);
    put_json_side(out, "after", head->after_name, head->after_present, head->after_status,
                  head->n_objects_after, head->digest_after);
}

/* Where a value comes from, and it itself when there is one to show. */
static void
put_json_place(FILE *out, const char *name, const char *value, const struct hkr_span *at)
{
    fprintf(out, ", \"%s\": ", name);
    if (!at->line && !value) {
        fputs("null", out);
        return;
    }
    fputs("{", out);
    fprintf(out, "\"value\": %s, ", value ? value : "null"); /* it is JSON */
    put_member(out, "file", at->line ? at->file : NULL);
    fprintf(out, ", \"line\": %u, \"column\": %u}", (unsigned)at->line, (unsigned)at->column);
}

static void
put_json_first(FILE *out, const struct proof *proof)
{
    static const char *const kinds[] = {[HKR_CHANGE_ADDED] = "added",
                                        [HKR_CHANGE_REMOVED] = "removed",
                                        [HKR_CHANGE_CHANGED] = "changed",
                                        [HKR_CHANGE_MOVED] = "moved"};
    const struct hkr_object_change *change = &proof->change;
    const struct hkr_field_change *field = &proof->field;
    fputs(",\n   \"first\": {\"object\": {", out);
    put_member(out, "apiVersion", change->api_version);
    fputs(", ", out);
    put_member(out, "kind", change->object_kind);
    fputs(", ", out);
    put_member(out, "namespace", change->ns);
    fputs(", ", out);
    put_member(out, "name", change->name);
    fputs("}, ", out);
    put_member(out, "path", proof->has_field ? field->path : "");
    fputs(", ", out);
    put_member(out, "change", kinds[proof->has_field ? field->kind : change->kind]);
    put_json_place(out, "before", proof->has_field ? field->before : NULL,
                   proof->has_field ? &field->before_at : &change->before_at);
    put_json_place(out, "after", proof->has_field ? field->after : NULL,
                   proof->has_field ? &field->after_at : &change->after_at);
    fputs("}", out);
}

static void
put_json(const struct proofs *proofs, int status)
{
    static const char *const verdicts[] = {
        [CLI_SAME] = "same", [CLI_DIFFERENT] = "different", [CLI_TROUBLE] = "failed"};
    FILE *out = proofs->out;
    fputs("{\"version\": 1, ", out);
    put_member(out, "verdict", verdicts[status]);
    fputs(", \"roots\": [", out);
    for (size_t i = 0; i < proofs->n; i++) {
        const struct proof *proof = &proofs->list[i];
        const struct hkr_comparison *head = &proof->head;
        fputs(i ? ",\n  {" : "\n  {", out);
        put_member(out, "root", proof->root ? proof->root : head->after_name);
        fputs(", ", out);
        put_member(out, "verdict", proof->verdict);
        fprintf(out, ", \"proof\": \"%s\", \"changes\": %zu", proof->by_files ? "files" : "output",
                head->n_changes);
        if (!proof->by_files)
            put_json_sides(out, head);
        if (proof->has_change)
            put_json_first(out, proof);
        fputs("}", out);
    }
    fputs("\n]}\n", out);
}

/* ---- The verb --------------------------------------------------------------------------- */

static int
print(struct proofs *proofs, int status)
{
    const char *format = proofs->request->value[CLI_PROOF_FORMAT];
    char *text = NULL;
    size_t size = 0;
    proofs->out = open_memstream(&text, &size);
    if (proofs->out && format && strcmp(format, "json") == 0)
        put_json(proofs, status);
    else if (proofs->out)
        put_text(proofs);
    bool done = proofs->out && !ferror(proofs->out);
    done = proofs->out && fclose(proofs->out) == 0 && done;
    if (!done)
        status = cli_complain(proofs->request, CLI_TROUBLE, "%s", hkr_status_name(HKR_E_NOMEM));
    else if (cli_write_stdout(proofs->request, text, size) != CLI_DONE)
        status = CLI_TROUBLE;
    free(text);
    return status;
}

int
cli_run_prove_noop(const struct cli_request *request)
{
    struct cli_compare compare;
    struct proofs proofs = {.request = request};
    enum cli_compare_how how =
        request->given[CLI_BY_FILES] ? CLI_COMPARE_DIGESTS : CLI_COMPARE_ALL_DIGESTS;
    int status = cli_compare_init(request, how, &compare);
    if (status == CLI_SAME) {
        status = gather(&proofs, &compare)
                     ? print(&proofs, cli_compare_status(&compare))
                     : cli_complain(request, CLI_TROUBLE, "%s", hkr_status_name(HKR_E_NOMEM));
        free(proofs.list);
    }
    cli_compare_fini(&compare);
    return status;
}
