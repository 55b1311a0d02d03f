/* SPDX-License-Identifier: Apache-2.0 */
#include "resolve.h"

#include <math.h>
#include <stdlib.h>

/* Digits beyond these cannot change the nearest double; that some were not zero is kept. */
#define DIGITS_MAX 800u
/* Go stops reading an exponent here. */
#define EXPONENT_MAX 10000

/* ---- Words ----------------------------------------------------------------------------- */

/* Whether @text is the lower-case @word, as it is or Title or UPPER. */
static bool
is_cased(struct hk_slice text, struct hk_slice word)
{
    if (text.len != word.len)
        return false;
    bool title = text.ptr[0] == word.ptr[0] - 'a' + 'A';
    if (!title && text.ptr[0] != word.ptr[0])
        return false;
    bool upper = title && text.len > 1 && text.ptr[1] == word.ptr[1] - 'a' + 'A';
    for (size_t i = 1; i < text.len; i++)
        if (text.ptr[i] != (upper ? word.ptr[i] - 'a' + 'A' : word.ptr[i]))
            return false;
    return true;
}

/* The words that begin with one of "nNtTfF~". */
static enum hk_tag
resolve_word(struct hk_slice text)
{
    if (text.ptr[0] == '~')
        return text.len == 1 ? HK_TAG_NULL : HK_TAG_STR;
    if (is_cased(text, HK_S("true")) || is_cased(text, HK_S("false")))
        return HK_TAG_BOOL;
    return is_cased(text, HK_S("null")) ? HK_TAG_NULL : HK_TAG_STR;
}

/* The booleans that only YAML 1.1 has. */
static bool
is_old_bool(struct hk_slice text)
{
    static const struct hk_slice words[] = {HK_S_INIT("y"),  HK_S_INIT("n"),  HK_S_INIT("yes"),
                                            HK_S_INIT("no"), HK_S_INIT("on"), HK_S_INIT("off")};
    if (text.len == 0 || text.len > 3)
        return false;
    for (size_t i = 0; i < HK_COUNT(words); i++)
        if (is_cased(text, words[i]))
            return true;
    return false;
}

/* `.inf` and `.nan`, in their three spellings. */
static bool
resolve_dotted(struct hk_slice text, double *ret_value)
{
    bool negative = text.ptr[0] == '-';
    struct hk_slice word = hk_slice_from(text, text.ptr[0] == '.' ? 1 : 2);
    if (word.len != 3 || word.ptr[-1] != '.')
        return false;
    if (is_cased(word, HK_S("inf"))) {
        *ret_value = negative ? -(double)INFINITY : (double)INFINITY;
        return true;
    }
    if (text.len != 4 || !(hk_slice_eq(word, HK_S("nan")) || hk_slice_eq(word, HK_S("NaN")) ||
                           hk_slice_eq(word, HK_S("NAN"))))
        return false;
    *ret_value = (double)NAN;
    return true;
}

/* ---- A cursor that does not see underscores -------------------------------------------- */

struct cursor {
    const char *at;
    const char *end;
};

/* The character at the cursor, -1 at the end. */
static int
peek(struct cursor *cursor)
{
    while (cursor->at < cursor->end && *cursor->at == '_')
        cursor->at++;
    return cursor->at < cursor->end ? (unsigned char)*cursor->at : -1;
}

static int
take(struct cursor *cursor)
{
    int c = peek(cursor);
    if (c >= 0)
        cursor->at++;
    return c;
}

static bool
take_sign(struct cursor *cursor, bool *ret_negative)
{
    int c = peek(cursor);
    *ret_negative = c == '-';
    if (c != '-' && c != '+')
        return false;
    cursor->at++;
    return true;
}

static bool
is_digit(int c)
{
    return c >= '0' && c <= '9';
}

/* ---- Integers -------------------------------------------------------------------------- */

static unsigned
digit_value(int c)
{
    if (is_digit(c))
        return (unsigned)(c - '0');
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? (unsigned)(c - 'a') + 10 : 99;
}

/* At least one digit of @base, nothing else, within 64 bits. */
static bool
parse_digits(struct cursor cursor, unsigned base, uint64_t *ret_value)
{
    uint64_t value = 0;
    if (peek(&cursor) < 0)
        return false;
    for (int c; (c = take(&cursor)) >= 0;) {
        unsigned digit = digit_value(c);
        if (digit >= base || value > (UINT64_MAX - digit) / base)
            return false;
        value = value * base + digit;
    }
    *ret_value = value;
    return true;
}

