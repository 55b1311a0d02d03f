/* SPDX-License-Identifier: Apache-2.0 */
/* Markdown for a comment on a pull request, as GitHub, GitLab and Gitea read it.
 *
 * Names and values are somebody else's text. Outside of code blocks they stand in <code>, with
 * every character that could mean something as a numeric reference: that is neither markup nor a
 * mention. A code block has a fence that is longer than any run of backticks in it. */
#include "report.h"

#include "../base/diag.h"
#include "../base/utf8.h"
#include "../base/vec.h"
#include "visible.h"

#define DEFAULT_BYTES 65000 /* GitHub takes 65,536 characters */
#define VALUE_BYTES 500
#define TEXT_CONTEXT 2
#define OBJECT_LINES 120 /* of an object that came or went */
#define ERRORS 5         /* of a side that failed */
#define ALIKE 20         /* roots that are named, of those with the same changes */
#define NOTE_BYTES 400   /* for what is said of what was left out */
#define TITLE_BYTES 400  /* of a title, with all that its escapes take */

/* A part of the report that is taken whole or left out. */
struct block {
    size_t start, len;
    uint32_t root;
    uint8_t rank; /* the lower, the sooner it is taken */
    bool taken;
};

enum { RANK_FAILED, RANK_DANGER, RANK_CHANGE, RANK_REFERENCE, RANK_COUNT_ };

struct markdown {
    struct hk_report *r;
    struct hk_buf *blocks_text;
    HK_VEC(struct block) blocks;
    size_t budget; /* bytes that are left */
};

static void
put(struct hk_report *r, const char *text)
{
    hk_buf_append(r->out, hk_slice_cstr(text));
}

/* A buffer that goes with @arena, also when memory runs out. */
static struct hk_buf *
new_buf(struct hk_arena *arena, struct hk_heap *heap)
{
    struct hk_buf *buf = HK_NEW(arena, struct hk_buf);
    buf->heap = heap;
    hk_arena_defer(arena, hk_buf_release, buf);
    return buf;
}

static bool
is_plain(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == ' ' ||
           c == '-' || c == '.' || c == '/' || (unsigned char)c >= 0x80;
}

/* @text so that nothing in it is markup. */
static void
put_escaped(struct hk_report *r, struct hk_slice text)
{
    struct hk_mark mark = hk_arena_mark(r->scratch);
    struct hk_buf *shown = new_buf(r->scratch, r->out->heap);
    hk_put_visible(shown, text);
    for (size_t i = 0; i < shown->len; i++) {
        if (is_plain(shown->ptr[i]))
            hk_buf_byte(r->out, shown->ptr[i]);
        else
            hk_report_printf(r, "&#%d;", shown->ptr[i]);
    }
    hk_arena_rewind(r->scratch, mark);
}

/* In <code> a name is no mention and a number no reference, either. */
static void
put_code(struct hk_report *r, struct hk_slice text)
{
    put(r, "<code>");
    put_escaped(r, text);
    put(r, "</code>");
}

/* ---- Code blocks ---- */

/* Lines that will stand in a code block. */
struct fenced {
    struct hk_buf *text;
    size_t longest; /* run of backticks */
};

static void
add_line(struct fenced *f, const char *sign, struct hk_slice line)
{
    hk_buf_append(f->text, hk_slice_cstr(sign));
    size_t from = f->text->len, run = 0;
    hk_put_visible(f->text, line);
    for (size_t i = from; i < f->text->len; i++) {
        run = f->text->ptr[i] == '`' ? run + 1 : 0;
        f->longest = run > f->longest ? run : f->longest;
    }
    hk_buf_byte(f->text, '\n');
}

static void
put_fenced(struct hk_report *r, const struct fenced *f)
{
    if (!f->text->len)
        return;
    hk_buf_fill(r->out, '`', f->longest + 1);
    put(r, "diff\n");
    hk_buf_append(r->out, hk_buf_slice(f->text));
    hk_buf_fill(r->out, '`', f->longest + 1);
    put(r, "\n\n");
}

