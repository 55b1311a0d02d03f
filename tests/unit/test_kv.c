/* SPDX-License-Identifier: Apache-2.0 */
/* load/kv: the grammar of generator inputs. */
#include "loading.h"

static struct hk_strs
list(const struct hk_str *items, size_t n)
{
    return (struct hk_strs){(struct hk_str *)(uintptr_t)items, (uint32_t)n, true};
}

static struct hk_slice
show(struct loading *in, const struct hk_kvs *kvs)
{
    struct hk_slice all = {"", 0};
    for (uint32_t i = 0; i < kvs->n; i++)
        all = hk_arena_printf(in->box.env.arena, "%" PRSLICE "[%" PRSLICE "]=[%" PRSLICE "]\n",
                              ARGSLICE(all), ARGSLICE(kvs->items[i].key),
                              ARGSLICE(kvs->items[i].value));
    return all;
}

static void
test_env_file(void)
{
    struct loading in;
    struct hk_kvs kvs = {0};
    loading_init(&in);
    loading_add(&in, "/k/a.env",
                "\xEF\xBB\xBF"
                "A=1\r\n# comment\n\n  \t\xC2\xA0"
                "B = 2 \nC\n=dropped\nD=\"q\"\nE=x=y\n#");
    CHECK(loading_open(&in, "k") == HKR_OK);
    const struct hk_str env = {HK_S("a.env"), HK_NOWHERE};
    struct hk_generator_spec spec = {.envs = list(&env, 1)};
    CHECK(hk_loader_generator_inputs(in.loader, &spec, false, &kvs) == HKR_OK);
    CHECK_TEXT(show(&in, &kvs), HK_S("[A]=[1]\n[B ]=[ 2 ]\n[C]=[]\n[D]=[\"q\"]\n[E]=[x=y]\n"));
    struct hk_position at = hk_sources_position(in.box.env.sources, kvs.items[1].at);
    CHECK(at.line == 4 && at.column == 5);
    loading_fini(&in);
}

static void
test_literals_and_files(void)
{
    struct loading in;
    struct hk_kvs kvs = {0};
    loading_init(&in);
    loading_add(&in, "/k/sub/f.txt", "text\n");
    CHECK(loading_open(&in, "k") == HKR_OK);
    const struct hk_str literals[] = {{HK_S("a='x'"), HK_NOWHERE},
                                      {HK_S("b=\"y'"), HK_NOWHERE},
                                      {HK_S("c="), HK_NOWHERE},
                                      {HK_S(" d =="), HK_NOWHERE}};
    const struct hk_str files[] = {{HK_S("sub/f.txt"), HK_NOWHERE},
                                   {HK_S("key=./sub/f.txt"), HK_NOWHERE}};
    struct hk_generator_spec spec = {.literals = list(literals, HK_COUNT(literals)),
                                     .files = list(files, HK_COUNT(files))};
    CHECK(hk_loader_generator_inputs(in.loader, &spec, false, &kvs) == HKR_OK);
    CHECK_TEXT(show(&in, &kvs), HK_S("[a]=[x]\n[b]=[\"y']\n[c]=[]\n[ d ]=[=]\n[f.txt]=[text\n]\n"
                                     "[key]=[text\n]\n"));
    loading_fini(&in);
}

static void
test_faults(void)
{
    struct loading in;
    struct hk_kvs kvs = {0};
    loading_init(&in);
    loading_add(&in, "/k/bad.env", "A=1\nB=\xff\nA=2\n");
    CHECK(loading_open(&in, "k") == HKR_OK);
    const struct hk_str envs[] = {{HK_S("bad.env"), HK_NOWHERE}, {HK_S("nope"), HK_NOWHERE}};
    const struct hk_str literals[] = {{HK_S("=x"), HK_NOWHERE}, {HK_S("x"), HK_NOWHERE}};
    const struct hk_str files[] = {{HK_S("=p"), HK_NOWHERE},
                                   {HK_S("k="), HK_NOWHERE},
                                   {HK_S("a=b=c"), HK_NOWHERE},
                                   {HK_S("https://example.org/x"), HK_NOWHERE}};
    struct hk_generator_spec spec = {.name = {HK_S("s"), HK_NOWHERE},
                                     .envs = list(envs, HK_COUNT(envs)),
                                     .literals = list(literals, HK_COUNT(literals)),
                                     .files = list(files, HK_COUNT(files))};
    CHECK(hk_loader_generator_inputs(in.loader, &spec, true, &kvs) == HKR_E_INPUT);
    const struct hk_diags *diags = in.box.env.diags;
    for (uint32_t i = 0; i < diags->list.n; i++)
        CHECK(diags->list.items[i]->hide_line);
    CHECK_TEXT(
        loading_diags(&in),
        HK_S("k/bad.env:2:3 HK1603 a line of an env file is not UTF-8 (give the value with "
             "`files`, which takes any bytes)\n"
             "k/bad.env:3:1 HK1604 the generator of 's' sets the key 'A' twice (keep one of "
             "the two)\n"
             ":0:0 HK1305 'nope' in `envs` does not exist (there is no file 'k/nope'; paths "
             "are relative to the kustomization file)\n"
             ":0:0 HK1601 a literal has no key before its equals sign (write it as "
             "key=value)\n"
             ":0:0 HK1601 a literal has no equals sign (write it as key=value)\n"
             ":0:0 HK1602 an entry of `files` has no key before its equals sign (write it as "
             "path, or as key=path)\n"
             ":0:0 HK1602 an entry of `files` has no path after its equals sign (write it as "
             "path, or as key=path)\n"
             ":0:0 HK1602 an entry of `files` has more than one equals sign (write it as "
             "path, or as key=path)\n"
             ":0:0 HK1310 'https://example.org/x' is a file on the network, and no directory is "
             "given "
             "for it (nothing is ever fetched; if DIR has a copy, add --remote "
             "'https://example.org=DIR')\n"));
    loading_fini(&in);
}

int
main(void)
{
    test_env_file();
    test_literals_and_files();
    test_faults();
    return check_done();
}