/* As Go reads an integer literal: 0x, 0b, 0o, a leading 0 for octal, else decimal. */
static bool
parse_literal(struct cursor cursor, uint64_t *ret_value)
{
    if (peek(&cursor) != '0')
        return parse_digits(cursor, 10, ret_value);
    cursor.at++;
    unsigned base = 8;
    switch (peek(&cursor)) {
    case -1:
        *ret_value = 0;
        return true;
    case 'x':
    case 'X':
        base = 16;
        cursor.at++;
        break;
    case 'b':
    case 'B':
        base = 2;
        cursor.at++;
        break;
    case 'o':
    case 'O':
        cursor.at++;
        break;
    default:
        break;
    }
    return parse_digits(cursor, base, ret_value);
}

static bool
make_int(bool negative, uint64_t value, struct hk_number *ret)
{
    const uint64_t half = (uint64_t)1 << 63;
    if (negative) {
        if (value > half)
            return false;
        *ret = (struct hk_number){.kind = HK_NUMBER_INT,
                                  .i = value == half ? INT64_MIN : -(int64_t)value};
    } else if (value < half) {
        *ret = (struct hk_number){.kind = HK_NUMBER_INT, .i = (int64_t)value};
    } else {
        *ret = (struct hk_number){.kind = HK_NUMBER_UINT, .u = value};
    }
    return true;
}

static bool
parse_int(struct cursor cursor, struct hk_number *ret)
{
    bool negative;
    uint64_t value;
    bool is_signed = take_sign(&cursor, &negative);
    if (!parse_literal(cursor, &value) || !make_int(negative, value, ret))
        return false;
    return !is_signed || ret->kind == HK_NUMBER_INT; /* Go's unsigned numbers have no sign */
}

/* go-yaml reads what follows a lower-case 0b or 0o once more, so a sign may stand there. */
static bool
parse_inner_sign(struct cursor cursor, struct hk_number *ret)
{
    if (take(&cursor) != '0')
        return false;
    int letter = take(&cursor);
    bool negative;
    uint64_t value;
    if ((letter != 'b' && letter != 'o') || !take_sign(&cursor, &negative))
        return false;
    return parse_digits(cursor, letter == 'b' ? 2 : 8, &value) && make_int(negative, value, ret) &&
           ret->kind == HK_NUMBER_INT;
}

/* ---- Floats ---------------------------------------------------------------------------- */

/* digits * 10^exponent; the text ends in room for "1e-12345". */
struct decimal {
    char digits[DIGITS_MAX + 16];
    unsigned n;
    int64_t exponent;
    bool negative;
    bool cut; /* digits that are not all zero were left out */
};

static void
add_digit(struct decimal *decimal, int c, bool is_fraction)
{
    if (decimal->n == 0 && c == '0') {
        decimal->exponent -= is_fraction;
    } else if (decimal->n < DIGITS_MAX) {
        decimal->digits[decimal->n++] = (char)c;
        decimal->exponent -= is_fraction;
    } else {
        decimal->cut |= c != '0';
        decimal->exponent += !is_fraction;
    }
}

static bool
scan_exponent(struct cursor *cursor, struct decimal *decimal)
{
    bool negative;
    int64_t exponent = 0;
    (void)take_sign(cursor, &negative);
    if (!is_digit(peek(cursor)))
        return false;
    for (; is_digit(peek(cursor)); cursor->at++)
        if (exponent < EXPONENT_MAX)
            exponent = exponent * 10 + (*cursor->at - '0');
    decimal->exponent += negative ? -exponent : exponent;
    return true;
}

/* sign? (digits (. digits*)? | . digits) (e sign? digits)?, and nothing else. */
static bool
scan_decimal(struct cursor cursor, struct decimal *decimal)
{
    bool some = false;
    decimal->n = 0;
    decimal->exponent = 0;
    decimal->cut = false;
    (void)take_sign(&cursor, &decimal->negative);
    for (; is_digit(peek(&cursor)); cursor.at++, some = true)
        add_digit(decimal, *cursor.at, false);
    if (peek(&cursor) == '.') {
        cursor.at++;
        for (; is_digit(peek(&cursor)); cursor.at++, some = true)
            add_digit(decimal, *cursor.at, true);
    }
    if (!some)
        return false;
    int c = peek(&cursor);
    if (c == 'e' || c == 'E') {
        cursor.at++;
        if (!scan_exponent(&cursor, decimal))
            return false;
    }
    return peek(&cursor) < 0;
}

