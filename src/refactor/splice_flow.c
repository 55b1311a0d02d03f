/* SPDX-License-Identifier: Apache-2.0 */
/* Entries of lists and maps within brackets: the commas between them. */
#include "splice.h"

static uint32_t
entry_start(const struct hk_entry *entry)
{
    return entry->key ? entry->key->outset : entry->value->outset;
}

/* The comma behind entry @i, or UINT32_MAX. */
static uint32_t
comma_behind(struct hk_slice text, const struct hk_entry *entry)
{
    uint32_t at = hk_positions_skip(text, entry->value->end);
    return at < text.len && text.ptr[at] == ',' ? at : UINT32_MAX;
}

/* Whether an entry has its line for itself. */
static bool
has_own_line(struct hk_slice text, const struct hk_entry *entry)
{
    uint32_t comma = comma_behind(text, entry);
    return hk_splice_leads(text, entry_start(entry)) &&
           hk_splice_ends(text, comma == UINT32_MAX ? entry->value->end : comma + 1);
}

static bool
goes(const struct hk_entry *entry)
{
    return entry->old && !entry->next;
}

/* The last entry before @i that stays, or UINT32_MAX. */
static uint32_t
staying_before(const struct hk_entries *entries, uint32_t i)
{
    while (i-- > 0)
        if (!goes(&entries->items[i]))
            return i;
    return UINT32_MAX;
}

/* Entries @from to @to go; one before or behind them stays. */
static void
remove_run(struct hk_textedit *edit, const struct hk_entries *entries, uint32_t from, uint32_t to)
{
    struct hk_slice text = edit->text;
    const struct hk_entry *first = &entries->items[from], *last = &entries->items[to - 1];
    uint32_t comma = comma_behind(text, last), column = 0;
    bool own = has_own_line(text, last) && hk_splice_leads(text, entry_start(first));
    uint32_t end = comma == UINT32_MAX ? last->value->end : comma + 1;
    uint32_t start = entry_start(first);
    uint32_t before = staying_before(entries, from);
    if (to == entries->n && comma == UINT32_MAX && before != UINT32_MAX && edit->habits.json) {
        uint32_t stray = comma_behind(text, &entries->items[before]);
        if (!own) {
            hk_splice_add(edit, stray, end, hk_slice(NULL, 0));
            return;
        }
        hk_splice_add(edit, stray, stray + 1, hk_slice(NULL, 0));
    } else if (to == entries->n && before != UINT32_MAX && !own) {
        const struct hk_entry *entry = &entries->items[before];
        uint32_t from_here = entry->value->absent ? comma_behind(text, entry) : entry->value->end;
        hk_splice_add(edit, from_here, last->value->end, hk_slice(NULL, 0));
        return;
    }
    if (own) {
        start = hk_splice_line_start(text, start);
        while (start > 0 &&
               hk_splice_is_comment(text, hk_splice_line_start(text, start - 1), &column))
            start = hk_splice_line_start(text, start - 1);
        end = hk_splice_next_line(text, end);
    } else if (to < entries->n) {
        end = entry_start(&entries->items[to]);
    }
    hk_splice_add(edit, start, end, hk_slice(NULL, 0));
}

static void
put_entry(const struct hk_addition *addition, struct hk_newtext *out)
{
    if (addition->pair)
        hk_newtext_flow_pair(out, addition->pair, addition->wish);
    else
        hk_newtext_inline(out, addition->node, addition->wish, true);
}

/* New entries before entry @before, which stays. */
static void
insert_before(struct hk_textedit *edit, const struct hk_entries *entries, uint32_t before,
              const struct hk_addition *additions, uint32_t n)
{
    const struct hk_entry *entry = &entries->items[before];
    struct hk_newtext *out = hk_splice_newtext(edit);
    bool own = has_own_line(edit->text, entry);
    uint32_t column = hk_splice_column(edit->text, entry_start(entry));
    for (uint32_t i = 0; i < n; i++) {
        put_entry(&additions[i], out);
        hk_buf_append(&out->buf, own ? HK_S(",\n") : HK_S(", "));
        if (own)
            hk_buf_fill(&out->buf, ' ', column);
    }
    hk_splice_add(edit, entry_start(entry), entry_start(entry), hk_splice_text(out));
}

/* New entries behind the last one that stays. */
static void
insert_behind(struct hk_textedit *edit, const struct hk_entries *entries, uint32_t last,
              const struct hk_addition *additions, uint32_t n)
{
    struct hk_slice text = edit->text;
    const struct hk_entry *entry = &entries->items[last];
    struct hk_newtext *out = hk_splice_newtext(edit);
    bool own = has_own_line(text, entry);
    bool stays = last + 1 == entries->n || (own && !edit->habits.json); /* see remove_run() */
    uint32_t comma = stays ? comma_behind(text, entry) : UINT32_MAX;
    bool trailing = comma != UINT32_MAX;
    uint32_t at = trailing ? comma + 1 : entry->value->end;
    if (entry->value->absent && !trailing)
        hk_buf_byte(&out->buf, ' '); /* "a:," would be a text */
    if (own) {
        if (!trailing)
            hk_splice_add(edit, at, at, HK_S(","));
        at = hk_splice_line_end(text, at);
        at -= at > 0 && text.ptr[at - 1] == '\r';
    }
    for (uint32_t i = 0; i < n; i++) {
        bool comma_first = !own && (i || !trailing);
        hk_buf_append(&out->buf, comma_first ? HK_S(",") : HK_S(""));
        hk_buf_append(&out->buf, own ? HK_S("\n") : HK_S(" "));
        if (own)
            hk_buf_fill(&out->buf, ' ', hk_splice_column(text, entry_start(entry)));
        put_entry(&additions[i], out);
        if (own && (trailing || i + 1 < n))
            hk_buf_byte(&out->buf, ',');
    }
    if (!own && trailing)
        hk_buf_byte(&out->buf, ',');
    hk_splice_add(edit, at, at, hk_splice_text(out));
}

enum hkr_status
hk_splice_flow(struct hk_textedit *edit, const struct hk_entries *entries)
{
    uint32_t last = staying_before(entries, entries->n);
    const struct hk_addition *additions = entries->additions.items;
    for (uint32_t i = 0, to; i < entries->n; i = to) {
        for (to = i; to < entries->n && goes(&entries->items[to]);)
            to++;
        if (to > i)
            remove_run(edit, entries, i, to);
        else
            to++;
    }
    for (uint32_t i = 0, n; i < entries->additions.n; i += n) {
        for (n = 1; i + n < entries->additions.n; n++)
            if (additions[i + n].before != additions[i].before)
                break;
        uint32_t next = additions[i].before;
        while (next < entries->n && goes(&entries->items[next]))
            next++;
        if (next < entries->n)
            insert_before(edit, entries, next, &additions[i], n);
        else
            insert_behind(edit, entries, last, &additions[i], n);
    }
    return HKR_OK;
}