static void
add_value(struct hk_report *r, struct fenced *f, const char *sign,
          const struct hk_report_value *value)
{
    struct hk_slice text = value->text;
    if (value->before || value->after)
        text = hk_arena_printf(r->arena, "%s%" PRSLICE "%s (%zu bytes)", value->before ? "..." : "",
                               ARGSLICE(text), value->after ? "..." : "",
                               value->before + value->text.len + value->after);
    add_line(f, sign, text);
}

static void
add_cut_line(struct hk_report *r, struct fenced *f, const char *sign, struct hk_slice line)
{
    struct hk_report_value value, none;
    hk_report_excerpt(line, (struct hk_slice){0}, VALUE_BYTES, &value, &none);
    add_value(r, f, sign, &value);
}

static void
add_text_hunks(struct hk_report *r, struct fenced *f, struct hk_texts a, struct hk_texts b)
{
    struct hk_hunks hunks = hk_linediff(r->arena, r->scratch, a, b);
    uint32_t end = 0;
    for (uint32_t h = 0; h < hunks.n; h++) {
        struct hk_hunk hunk = hunks.items[h];
        uint32_t next = h + 1 < hunks.n ? hunks.items[h + 1].a : a.n;
        uint32_t from = hunk.a - end > TEXT_CONTEXT ? hunk.a - TEXT_CONTEXT : end;
        if (from > end)
            add_line(f, " ", HK_S("..."));
        for (uint32_t i = from; i < hunk.a; i++)
            add_cut_line(r, f, " ", a.items[i]);
        for (uint32_t i = 0; i < hunk.n_a; i++)
            add_cut_line(r, f, "-", a.items[hunk.a + i]);
        for (uint32_t i = 0; i < hunk.n_b; i++)
            add_cut_line(r, f, "+", b.items[hunk.b + i]);
        end = hunk.a + hunk.n_a;
        for (uint32_t i = 0; i < TEXT_CONTEXT && end < next; i++, end++)
            add_cut_line(r, f, " ", a.items[end]);
    }
    if (end < a.n)
        add_line(f, " ", HK_S("..."));
}

/* "@@ spec.replicas @@ base/web.yaml:7:13 -> production/web.yaml:4:5" */
static void
add_field_head(struct hk_report *r, struct fenced *f, const struct hkr_field_change *field)
{
    struct hk_slice before = hk_report_place(r->arena, &field->before_at);
    struct hk_slice after = hk_report_place(r->arena, &field->after_at);
    const char *note = field->kind == HKR_CHANGE_MOVED ? " (moved)"
                       : field->is_reference           ? " (renamed)"
                                                       : "";
    add_line(f, "",
             hk_arena_printf(r->arena, "@@ %s @@%s %" PRSLICE "%s%" PRSLICE, field->path, note,
                             ARGSLICE(before), before.len && after.len ? " -> " : "",
                             ARGSLICE(after)));
}

static void
add_field(struct hk_report *r, struct fenced *f, const struct hkr_field_change *field)
{
    struct hk_texts a = {0}, b = {0};
    add_field_head(r, f, field);
    bool several = hk_report_lines_of(r->arena, field->before, &a);
    several = hk_report_lines_of(r->arena, field->after, &b) || several;
    if (several && field->before && field->after) {
        add_text_hunks(r, f, a, b);
        return;
    }
    struct hk_report_value before, after;
    hk_report_excerpt(hk_slice_cstr(field->before), hk_slice_cstr(field->after), VALUE_BYTES,
                      &before, &after);
    if (field->before)
        add_value(r, f, "-", &before);
    if (field->after)
        add_value(r, f, "+", &after);
}

/* ---- Blocks ---- */