/* The nearest double. strtod() rounds correctly; it sees an integer with an exponent, never a
 * decimal point, so that the locale has no say. */
static double
decimal_value(struct decimal *decimal)
{
    int64_t magnitude = decimal->exponent + decimal->n;
    double value = 0;
    if (decimal->n && magnitude > 400) {
        value = (double)INFINITY;
    } else if (decimal->n && magnitude >= -400) {
        char *end = decimal->digits + decimal->n;
        int64_t exponent = decimal->exponent;
        if (decimal->cut) {
            *end++ = '1';
            exponent--;
        }
        unsigned left = (unsigned)(exponent < 0 ? -exponent : exponent);
        *end++ = 'e';
        *end++ = exponent < 0 ? '-' : '+';
        for (unsigned scale = 10000; scale; scale /= 10)
            *end++ = (char)('0' + left / scale % 10);
        *end = '\0';
        value = strtod(decimal->digits, NULL);
    }
    return decimal->negative ? -value : value;
}

static bool
parse_float(struct cursor cursor, struct hk_number *ret)
{
    struct decimal decimal;
    if (!scan_decimal(cursor, &decimal))
        return false;
    double value = decimal_value(&decimal);
    *ret = (struct hk_number){.kind = HK_NUMBER_FLOAT, .f = value};
    return isfinite(value);
}

/* Go lets an underscore stand between two digits only. A text that begins with a point is not
 * freed of its underscores first, as all others are. */
static bool
has_stray_underscore(struct hk_slice text)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] == '_' && (i == 0 || i + 1 == text.len || !is_digit(text.ptr[i - 1]) ||
                                   !is_digit(text.ptr[i + 1])))
            return true;
    return false;
}

/* ---- Timestamps ------------------------------------------------------------------------ */

struct timestamp {
    unsigned year, month, day, hour, minute, second, nano;
    bool zone_negative;
    unsigned zone; /* minutes */
};

/* One or two digits. */
static bool
take_number(struct cursor *cursor, unsigned max, unsigned *ret_value)
{
    unsigned value = 0, n = 0;
    for (; n < 2 && cursor->at < cursor->end && is_digit(*cursor->at); n++)
        value = value * 10 + (unsigned)(*cursor->at++ - '0');
    *ret_value = value;
    return n > 0 && value <= max;
}

static bool
take_byte(struct cursor *cursor, char byte)
{
    if (cursor->at == cursor->end || *cursor->at != byte)
        return false;
    cursor->at++;
    return true;
}

static unsigned
days_in(unsigned year, unsigned month)
{
    static const unsigned char days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return days[month - 1] + (month == 2 && leap ? 1u : 0u);
}

static bool
take_date(struct cursor *cursor, struct timestamp *time)
{
    for (int i = 0; i < 4; i++) {
        if (cursor->at == cursor->end || !is_digit(*cursor->at))
            return false;
        time->year = time->year * 10 + (unsigned)(*cursor->at++ - '0');
    }
    return take_byte(cursor, '-') && take_number(cursor, 12, &time->month) && time->month > 0 &&
           take_byte(cursor, '-') && take_number(cursor, 31, &time->day) && time->day > 0 &&
           time->day <= days_in(time->year, time->month);
}

static bool
take_clock(struct cursor *cursor, struct timestamp *time)
{
    if (!take_number(cursor, 23, &time->hour) || !take_byte(cursor, ':') ||
        !take_number(cursor, 59, &time->minute) || !take_byte(cursor, ':') ||
        !take_number(cursor, 59, &time->second))
        return false;
    if (cursor->end - cursor->at < 2 || (cursor->at[0] != '.' && cursor->at[0] != ',') ||
        !is_digit(cursor->at[1]))
        return true;
    cursor->at++;
    for (unsigned scale = 100000000; cursor->at < cursor->end && is_digit(*cursor->at); scale /= 10)
        time->nano += (unsigned)(*cursor->at++ - '0') * scale;
    return true;
}

