/* SPDX-License-Identifier: Apache-2.0 */
/* tools/cli/safe_text.h -- text of unknown origin, written so that its reader is not driven by it.
 *
 * Names, messages and lines come from people's files and may hold anything: controls of a
 * terminal, commands of a CI system, bytes that are no characters. */
#ifndef HK_TOOLS_SAFE_TEXT_H
#define HK_TOOLS_SAFE_TEXT_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* Bytes of the well-formed character of several bytes at @text, 0 when there is none. Controls
 * are none. */
size_t safe_wide_character(const char *text, size_t n);

/* The character after the one at @text, which is not at the end. */
const char *safe_next_character(const char *text);
/* The 1-based character @column of @line, or its end. */
const char *safe_find_column(const char *line, uint32_t column);

/* For a terminal: what is no printable character becomes '?', a tab a blank. */
void safe_print(FILE *out, const char *text, size_t n);
/* A path as a reference of a URI, in ASCII. */
void safe_print_uri(FILE *out, const char *path);

#endif
