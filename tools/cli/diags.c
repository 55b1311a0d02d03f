/* SPDX-License-Identifier: Apache-2.0 */
#include "diags.h"

#include "diag_text.h"
#include "safe_text.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct cli_diags {
    struct diag_sink sinks[2]; /* stderr, and the file of --diagnostics-file */
    size_t n;
};

bool
diag_code(uint32_t code, struct hkr_code *ret_code, size_t *ret_index)
{
    size_t low = 0, high = hkr_n_codes();
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (hkr_code_at(middle, ret_code) != HKR_OK)
            return false;
        if (ret_code->code == code) {
            if (ret_index)
                *ret_index = middle;
            return true;
        }
        if (ret_code->code < code)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

uint32_t
diag_end_column(const struct hkr_diag *diag)
{
    if (!diag->line_text || !diag->at.length)
        return 0;
    const char *start = safe_find_column(diag->line_text, diag->at.column);
    uint32_t column = diag->at.column;
    for (const char *at = start; *at && at < start + diag->at.length; column++)
        at = safe_next_character(at);
    return column;
}

void
cli_tidy_path(char *path)
{
    char *out = path;
    for (const char *part = path; *part;) {
        size_t n = 1 + strcspn(part + 1, "/"); /* with its slash */
        bool up = n == 3 && strncmp(part, "/..", 3) == 0;
        if (up)
            while (out > path && *--out != '/')
                ;
        else if (n > 1 && !(n == 2 && part[1] == '.')) {
            memmove(out, part, n);
            out += n;
        }
        part += n;
    }
    *out = '\0';
}

char *
diag_path(const struct diag_sink *sink, const char *file)
{
    if (!file[0] || strncmp(file, "<output of ", 11) == 0) /* of a program */
        return NULL;
    if (strchr(file, ':') && access(file, F_OK) != 0) /* "REVISION:path", no file of the checkout */
        return NULL;
    if (!sink->top || !sink->folder)
        return strdup(file);
    char *path = NULL;
    size_t n_top = strlen(sink->top);
    if (asprintf(&path, "%s/%s", file[0] == '/' ? "" : sink->folder, file) < 0)
        return NULL;
    cli_tidy_path(path);
    bool inside = strncmp(path, sink->top, n_top) == 0 && path[n_top] == '/' && path[n_top + 1];
    char *name = strdup(inside ? path + n_top + 1 : file);
    free(path);
    return name;
}

/* FNV-1a, goes on from @hash; never 0. */
static uint64_t
hash_bytes(uint64_t hash, const void *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++)
        hash = (hash ^ ((const unsigned char *)bytes)[i]) * 0x100000001b3u;
    return hash ? hash : 1;
}

static uint64_t
key_of(const struct hkr_diag *diag)
{
    const uint32_t numbers[] = {diag->code, diag->severity, diag->at.line, diag->at.column};
    uint64_t hash = hash_bytes(0xcbf29ce484222325u, numbers, sizeof numbers);
    hash = hash_bytes(hash, diag->at.file, strlen(diag->at.file) + 1);
    return hash_bytes(hash, diag->message, strlen(diag->message));
}

static bool
grow(struct diag_seen *seen)
{
    struct diag_seen more = {.capacity = seen->capacity ? seen->capacity * 2 : 64};
    more.keys = calloc(more.capacity, sizeof *more.keys);
    if (!more.keys)
        return false;
    for (size_t i = 0; i < seen->capacity; i++) {
        size_t at = seen->keys[i] & (more.capacity - 1);
        while (seen->keys[i] && more.keys[at])
            at = (at + 1) & (more.capacity - 1);
        if (seen->keys[i])
            more.keys[at] = seen->keys[i];
    }
    more.n = seen->n;
    free(seen->keys);
    *seen = more;
    return true;
}

/* Whether @key is new; without memory all are. */
static bool
is_new(struct diag_seen *seen, uint64_t key)
{
    if (seen->n * 2 >= seen->capacity && !grow(seen))
        return true;
    size_t at = key & (seen->capacity - 1);
    for (; seen->keys[at]; at = (at + 1) & (seen->capacity - 1))
        if (seen->keys[at] == key)
            return false;
    seen->keys[at] = key;
    seen->n++;
    return true;
}

static void
tell(struct diag_sink *sink, const struct hkr_diag *diag)
{
    size_t index = 0;
    struct hkr_code code = {.size = sizeof code};
    if ((sink->format->once || sink->once) && !is_new(&sink->seen, key_of(diag)))
        return;
    if (diag_code(diag->code, &code, &index))
        sink->used[index] = true;
    sink->format->diag(sink, diag);
    sink->n++;
}

void
cli_tell_once(const struct cli_request *request)
{
    for (size_t i = 0; i < request->diags->n; i++)
        request->diags->sinks[i].once = true;
}

void
cli_tell(const struct cli_request *request, const struct hkr_result *result)
{
    for (size_t i = 0; i < hkr_result_n_diags(result); i++) {
        const struct hkr_diag *diag = hkr_result_diag(result, i);
        bool wanted = diag->severity == HKR_ERROR || !request->given[CLI_QUIET];
        for (size_t j = 0; wanted && j < request->diags->n; j++)
            tell(&request->diags->sinks[j], diag);
    }
}

