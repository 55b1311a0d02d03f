/* SPDX-License-Identifier: Apache-2.0 */
#include "read_tree.h"

#include <yaml.h>

#define QUOTE_IT "quote the whole value when the character belongs to it"

/* What the parser says, and what a person should read. */
struct wording {
    const char *problem;
    const char *context; /* part of the parser's context, NULL: any */
    bool at_context;     /* the place is where the construct began */
    const char *message;
    const char *mend;
};

static const struct wording wordings[] = {
    {"found character that cannot start any token", NULL, false,
     "no value can begin with this character",
     "indent with spaces, not tabs; quote a value that begins with @, ` or %"},
    {"found a tab character that violates indentation", NULL, false,
     "a tab stands where spaces must make the indentation", "replace the tab by spaces"},
    {"found a tab character where an indentation space is expected", NULL, false,
     "a tab stands where spaces must make the indentation", "replace the tab by spaces"},
    {"mapping values are not allowed in this context", NULL, false,
     "a second `:` makes this a map where none can begin",
     "quote the value if the `: ` belongs to it, else check the indentation of this line and the "
     "one before"},
    {"could not find expected ':'", NULL, true, "this line has no `: ` after its key",
     "write `key: value`, with a space after the colon; indent text that continues the line "
     "before"},
    {"found unexpected end of stream", "quoted scalar", true,
     "the quote that opens here is never closed", "add the closing quote"},
    {"found unexpected document indicator", "quoted scalar", true,
     "the quote that opens here is not closed before the document ends", "add the closing quote"},
    {"did not find expected key", "block mapping", false,
     "this does not fit the indentation of the map that it stands in",
     "indent the keys of one map by the same number of spaces"},
    {"did not find expected '-' indicator", NULL, false,
     "this does not fit the indentation of the list that it stands in",
     "begin each item of the list with `- `, all at the same indentation"},
    {"block sequence entries are not allowed in this context", NULL, false,
     "a list cannot begin here", "put the `- ` on a line of its own"},
    {"block collections are not allowed in this context", NULL, false,
     "a map or list cannot begin here", "put it on a line of its own"},
    {"mapping keys are not allowed in this context", NULL, false, "a key cannot begin here",
     "put it on a line of its own"},
    {"did not find expected ',' or ']'", NULL, false,
     "the list in brackets is not closed, or a comma is missing",
     "separate the items by commas and end the list with `]`"},
    {"did not find expected ',' or '}'", NULL, false,
     "the map in braces is not closed, or a comma is missing",
     "separate the pairs by commas and end the map with `}`"},
    {"did not find expected node content", NULL, false, "a value is expected here", NULL},
    {"did not find expected <document start>", NULL, false,
     "the document before ends here, and no new one begins",
     "put `---` on a line of its own between documents"},
    {"found unknown escape character", NULL, false,
     "this backslash escape does not exist in a double-quoted text",
     "write the backslash twice, or use single quotes"},
    {"found invalid Unicode character escape code", NULL, false,
     "this escape is not a Unicode character",
     "write the character itself, or one \\U escape with eight digits"},
    {"found undefined tag handle", NULL, false, "this tag is not known",
     "quote the value if the `!` belongs to it"},
    {"did not find expected alphabetic or numeric character", NULL, true,
     "the name of an anchor or alias is missing or malformed",
     "quote the value if the `&` or `*` belongs to it"},
    {"did not find expected comment or line break", NULL, false,
     "text stands behind the head of a block text", "put the text on the next line, indented"},
    {"found extra document", NULL, false, "a further document begins here", NULL},
};

/* Problems of the bytes themselves; the reader knows their offset in bytes. */
static struct hk_read_fault
reader_fault(const yaml_parser_t *parser)
{
    bool control = strcmp(parser->problem, "control characters are not allowed") == 0;
    return (struct hk_read_fault){
        .code = HK_D_YAML_ENCODING,
        .message =
            control ? "a control character stands here" : "these bytes are not text in UTF-8",
        .mend = control ? "remove it, or write it as an escape in a double-quoted text"
                        : "save the file as UTF-8; binary data belongs in base64",
        .offset = parser->problem_offset,
    };
}

struct hk_read_fault
hk_read_fault(const struct yaml_parser_s *parser)
{
    const char *problem = parser->problem ? parser->problem : "the parser gave up";
    if (parser->error == YAML_READER_ERROR)
        return reader_fault(parser);
    for (size_t i = 0; i < HK_COUNT(wordings); i++) {
        const struct wording *w = &wordings[i];
        if (strcmp(w->problem, problem) != 0)
            continue;
        if (w->context && (!parser->context || !strstr(parser->context, w->context)))
            continue;
        return (struct hk_read_fault){
            HK_D_YAML_SYNTAX, w->message, w->mend,
            w->at_context ? parser->context_mark.index : parser->problem_mark.index, SIZE_MAX};
    }
    return (struct hk_read_fault){HK_D_YAML_SYNTAX, problem, NULL, parser->problem_mark.index,
                                  SIZE_MAX};
}
