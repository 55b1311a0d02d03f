/* SPDX-License-Identifier: Apache-2.0 */
#include "case.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void
golden_give_up(const char *what, const char *name)
{
    fprintf(stderr, "golden: %s: %s\n", what, name);
    exit(2);
}

void
golden_join(char *buffer, const char *directory, const char *name)
{
    int length = snprintf(buffer, PATH_MAX, "%s/%s", directory, name);
    if (length < 0 || length >= PATH_MAX)
        golden_give_up("the path is too long", name);
}

struct text
text_copy(const char *bytes, size_t size)
{
    struct text text = {malloc(size + 1), size};
    if (text.bytes == NULL)
        golden_give_up("out of memory", "text");
    if (size > 0)
        memcpy(text.bytes, bytes, size);
    text.bytes[size] = '\0';
    return text;
}

bool
text_eq(struct text a, struct text b)
{
    return a.size == b.size && (a.size == 0 || memcmp(a.bytes, b.bytes, a.size) == 0);
}

struct text
text_read(const char *directory, const char *name)
{
    char path[PATH_MAX];
    golden_join(path, directory, name);
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return (struct text){NULL, 0};
    if (fseek(file, 0, SEEK_END) != 0)
        golden_give_up("cannot be read", path);
    long size = ftell(file);
    rewind(file);
    struct text text = {calloc(1, (size_t)size + 1), (size_t)size};
    if (size < 0 || text.bytes == NULL || fread(text.bytes, 1, text.size, file) != text.size)
        golden_give_up("cannot be read", path);
    fclose(file);
    return text;
}

void
text_write(const char *directory, const char *name, struct text text)
{
    char path[PATH_MAX];
    golden_join(path, directory, name);
    if (text.size == 0) {
        unlink(path);
        return;
    }
    FILE *file = fopen(path, "wb");
    if (file == NULL || fwrite(text.bytes, 1, text.size, file) != text.size || fclose(file) != 0)
        golden_give_up("cannot be written", path);
}

/* False when @flag is not a flag without a value. */
static bool
parse_switch(struct golden_case *tc, const char *flag)
{
    if (strcmp(flag, "--enable-helm") == 0)
        tc->programs.helm = 1;
    else if (strcmp(flag, "--helm-debug") == 0)
        tc->programs.helm_debug = 1;
    else if (strcmp(flag, "--schema-from-crds") == 0)
        tc->schema_from_crds = true;
    else if (strcmp(flag, "--lenient") == 0)
        tc->has_variables = (tc->variables.lenient = 1);
    else if (strcmp(flag, "--vars-always") == 0)
        tc->has_variables = (tc->variables.always = 1);
    else if (strcmp(flag, "--enable-alpha-plugins") == 0)
        tc->programs.plugins = tc->programs.helm = 1;
    else if (strcmp(flag, "--enable-exec") == 0)
        tc->programs.exec = 1;
    else if (strcmp(flag, "--network") == 0)
        tc->programs.network = 1;
    else if (strcmp(flag, "--as-current-user") == 0)
        tc->programs.as_current_user = 1;
    else
        return false;
    return true;
}

static bool
parse_helm_flag(struct golden_case *tc, const char *flag, const char *value)
{
    struct hkr_programs *programs = &tc->programs;
    if (strcmp(flag, "--helm-command") == 0)
        programs->helm_command = value;
    else if (strcmp(flag, "--helm-kube-version") == 0)
        programs->helm_kube_version = value;
    else if (strcmp(flag, "--helm-api-versions") == 0 &&
             programs->n_helm_api_versions < GOLDEN_VERSIONS_MAX)
        tc->helm_api_versions[programs->n_helm_api_versions++] = value;
    else
        return false;
    return true;
}

static bool
parse_function_flag(struct golden_case *tc, const char *flag, const char *value)
{
    struct hkr_programs *programs = &tc->programs;
    if (strcmp(flag, "-e") == 0 && programs->n_env < GOLDEN_WORDS_MAX)
        tc->env[programs->n_env++] = value;
    else if (strcmp(flag, "--mount") == 0 && programs->n_mounts < GOLDEN_WORDS_MAX)
        tc->mounts[programs->n_mounts++] = value;
    else
        return false;
    return true;
}

static bool
parse_variables_flag(struct golden_case *tc, const char *flag, char *value)
{
    struct hkr_variables *variables = &tc->variables;
    tc->has_variables = true;
    if (strcmp(flag, "--vars-mode") == 0) {
        variables->mode = strcmp(value, "flux") == 0 ? HKR_VARS_FLUX : HKR_VARS_TYPED;
    } else if (strcmp(flag, "--vars-file") == 0 && variables->n_files < GOLDEN_WORDS_MAX) {
        tc->vars_files[variables->n_files++] = value;
    } else if (strcmp(flag, "--set") == 0 && variables->n_list < GOLDEN_WORDS_MAX &&
               strchr(value, '=') != NULL) {
        char *equals = strchr(value, '=');
        *equals = '\0';
        tc->sets[variables->n_list++] =
            (struct hkr_variable){.name = value, .value = equals + 1, .from = "--set"};
    } else {
        return false;
    }
    return true;
}

