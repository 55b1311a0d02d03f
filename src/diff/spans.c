/* SPDX-License-Identifier: Apache-2.0 */
/* What a comparison hands out: texts and places, in the arena of the result. */
#include "compare.h"

#include "../base/index.h"

/* The names of files, each kept once. */
struct hk_file_names {
    struct hk_index *by_file; /* -> list */
    HK_VEC(const char *) list;
};

void
hk_diff_begin(struct hk_diff_run *run)
{
    struct hk_arena *arena = run->canon.env->arena;
    run->text = HK_NEW(arena, struct hk_buf);
    *run->text = (struct hk_buf)HK_BUF_INIT(hk_arena_heap(arena));
    hk_arena_defer(arena, hk_buf_release, run->text);
    run->names = HK_NEW(arena, struct hk_file_names);
    run->names->by_file = hk_index_new(arena, 0);
}

static const char *
file_name(const struct hk_diff_run *run, hk_file_id file)
{
    struct hk_file_names *names = run->names;
    uint32_t known = hk_index_first(names->by_file, file);
    if (known != HK_INDEX_END)
        return names->list.items[hk_index_value(names->by_file, known)];
    const char *name = hk_arena_strdup(run->out, hk_sources_name(run->canon.env->sources, file));
    hk_index_add(names->by_file, file, names->list.n);
    hk_vec_push(run->canon.env->arena, &names->list, name);
    return name;
}

struct hkr_span
hk_diff_span(const struct hk_diff_run *run, struct hk_place place)
{
    if (!place.file)
        return (struct hkr_span){.file = ""};
    struct hk_position position = hk_sources_position(run->canon.env->sources, place);
    return (struct hkr_span){.file = file_name(run, place.file),
                             .line = position.line,
                             .column = position.column,
                             .length = place.length};
}

const char *
hk_diff_take_text(const struct hk_diff_run *run)
{
    const char *text = hk_arena_strdup(run->out, hk_buf_slice(run->text));
    run->text->len = 0;
    return text;
}