/* Z, or +hh:mm. */
static bool
take_zone(struct cursor *cursor, struct timestamp *time)
{
    if (take_byte(cursor, 'Z'))
        return true;
    if (cursor->end - cursor->at != 6 || cursor->at[3] != ':' ||
        (cursor->at[0] != '+' && cursor->at[0] != '-'))
        return false;
    for (int i = 1; i < 6; i++)
        if (i != 3 && !is_digit(cursor->at[i]))
            return false;
    unsigned hour = 0, minute = 0;
    time->zone_negative = *cursor->at++ == '-';
    if (!take_number(cursor, 24, &hour) || !take_byte(cursor, ':') ||
        !take_number(cursor, 60, &minute))
        return false;
    time->zone = hour * 60 + minute;
    return true;
}

static bool
parse_timestamp(struct hk_slice text, struct timestamp *ret_time)
{
    struct cursor cursor = {text.ptr, hk_slice_end(text)};
    struct timestamp time = {0};
    if (text.len < 8 || text.ptr[4] != '-' || !take_date(&cursor, &time))
        return false;
    if (cursor.at < cursor.end) {
        bool spaced = *cursor.at == ' ';
        if (!spaced && *cursor.at != 'T' && *cursor.at != 't')
            return false;
        do
            cursor.at++;
        while (spaced && cursor.at < cursor.end && *cursor.at == ' ');
        if (!take_clock(&cursor, &time) || (!spaced && !take_zone(&cursor, &time)))
            return false;
    }
    *ret_time = time;
    return cursor.at == cursor.end;
}

/* Appends @value with at least @width digits. */
static char *
put_number(char *at, unsigned value, unsigned width)
{
    for (unsigned i = width; i-- > 0; value /= 10)
        at[i] = (char)('0' + value % 10);
    return at + width;
}

static char *
put_fraction(char *at, unsigned nano)
{
    if (nano == 0)
        return at;
    *at++ = '.';
    at = put_number(at, nano, 9);
    while (at[-1] == '0')
        at--;
    return at;
}

static char *
put_zone(char *at, const struct timestamp *time)
{
    if (time->zone == 0) {
        *at++ = 'Z';
        return at;
    }
    *at++ = time->zone_negative ? '-' : '+';
    at = put_number(at, time->zone / 60, 2);
    *at++ = ':';
    return put_number(at, time->zone % 60, 2);
}

size_t
hk_resolve_timestamp(struct hk_slice text, char *buffer)
{
    struct timestamp time;
    if (!parse_timestamp(text, &time) || time.zone >= 24 * 60)
        return 0;
    const unsigned parts[] = {time.month, time.day, time.hour, time.minute, time.second};
    char *at = put_number(buffer, time.year, 4);
    for (size_t i = 0; i < HK_COUNT(parts); i++) {
        *at++ = "--T::"[i];
        at = put_number(at, parts[i], 2);
    }
    at = put_zone(put_fraction(at, time.nano), &time);
    return (size_t)(at - buffer);
}

/* ---- Both dialects --------------------------------------------------------------------- */

/* A text that begins with a digit or a sign. */
static enum hk_tag
resolve_digits(struct hk_slice text, struct hk_number *ret)
{
    struct timestamp time;
    struct cursor cursor = {text.ptr, hk_slice_end(text)};
    ret->kind = HK_NUMBER_FLOAT;
    if (!is_digit(text.ptr[0]) && resolve_dotted(text, &ret->f))
        return HK_TAG_FLOAT;
    if (parse_timestamp(text, &time))
        return HK_TAG_TIMESTAMP;
    if (parse_int(cursor, ret))
        return HK_TAG_INT;
    if (parse_float(cursor, ret))
        return HK_TAG_FLOAT;
    return parse_inner_sign(cursor, ret) ? HK_TAG_INT : HK_TAG_STR;
}

static enum hk_tag
resolve_point(struct hk_slice text, struct hk_number *ret)
{
    struct cursor cursor = {text.ptr, hk_slice_end(text)};
    ret->kind = HK_NUMBER_FLOAT;
    if (resolve_dotted(text, &ret->f))
        return HK_TAG_FLOAT;
    return !has_stray_underscore(text) && parse_float(cursor, ret) ? HK_TAG_FLOAT : HK_TAG_STR;
}

