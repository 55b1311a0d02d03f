/* SPDX-License-Identifier: Apache-2.0 */
/* Writes the reports of tests/unit/reports.h into a directory, for a browser and for eyes.
 *
 * usage: pages DIRECTORY */
#include "unit/reports.h"

static const struct {
    const char *suffix;
    void (*emitter)(struct hk_report *);
} forms[] = {
    {"txt", hk_report_text},    {"diff", hk_report_unified}, {"json", hk_report_json},
    {"md", hk_report_markdown}, {"html", hk_report_html},
};

static void
write_all(struct made *made, const char *directory, const char *name)
{
    for (size_t i = 0; i < HK_COUNT(forms); i++) {
        char path[4096];
        (void)snprintf(path, sizeof path, "%s/%s.%s", directory, name, forms[i].suffix);
        made->out.len = 0;
        forms[i].emitter(&made->report);
        FILE *file = fopen(path, "w");
        CHECK(file && fwrite(made->out.ptr, 1, made->out.len, file) == made->out.len);
        CHECK(file && fclose(file) == 0);
    }
    made_fini(made);
}

int
main(int argc, char **argv)
{
    struct made made;
    if (argc != 2)
        return 2;
    made_init(&made);
    make_plain(&made);
    write_all(&made, argv[1], "plain");
    made_init(&made);
    make_hostile(&made, (size_t)10 * 1024 * 1024);
    write_all(&made, argv[1], "hostile");
    made_init(&made);
    make_large(&made, 50, 20);
    write_all(&made, argv[1], "large");
    made_init(&made);
    (void)add_roots(&made, 3);
    hk_report_count(&made.report);
    write_all(&made, argv[1], "same");
    return check_done();
}