int
cli_complain(const struct cli_request *request, int status, const char *format, ...)
{
    char *text = NULL;
    va_list args;
    va_start(args, format);
    int n = vasprintf(&text, format, args);
    va_end(args);
    if (n < 0)
        text = NULL;
    const char *words = text ? text : hkr_status_name(HKR_E_NOMEM);
    if (!request->diags) /* not even the form is known */
        diag_text_print_complaint(stderr, request->program, words);
    for (size_t i = 0; request->diags && i < request->diags->n; i++) {
        struct diag_sink *sink = &request->diags->sinks[i];
        sink->format->complaint(sink, words);
        sink->n_notes++;
    }
    free(text);
    return status;
}

bool
cli_is_chatty(const struct cli_request *request)
{
    return !request->given[CLI_QUIET] && request->diags->sinks[0].format == &diag_format_text;
}

static const struct diag_format *
find_format(const char *name)
{
    static const struct diag_format *const formats[] = {&diag_format_text, &diag_format_json,
                                                        &diag_format_github, &diag_format_sarif};
    for (size_t i = 0; name && i < sizeof formats / sizeof *formats; i++)
        if (strcmp(formats[i]->name, name) == 0)
            return formats[i];
    return &diag_format_text;
}

/* Where the work is done, and the top of the checkout that a CI system names. */
static void
find_top(struct diag_sink *sink)
{
    const char *top = getenv("GITHUB_WORKSPACE");
    if (!top || !*top)
        top = getenv("CI_PROJECT_DIR");
    sink->folder = top && *top ? getcwd(NULL, 0) : NULL;
    sink->top = sink->folder ? realpath(top, NULL) : NULL;
}

static bool
sink_init(struct diag_sink *sink, const struct cli_request *request,
          const struct diag_format *format, const char *path)
{
    *sink = (struct diag_sink){
        .format = format, .out = stderr, .path = path, .program = request->program};
    sink->color = request->color && !path;
    sink->used = calloc(hkr_n_codes(), sizeof *sink->used);
    if (!sink->used)
        return false;
    if (!format->held && !path)
        return true;
    find_top(sink);
    sink->held.out = open_memstream(&sink->held.bytes, &sink->held.size);
    sink->notes.out = open_memstream(&sink->notes.bytes, &sink->notes.size);
    sink->out = sink->held.out;
    if (!sink->held.out || !sink->notes.out)
        return false;
    if (format->begin)
        format->begin(sink);
    return true;
}

static void
sink_fini(struct diag_sink *sink)
{
    if (sink->held.out)
        (void)fclose(sink->held.out);
    if (sink->notes.out)
        (void)fclose(sink->notes.out);
    free(sink->held.bytes);
    free(sink->notes.bytes);
    free(sink->seen.keys);
    free(sink->used);
    free(sink->folder);
    free(sink->top);
}

int
cli_diags_begin(struct cli_request *request)
{
    const char *path = request->value[CLI_DIAGNOSTICS_FILE];
    const struct diag_format *format = find_format(request->value[CLI_DIAGNOSTICS]);
    struct cli_diags *diags = calloc(1, sizeof *diags);
    bool done = diags != NULL;
    if (done)
        done =
            sink_init(&diags->sinks[diags->n++], request, path ? &diag_format_text : format, NULL);
    if (done && path)
        done = sink_init(&diags->sinks[diags->n++], request, format, path);
    if (done) {
        request->diags = diags;
        return CLI_DONE;
    }
    for (size_t i = 0; diags && i < diags->n; i++)
        sink_fini(&diags->sinks[i]);
    free(diags);
    return cli_complain(request, CLI_FAULT, "%s", hkr_status_name(HKR_E_NOMEM));
}

/* Lets go of what was held; false when it cannot be written. */
static bool
deliver(struct diag_sink *sink, int status)
{
    if (!sink->held.out)
        return true;
    if (sink->format->end)
        sink->format->end(sink, status);
    bool whole = fflush(sink->held.out) == 0 && !ferror(sink->held.out);
    if (!whole)
        errno = ENOMEM;
    if (sink->path)
        return whole && cli_write_file(sink->path, sink->held.bytes, sink->held.size);
    return whole && cli_write_all(STDERR_FILENO, sink->held.bytes, sink->held.size);
}

int
cli_diags_end(struct cli_request *request, int status)
{
    struct cli_diags *diags = request->diags;
    for (size_t i = diags->n; i-- > 0;) { /* the file first: stderr hears when that fails */
        struct diag_sink *sink = &diags->sinks[i];
        const char *path = sink->path;
        bool done = deliver(sink, status);
        int error = errno;
        sink_fini(sink);
        diags->n--;
        if (!done && path)
            cli_complain(request, 0, "cannot write %s: %s", path, strerror(error));
        if (!done && status < CLI_USAGE)
            status = CLI_FAULT;
    }
    free(diags);
    request->diags = NULL;
    return status;
}
