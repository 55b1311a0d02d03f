/* SPDX-License-Identifier: Apache-2.0 */
#include "read_tree.h"

#include <yaml.h>

/* What the parser says, and what a person should read. */
struct wording {
    const char *problem;
    const char *context; /* part of the parser's context, NULL: any */
    enum { AT_PROBLEM, AT_CONTEXT, AT_CONTEXT_IF_END } place; /* context: where it began */
    const char *message;
    const char *mend;
};

static const struct wording wordings[] = {
    {"found character that cannot start any token", NULL, AT_PROBLEM,
     "no value can begin with this character", "quote the value"},
    {"found unknown directive name", NULL, AT_PROBLEM,
     "a line that begins with % is a directive, and this one is not known",
     "quote the text if the % belongs to a value"},
    {"mapping values are not allowed in this context", NULL, AT_PROBLEM,
     "a second `:` makes this a map where none can begin",
     "quote the value if the `: ` belongs to it, else check the indentation of this line and the "
     "one before"},
    {"could not find expected ':'", NULL, AT_CONTEXT, "this line has no `: ` after its key",
     "write `key: value`, with a space after the colon; indent text that continues the line "
     "before"},
    {"found unexpected end of stream", "quoted scalar", AT_CONTEXT,
     "the quote that opens here is never closed", "add the closing quote"},
    {"found unexpected document indicator", "quoted scalar", AT_CONTEXT,
     "the quote that opens here is not closed before the document ends", "add the closing quote"},
    {"did not find expected key", "block mapping", AT_PROBLEM,
     "this does not fit the indentation of the map that it stands in",
     "indent the keys of one map by the same number of spaces"},
    {"did not find expected '-' indicator", NULL, AT_PROBLEM,
     "this does not fit the indentation of the list that it stands in",
     "begin each item of the list with `- `, all at the same indentation"},
    {"block sequence entries are not allowed in this context", NULL, AT_PROBLEM,
     "a list cannot begin here", "put the `- ` on a line of its own"},
    {"block collections are not allowed in this context", NULL, AT_PROBLEM,
     "a map or list cannot begin here", "put it on a line of its own"},
    {"mapping keys are not allowed in this context", NULL, AT_PROBLEM, "a key cannot begin here",
     "put it on a line of its own"},
    {"did not find expected ',' or ']'", NULL, AT_CONTEXT_IF_END,
     "the list in brackets is not closed, or a comma is missing",
     "separate the items by commas and end the list with `]`"},
    {"did not find expected ',' or '}'", NULL, AT_CONTEXT_IF_END,
     "the map in braces is not closed, or a comma is missing",
     "separate the pairs by commas and end the map with `}`"},
    {"did not find expected node content", NULL, AT_PROBLEM, "a value is expected here",
     "write one, or take out the comma or bracket that stands too much"},
    {"did not find expected <document start>", NULL, AT_PROBLEM,
     "the document before ends here, and no new one begins",
     "put `---` on a line of its own between documents"},
    {"found unknown escape character", NULL, AT_PROBLEM,
     "this backslash escape does not exist in a double-quoted text",
     "write the backslash twice, or use single quotes"},
    {"found invalid Unicode character escape code", NULL, AT_PROBLEM,
     "this escape is not a Unicode character",
     "write the character itself, or one \\U escape with eight digits"},
    {"found undefined tag handle", NULL, AT_PROBLEM, "this tag is not known",
     "quote the value if the `!` belongs to it"},
    {"did not find expected alphabetic or numeric character", NULL, AT_CONTEXT,
     "the name of an anchor or alias is missing or malformed",
     "quote the value if the `&` or `*` belongs to it"},
    {"did not find expected comment or line break", NULL, AT_PROBLEM,
     "text stands behind the head of a block text", "put the text on the next line, indented"},
    {"found extra document", NULL, AT_PROBLEM, "a further document begins here", NULL},
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
        bool at_end = parser->eof && parser->unread <= 1; /* one: the zero after the text */
        bool at_context = w->place == AT_CONTEXT || (w->place == AT_CONTEXT_IF_END && at_end);
        return (struct hk_read_fault){
            HK_D_YAML_SYNTAX, w->message, w->mend,
            at_context ? parser->context_mark.index : parser->problem_mark.index, SIZE_MAX};
    }
    return (struct hk_read_fault){HK_D_YAML_SYNTAX, problem, NULL, parser->problem_mark.index,
                                  SIZE_MAX};
}

/* Whether only blanks stand before @offset on its line. */
static bool
begins_line(struct hk_slice text, size_t offset)
{
    while (offset > 0 && (text.ptr[offset - 1] == ' ' || text.ptr[offset - 1] == '\t'))
        offset--;
    return offset == 0 || text.ptr[offset - 1] == '\n' || text.ptr[offset - 1] == '\r';
}

/* Whether the line of @offset, or the one before, is a mark that a version control system left;
 * then *ret_offset is where it begins. */
static bool
find_conflict(struct hk_slice text, size_t offset, size_t *ret_offset)
{
    static const struct hk_slice marks[] = {HK_S_INIT("<<<<<<< "), HK_S_INIT("=======\n"),
                                            HK_S_INIT(">>>>>>> ")};
    for (int line = 0; line < 2; line++) {
        while (offset > 0 && text.ptr[offset - 1] != '\n')
            offset--;
        for (size_t i = 0; i < HK_COUNT(marks); i++) {
            if (!hk_slice_starts(hk_slice_from(text, offset), marks[i]))
                continue;
            *ret_offset = offset;
            return true;
        }
        offset -= offset > 0;
    }
    return false;
}

void
hk_read_fault_refine(struct hk_read_fault *fault, struct hk_slice text)
{
    if (fault->code != HK_D_YAML_SYNTAX || fault->offset >= text.len)
        return;
    bool is_misfit = strncmp(fault->message, "this does not fit", 17) == 0;
    if (find_conflict(text, fault->offset, &fault->offset)) {
        fault->message = "a merge conflict is not resolved here";
        fault->mend = "choose one side and remove the marks";
    } else if (text.ptr[fault->offset] == '\t') {
        fault->message = "a tab stands where spaces must make the indentation";
        fault->mend = "replace the tab by spaces";
    } else if (is_misfit && !begins_line(text, fault->offset)) {
        fault->message = "text follows a value that is complete already";
        fault->mend = "quote the whole value; within single quotes write '' for a quote, within "
                      "double quotes \\\"";
    }
}