static void
put_object(struct hk_report *r, const struct hk_report_object *object)
{
    static const char *const signs[] = {"", "+", "-", " ", " "};
    const struct hkr_object_change *change = &object->change;
    struct hk_mark mark = hk_arena_mark(r->arena);
    struct fenced fenced = {new_buf(r->arena, r->out->heap), 2};
    hk_report_printf(r, "**%s** ", hk_report_kind(change->kind));
    put_code(r, hk_report_object_name(r->arena, change));
    struct hk_slice old = hk_report_old_name(r->arena, change);
    if (old.len) {
        put(r, ", was ");
        put_code(r, old);
    }
    for (size_t i = 0; i < change->n_dangers; i++) {
        put(r, "\\\n:warning: ");
        put_code(r, hk_slice_cstr(object->dangers[i].message));
    }
    put(r, "\n\n");
    if (change->kind == HKR_CHANGE_CHANGED) {
        for (size_t i = 0; i < change->n_fields; i++)
            add_field(r, &fenced, &object->fields[i]);
    } else {
        bool removed = change->kind == HKR_CHANGE_REMOVED;
        const char *text = removed ? change->before_text : change->after_text;
        struct hk_texts lines = hk_lines(r->arena, hk_slice_cstr(text));
        for (uint32_t i = 0; i < lines.n && i < OBJECT_LINES; i++)
            add_cut_line(r, &fenced, signs[change->kind], lines.items[i]);
        if (lines.n > OBJECT_LINES)
            add_line(&fenced, " ",
                     hk_arena_printf(r->arena, "... and %u lines more", lines.n - OBJECT_LINES));
    }
    put_fenced(r, &fenced);
    hk_arena_rewind(r->arena, mark);
}

static void
put_failure(struct hk_report *r, const struct hk_report_root *root)
{
    const struct hkr_comparison *c = &root->comparison;
    bool old = c->before_status != HKR_OK, new = c->after_status != HKR_OK;
    size_t n = 0;
    char id[12];
    hk_report_printf(r, ":x: **%s failed**, so nothing can be told of its objects:\n\n",
                     old && new ? "Both sides"
                     : old      ? "The old side"
                                : "The new side");
    for (size_t i = 0; i < root->n_diags && n < ERRORS; i++) {
        const struct hkr_diag *diag = root->diags[i];
        if (diag->severity != HKR_ERROR)
            continue;
        struct hk_slice place = hk_report_place(r->arena, &diag->at);
        n++;
        put(r, "- ");
        if (place.len)
            put_code(r, place);
        put(r, place.len ? ": " : "");
        put_code(r, hk_slice_cstr(diag->message));
        hk_report_printf(r, " (%s)\n", hk_diag_id(diag->code, id));
    }
    put(r, "\n");
}

static void
make_block(struct markdown *m, uint32_t root, const struct hk_report_object *object)
{
    struct hk_buf *out = m->r->out;
    struct block block = {.start = m->blocks_text->len, .root = root};
    m->r->out = m->blocks_text;
    if (!object) {
        put_failure(m->r, &m->r->roots[root]);
        block.rank = RANK_FAILED;
    } else {
        put_object(m->r, object);
        block.rank = object->change.n_dangers         ? RANK_DANGER
                     : object->change.only_references ? RANK_REFERENCE
                                                      : RANK_CHANGE;
    }
    m->r->out = out;
    block.len = m->blocks_text->len - block.start;
    hk_vec_push(m->r->arena, &m->blocks, block);
}

static void
make_blocks(struct markdown *m)
{
    for (uint32_t i = 0; i < m->r->n_roots; i++) {
        const struct hk_report_root *root = &m->r->roots[i];
        if (hk_report_failed(root) && hk_report_leads(m->r, i))
            make_block(m, i, NULL);
        for (size_t j = 0;
             hk_report_leads(m->r, i) && j < root->comparison.n_changes && !m->r->summary_only; j++)
            make_block(m, i, &root->objects[j]);
    }
}

/* ---- Roots ---- */

static void
put_alike(struct hk_report *r, size_t i)
{
    unsigned n = 0;
    for (uint32_t j = r->next[i]; j && n < ALIKE; j = r->next[j], n++) {
        put(r, n ? ", " : "The same in ");
        put_code(r, hk_report_root_name(r->arena, &r->roots[j].comparison));
    }
    if (n < r->n_alike[i])
        hk_report_printf(r, ", and %u more", r->n_alike[i] - n);
    put(r, n ? ".\n\n" : "");
}