/* What the first byte says: most texts are strings by it. */
enum first { FIRST_TEXT, FIRST_WORD, FIRST_DIGIT, FIRST_POINT, FIRST_LESS };

static const unsigned char first_byte[256] = {
    ['0'] = FIRST_DIGIT, ['1'] = FIRST_DIGIT, ['2'] = FIRST_DIGIT, ['3'] = FIRST_DIGIT,
    ['4'] = FIRST_DIGIT, ['5'] = FIRST_DIGIT, ['6'] = FIRST_DIGIT, ['7'] = FIRST_DIGIT,
    ['8'] = FIRST_DIGIT, ['9'] = FIRST_DIGIT, ['+'] = FIRST_DIGIT, ['-'] = FIRST_DIGIT,
    ['.'] = FIRST_POINT, ['<'] = FIRST_LESS,  ['~'] = FIRST_WORD,  ['t'] = FIRST_WORD,
    ['T'] = FIRST_WORD,  ['f'] = FIRST_WORD,  ['F'] = FIRST_WORD,  ['n'] = FIRST_WORD,
    ['N'] = FIRST_WORD,
};

enum hk_tag
hk_resolve(struct hk_slice text, struct hk_number *ret_number)
{
    struct hk_number ignored;
    if (text.len == 0)
        return HK_TAG_NULL;
    switch ((enum first)first_byte[(unsigned char)text.ptr[0]]) {
    case FIRST_WORD:
        return resolve_word(text);
    case FIRST_DIGIT:
        return resolve_digits(text, ret_number ? ret_number : &ignored);
    case FIRST_POINT:
        return resolve_point(text, ret_number ? ret_number : &ignored);
    case FIRST_LESS:
        return hk_slice_eq(text, HK_S("<<")) ? HK_TAG_MERGE : HK_TAG_STR;
    case FIRST_TEXT:
        break;
    }
    return HK_TAG_STR;
}

enum hk_tag
hk_resolve_yaml11(struct hk_slice text, struct hk_number *ret_number)
{
    if (is_old_bool(text))
        return HK_TAG_BOOL;
    enum hk_tag tag = hk_resolve(text, ret_number);
    return tag == HK_TAG_MERGE ? HK_TAG_STR : tag;
}

/* sign? digit (digit | _)* (: [0-5]? digit)+ (. (digit | _)*)? */
bool
hk_resolve_base60(struct hk_slice text)
{
    const char *at = text.ptr, *end = hk_slice_end(text);
    if (at < end && (*at == '+' || *at == '-'))
        at++;
    if (at == end || !is_digit(*at))
        return false;
    while (at < end && (is_digit(*at) || *at == '_'))
        at++;
    if (at == end || *at != ':')
        return false;
    while (at < end && *at == ':') {
        at++;
        if (end - at >= 2 && *at <= '5' && is_digit(at[0]) && is_digit(at[1]))
            at++;
        if (at == end || !is_digit(*at))
            return false;
        at++;
    }
    if (at < end && *at == '.')
        do
            at++;
        while (at < end && (is_digit(*at) || *at == '_'));
    return at == end;
}

bool
hk_resolve_bool(struct hk_slice text)
{
    if (text.len == 0)
        return false;
    char first = (char)(text.ptr[0] | 0x20);
    return first == 't' || first == 'y' || (first == 'o' && text.len == 2);
}

bool
hk_resolve_misread(struct hk_slice text)
{
    if (!text.len || memchr(text.ptr, '\n', text.len))
        return false;
    char first = text.ptr[0];
    char last = text.ptr[text.len - 1];
    bool alone = text.len == 1 || text.ptr[1] == ' ';
    if (first == '#' || first == '&' || ((first == '-' || first == '?') && alone))
        return true; /* nothing, a list or a map */
    if ((first == '{' && last == '}') || (first == '[' && last == ']'))
        return true;
    size_t colon = hk_slice_find(text, ':');
    if (!strchr("\"'{[*!|>%@`", first) && colon != SIZE_MAX &&
        (colon + 1 == text.len || text.ptr[colon + 1] == ' '))
        return hk_slice_find(hk_slice_from(text, colon + 1), ':') == SIZE_MAX;
    enum hk_tag type = hk_resolve_yaml11(text, NULL);
    return type != HK_TAG_STR && type != HK_TAG_TIMESTAMP;
}
