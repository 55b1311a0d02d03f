/* SPDX-License-Identifier: Apache-2.0 */
#include "paths.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* All of @in, with a zero behind it. NULL with errno set when that cannot be had. */
static char *
read_all(FILE *in, size_t *ret_size)
{
    size_t size = 0, room = 0;
    char *text = NULL;
    for (;;) {
        if (room - size < 4096) {
            room = room ? room * 2 : 65536;
            char *more = realloc(text, room);
            if (!more)
                break;
            text = more;
        }
        size_t n = fread(text + size, 1, room - size - 1, in);
        size += n;
        if (n)
            continue;
        if (ferror(in))
            break;
        text[size] = '\0';
        *ret_size = size;
        return text;
    }
    free(text);
    return NULL;
}

/* The byte that @*at begins with, or that the escape there stands for; steps over it. -1 for an
 * escape that is none. */
static int
take_byte(const char **at)
{
    static const char letters[] = "abtnvfr\"\\", bytes[] = "\a\b\t\n\v\f\r\"\\";
    if (**at != '\\')
        return (unsigned char)*(*at)++;
    (*at)++;
    const char *letter = **at ? strchr(letters, **at) : NULL;
    if (letter) {
        (*at)++;
        return bytes[letter - letters];
    }
    int value = 0;
    for (int i = 0; i < 3; i++) {
        if (**at < '0' || **at > '7')
            return -1;
        value = value * 8 + (*(*at)++ - '0');
    }
    return value > 0 && value < 256 ? value : -1;
}

/* What the quoted text @line stands for, to be freed; NULL when it is none. */
static char *
unquoted(const char *line)
{
    size_t len = strlen(line);
    if (len < 2 || line[0] != '"' || line[len - 1] != '"')
        return NULL;
    char *inner = strndup(line + 1, len - 2);
    char *to = inner;
    for (const char *at = inner; at && *at;) {
        int byte = take_byte(&at);
        if (byte < 0) { /* a name that has quotes */
            free(inner);
            return NULL;
        }
        *to++ = (char)byte; /* never past @at */
    }
    if (inner)
        *to = '\0';
    return inner;
}

static void
unquote(char *line)
{
    char *text = unquoted(line);
    if (text)
        memcpy(line, text, strlen(text) + 1);
    free(text);
}

/* Cuts the text into paths. False when memory is out. */
static bool
split(struct cli_paths *paths, size_t size, char end)
{
    size_t n = 1;
    for (size_t i = 0; i < size; i++)
        n += paths->text[i] == end;
    paths->items = calloc(n, sizeof *paths->items);
    if (!paths->items)
        return false;
    for (char *at = paths->text, *stop = at + size; at < stop;) {
        char *next = memchr(at, end, (size_t)(stop - at));
        next = next ? next : stop;
        *next = '\0';
        if (end == '\n')
            unquote(at);
        if (*at)
            paths->items[paths->n++] = at;
        at = next + 1;
    }
    return true;
}

int
cli_paths_read(const struct cli_request *request, const char *file, bool zeros,
               struct cli_paths *ret_paths)
{
    *ret_paths = (struct cli_paths){0};
    size_t size = 0;
    bool is_stdin = strcmp(file, "-") == 0;
    FILE *in = is_stdin ? stdin : fopen(file, "re");
    if (in)
        ret_paths->text = read_all(in, &size);
    int error = errno;
    if (in && !is_stdin)
        (void)fclose(in);
    if (!ret_paths->text)
        return cli_complain(request, CLI_USAGE, "cannot read %s: %s",
                            is_stdin ? "standard input" : file, strerror(error));
    if (!split(ret_paths, size, zeros ? '\0' : '\n'))
        return cli_complain(request, CLI_FAULT, "%s", hkr_status_name(HKR_E_NOMEM));
    return CLI_DONE;
}

void
cli_paths_fini(struct cli_paths *paths)
{
    free(paths->items);
    free(paths->text);
    *paths = (struct cli_paths){0};
}