static void
put_root_head(struct hk_report *r, size_t index)
{
    const struct hk_report_root *root = &r->roots[index];
    const struct hkr_comparison *c = &root->comparison;
    put(r, "<details><summary>");
    put_code(r, hk_report_root_names(r, index));
    if (hk_report_failed(root))
        put(r, ": failed");
    else if (!c->before_present || !c->after_present)
        hk_report_printf(r, ": %s, %zu object%s", c->after_present ? "new" : "gone", c->n_changes,
                         hk_report_plural(c->n_changes));
    else
        hk_report_printf(r, ": %zu object%s", c->n_changes, hk_report_plural(c->n_changes));
    put(r, "</summary>\n\n");
    put_alike(r, index);
}

static const char root_tail[] = "</details>\n\n";

static size_t
wrapper_length(struct markdown *m, uint32_t root)
{
    struct hk_buf *out = m->r->out;
    size_t start = m->blocks_text->len;
    m->r->out = m->blocks_text;
    put_root_head(m->r, root);
    m->r->out = out;
    size_t len = m->blocks_text->len - start;
    m->blocks_text->len = start;
    return len + sizeof root_tail - 1;
}

/* Takes what fits: what failed, then what is dangerous, then the rest, each in its order. */
static void
take_blocks(struct markdown *m)
{
    bool *opened = HK_NEW_ARRAY(m->r->arena, m->r->n_roots, bool);
    for (unsigned rank = 0; rank < RANK_COUNT_; rank++) {
        for (uint32_t i = 0; i < m->blocks.n; i++) {
            struct block *block = &m->blocks.items[i];
            if (block->rank != rank || block->len > m->budget)
                continue;
            size_t cost = block->len + (opened[block->root] ? 0 : wrapper_length(m, block->root));
            if (cost > m->budget)
                continue;
            m->budget -= cost;
            block->taken = opened[block->root] = true;
        }
    }
}

static void
put_roots(struct markdown *m)
{
    bool open = false;
    for (uint32_t i = 0; i < m->blocks.n; i++) {
        const struct block *block = &m->blocks.items[i];
        if (block->taken && !open)
            put_root_head(m->r, block->root);
        open = open || block->taken;
        if (block->taken)
            hk_buf_append(m->r->out, hk_slice(m->blocks_text->ptr + block->start, block->len));
        bool last = i + 1 == m->blocks.n || m->blocks.items[i + 1].root != block->root;
        if (last && open)
            put(m->r, root_tail);
        open = open && !last;
    }
}

static void
put_left_out(struct markdown *m)
{
    size_t n = 0, n_roots = 0;
    uint32_t last = UINT32_MAX;
    for (uint32_t i = 0; i < m->blocks.n; i++) {
        if (m->blocks.items[i].taken)
            continue;
        n++;
        n_roots += m->blocks.items[i].root != last;
        last = m->blocks.items[i].root;
    }
    if (n)
        hk_report_printf(m->r,
                         "**%zu change%s in %zu root%s %s left out** to stay below %zu bytes; "
                         "`hkrender diff` shows all of them.\n",
                         n, hk_report_plural(n), n_roots, hk_report_plural(n_roots),
                         n == 1 ? "is" : "are", m->r->max_bytes);
}

/* ---- Head ---- */

/* Appends what @m->blocks_text has from @start on, if no more than @share bytes are in it then. */
static bool
take_line(struct markdown *m, size_t start, size_t *share)
{
    size_t len = m->blocks_text->len - start;
    bool fits = len <= *share;
    if (fits) {
        *share -= len;
        hk_buf_append(m->r->out, hk_slice(m->blocks_text->ptr + start, len));
    }
    m->blocks_text->len = start;
    return fits;
}