/* Takes @value, what follows the flag @flag. False when the runner does not know that. */
static bool
parse_flag(struct golden_case *tc, const char *flag, char *value)
{
    if (strcmp(flag, "--load-restrictor") == 0) {
        tc->restrictor =
            strcmp(value, "LoadRestrictionsNone") == 0 ? HKR_LOAD_NONE : HKR_LOAD_ROOT_ONLY;
    } else if (strcmp(flag, "--remote-map") == 0) {
        tc->remote_map = value;
    } else if (strcmp(flag, "--remote") == 0 && tc->n_remotes < GOLDEN_REMOTES_MAX &&
               strchr(value, '=') != NULL) {
        char *equals = strrchr(value, '=');
        *equals = '\0';
        tc->remotes[tc->n_remotes++] = (struct hkr_remote){value, equals + 1};
    } else {
        return parse_helm_flag(tc, flag, value) || parse_function_flag(tc, flag, value) ||
               parse_variables_flag(tc, flag, value);
    }
    return true;
}

static void
parse_args(struct golden_case *tc, const char *args)
{
    char *save = NULL;
    tc->words = text_copy(args, strlen(args)).bytes;
    for (char *word = strtok_r(tc->words, " ", &save); word != NULL;
         word = strtok_r(NULL, " ", &save)) {
        if (word[0] != '-') {
            snprintf(tc->root, sizeof(tc->root), "%s", word);
            continue;
        }
        if (parse_switch(tc, word))
            continue;
        char *value = strtok_r(NULL, " ", &save);
        if (value == NULL || !parse_flag(tc, word, value))
            golden_give_up("a flag that the runner does not know", tc->name);
    }
}

void
golden_case_fini(struct golden_case *tc)
{
    free(tc->words);
}

static void
parse_key(struct golden_case *tc, const char *root, const char *key, char *value)
{
    if (strcmp(key, "args") == 0)
        parse_args(tc, value);
    else if (strcmp(key, "tree") == 0)
        golden_join(tc->tree, root, value);
    else if (strcmp(key, "same-as") == 0)
        snprintf(tc->same_as, sizeof(tc->same_as), "%s", value);
    else if (strcmp(key, "differs") == 0 && strcmp(value, "bytes") == 0)
        tc->own_bytes = true;
    else if (strcmp(key, "refused") == 0 || strcmp(key, "differs") == 0)
        tc->refused = true;
    else if (strcmp(key, "strict") == 0)
        tc->strict = true;
    else if (strcmp(key, "fixed-point") == 0)
        tc->fixed_point = false;
    else if (strcmp(key, "kustomize") != 0 && strcmp(key, "origin") != 0)
        golden_give_up("a key of case.txt that the runner does not know", tc->name);
}

/* Programs are found in in/bin, then among the stand-ins; plugins in in/plugins. */
static void
surround(struct golden_case *tc, const char *root)
{
    char home[PATH_MAX];
    golden_join(home, tc->tree, "plugins");
    if (snprintf(tc->path, sizeof(tc->path), "PATH=%s/bin:%s/" GOLDEN_STAND_INS ":/usr/bin:/bin",
                 tc->tree, root) >= (int)sizeof(tc->path))
        golden_give_up("the path is too long", root);
    tc->environment[0] = tc->path;
    tc->environment[1] = "LC_ALL=C.UTF-8";
    tc->programs.plugin_home = access(home, F_OK) == 0 ? "plugins" : NULL;
}

void
golden_case_parse(const char *root, const char *name, const char *folder,
                  struct golden_case *ret_case)
{
    struct golden_case *tc = ret_case;
    *tc = (struct golden_case){.name = name, .root = ".", .fixed_point = true};
    snprintf(tc->folder, sizeof(tc->folder), "%s", folder);
    golden_join(tc->tree, folder, "in");
    tc->programs = (struct hkr_programs){.size = sizeof(tc->programs),
                                         .environment = tc->environment,
                                         .n_environment = 2,
                                         .env = tc->env,
                                         .mounts = tc->mounts,
                                         .seconds = 20,
                                         .helm_api_versions = tc->helm_api_versions};
    tc->variables = (struct hkr_variables){
        .size = sizeof(tc->variables), .files = tc->vars_files, .list = tc->sets};
    struct text text = text_read(folder, "case.txt");
    char *save = NULL;
    char *line = strtok_r(text.bytes, "\n", &save); /* the first line says why */
    while (line != NULL && (line = strtok_r(NULL, "\n", &save)) != NULL) {
        char *colon = strstr(line, ": ");
        if (colon == NULL || strlen(line) >= GOLDEN_LINE_MAX)
            golden_give_up("a line of case.txt that is no 'key: value'", name);
        *colon = '\0';
        parse_key(tc, root, line, colon + 2);
    }
    free(text.bytes);
    if (tc->own_bytes && tc->same_as[0] == '\0')
        golden_give_up("'differs: bytes' needs 'same-as'", name);
    surround(tc, root);
}