static bool
put_danger(struct markdown *m, size_t root, const struct hk_report_object *object,
           const struct hkr_danger *danger, size_t *share)
{
    struct hk_report *r = m->r;
    struct hk_buf *out = r->out;
    size_t start = m->blocks_text->len;
    r->out = m->blocks_text;
    put(r, "> - ");
    put_code(r, hk_report_object_name(r->arena, &object->change));
    struct hk_slice path = hk_report_danger_path(danger);
    put(r, path.len ? " " : "");
    if (path.len)
        put_code(r, path);
    put(r, ": ");
    put_code(r, hk_slice_cstr(danger->message));
    if (r->n_roots > 1) {
        put(r, " in ");
        put_code(r, hk_report_root_names(r, root));
    }
    put(r, "\n");
    r->out = out;
    return take_line(m, start, share);
}

static void
put_dangers(struct markdown *m, size_t share)
{
    struct hk_report *r = m->r;
    size_t left = r->totals.dangers;
    if (!left)
        return;
    put(r, "> [!CAUTION]\n");
    for (size_t i = 0; i < r->n_roots; i++)
        for (size_t j = 0; j < r->roots[i].comparison.n_changes; j++)
            for (size_t k = 0; k < r->roots[i].objects[j].change.n_dangers; k++)
                left -= !hk_report_leads(r, i) ||
                        put_danger(m, i, &r->roots[i].objects[j],
                                   &r->roots[i].objects[j].dangers[k], &share);
    if (left)
        hk_report_printf(r, "> - and %zu more\n", left);
    put(r, "\n");
}

static void
put_image_cell(struct hk_report *r, struct hk_slice image)
{
    put(r, "| ");
    if (image.len)
        put_code(r, image);
    put(r, " ");
}

static void
put_images(struct markdown *m, size_t share)
{
    struct hk_report *r = m->r;
    size_t left = r->totals.n_images;
    if (!left)
        return;
    put(r, "| Image before | Image after | Containers |\n|---|---|--:|\n");
    for (size_t i = 0; i < r->totals.n_images; i++) {
        const struct hk_report_image *image = &r->totals.images[i];
        struct hk_buf *out = r->out;
        size_t start = m->blocks_text->len;
        r->out = m->blocks_text;
        put_image_cell(r, image->before);
        put_image_cell(r, image->after);
        hk_report_printf(r, "| %u |\n", image->n);
        r->out = out;
        left -= take_line(m, start, &share);
    }
    if (left)
        hk_report_printf(r, "| and %zu more | | |\n", left);
    put(r, "\n");
}

static void
put_title(struct hk_report *r)
{
    const char *at = r->title.ptr, *end = hk_slice_end(r->title);
    size_t start = r->out->len;
    while (at < end) {
        size_t before = r->out->len;
        unsigned len = 1;
        (void)hk_utf8_decode(at, end, &len);
        put_escaped(r, hk_slice(at, len));
        if (r->out->len - start > TITLE_BYTES) {
            r->out->len = before;
            put(r, "...");
            return;
        }
        at += len;
    }
}

void
hk_report_markdown(struct hk_report *r)
{
    struct markdown m = {.r = r, .blocks_text = new_buf(r->arena, r->out->heap)};
    if (!r->max_bytes)
        r->max_bytes = DEFAULT_BYTES;
    size_t start = r->out->len;
    put(r, "<!-- hkrender diff -->\n## ");
    put_title(r);
    hk_report_printf(r, "\n\n**%" PRSLICE "**\n\n", ARGSLICE(hk_report_summary(r)));
    size_t rest = r->max_bytes > NOTE_BYTES + 600 ? r->max_bytes - NOTE_BYTES - 600 : 0;
    put_dangers(&m, rest / 3);
    put_images(&m, rest / 4);
    size_t head = r->out->len - start + NOTE_BYTES;
    m.budget = r->max_bytes > head ? r->max_bytes - head : 0;
    make_blocks(&m);
    take_blocks(&m);
    put_roots(&m);
    put_left_out(&m);
}
