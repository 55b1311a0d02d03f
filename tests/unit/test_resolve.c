/* SPDX-License-Identifier: Apache-2.0 */
/* Scalars and the types that they resolve to. Every row was seen in kustomize's output. */
#include "check.h"
#include "yaml/resolve.h"

#include <math.h>

/* The number as text: "i-5", "u18446744073709551615", "f0x1.8p+0". */
static struct hk_slice
number_text(const struct hk_number *number, char *buffer, size_t size)
{
    int n = 0;
    switch (number->kind) {
    case HK_NUMBER_INT:
        n = snprintf(buffer, size, "i%lld", (long long)number->i);
        break;
    case HK_NUMBER_UINT:
        n = snprintf(buffer, size, "u%llu", (unsigned long long)number->u);
        break;
    case HK_NUMBER_FLOAT:
        n = snprintf(buffer, size, "f%.17g", number->f);
        break;
    }
    return hk_slice(buffer, (size_t)n);
}

static void
test_numbers(void)
{
    static const struct {
        const char *text;
        const char *number; /* NULL: a string */
    } rows[] = {
        {"0", "i0"},
        {"-0", "i0"},
        {"123", "i123"},
        {"+1", "i1"},
        {"017", "i15"},
        {"-017", "i-15"},
        {"0o17", "i15"},
        {"-0o17", "i-15"},
        {"0O17", "i15"},
        {"0x1F", "i31"},
        {"0X1f", "i31"},
        {"-0x10", "i-16"},
        {"0b101", "i5"},
        {"0B101", "i5"},
        {"0b-1", "i-1"},
        {"0o-7", "i-7"},
        {"0b+1", "i1"},
        {"-0b-1", NULL},
        {"0b--1", NULL},
        {"0o+7", "i7"},
        {"0x-1", NULL},
        {"1_000", "i1000"},
        {"1__0_", "i10"},
        {"0_x_1F", "i31"},
        {"-_5", "i-5"},
        {"08", "f8"},
        {"09.5", "f9.5"},
        {"0o8", NULL},
        {"0b2", NULL},
        {"0b", NULL},
        {"0x", NULL},
        {"0o", NULL},
        {"-", NULL},
        {"+", NULL},
        {"+_", NULL},
        {"1e", NULL},
        {"1e+", NULL},
        {"1 2", NULL},
        {"1,000", NULL},
        {"1.2.3", NULL},
        {"0.0.0", NULL},
        {"10m", NULL},
        {"5Gi", NULL},
        {"9223372036854775807", "i9223372036854775807"},
        {"9223372036854775808", "u9223372036854775808"},
        {"18446744073709551615", "u18446744073709551615"},
        {"0xFFFFFFFFFFFFFFFF", "u18446744073709551615"},
        {"0x10000000000000000", NULL},
        {"+9223372036854775808", "f9.2233720368547758e+18"},
        {"-9223372036854775808", "i-9223372036854775808"},
        {"-9223372036854775809", "f-9.2233720368547758e+18"},
        {"18446744073709551616", "f1.8446744073709552e+19"},
        {"123456789012345678901", "f1.2345678901234568e+20"},
        {".5", "f0.5"},
        {"-.5", "f-0.5"},
        {"1.", "f1"},
        {"1.50", "f1.5"},
        {"1e3", "f1000"},
        {"1E3", "f1000"},
        {"12e03", "f12000"},
        {"1_0.5", "f10.5"},
        {".5_0", "f0.5"},
        {"._5", NULL},
        {".5_", NULL},
        {".5__0", NULL},
        {".", NULL},
        {"..", NULL},
        {".e5", NULL},
        {"-.", NULL},
        {"1e400", NULL},
        {"-1e400", NULL},
        {"1e-400", "f0"},
        {"1e99999999999999999999", NULL},
        {"0e99999999999999999999", "f0"},
        {"5e-324", "f4.9406564584124654e-324"},
        {"2.2250738585072011e-308", "f2.2250738585072009e-308"},
        {"1.7976931348623157e308", "f1.7976931348623157e+308"},
        {"1.7976931348623159e308", NULL},
        {"9007199254740993.0", "f9007199254740992"},
        {"9007199254740993.00000000000000000000000000000001", "f9007199254740994"},
        {"0.1", "f0.10000000000000001"},
        {"123456.789e3", "f123456789"},
        {".inf", "finf"},
        {"+.Inf", "finf"},
        {"-.INF", "f-inf"},
        {".iNF", NULL},
        {"inf", NULL},
        {"NaN", NULL},
        {"12:30:45", NULL},
        {"1:2", NULL},
        {"2001-12", NULL},
        {"2001-12-14 21:59:43.10 -5", NULL},
    };
    for (size_t i = 0; i < HK_COUNT(rows); i++) {
        char buffer[64];
        struct hk_number number = {0};
        struct hk_slice text = hk_slice_cstr(rows[i].text);
        enum hk_tag tag = hk_resolve(text, &number);
        CHECK(tag == hk_resolve(text, NULL));
        CHECK(tag == hk_resolve_yaml11(text, NULL));
        if (rows[i].number) {
            CHECK(tag == (number.kind == HK_NUMBER_FLOAT ? HK_TAG_FLOAT : HK_TAG_INT));
            CHECK_TEXT(number_text(&number, buffer, sizeof buffer), hk_slice_cstr(rows[i].number));
        } else {
            CHECK_TEXT(tag == HK_TAG_STR ? HK_S("") : text, HK_S(""));
        }
    }
}

static void
test_nan(void)
{
    static const char *const words[] = {".nan", ".NaN", ".NAN"};
    for (size_t i = 0; i < HK_COUNT(words); i++) {
        struct hk_number number = {0};
        CHECK(hk_resolve(hk_slice_cstr(words[i]), &number) == HK_TAG_FLOAT);
        CHECK(number.kind == HK_NUMBER_FLOAT && isnan(number.f));
    }
    CHECK(hk_resolve(HK_S(".Nan"), NULL) == HK_TAG_STR);
    CHECK(hk_resolve(HK_S("-.nan"), NULL) == HK_TAG_STR);
}

/* Digits past every buffer still round to the right side. */
static void
test_long_float(void)
{
    char text[1300];
    memset(text, '0', sizeof text);
    memcpy(text, "9007199254740993.", 17);
    struct hk_number number = {0};
    CHECK(hk_resolve(hk_slice(text, sizeof text), &number) == HK_TAG_FLOAT);
    CHECK(number.f == 9007199254740992.0);
    text[sizeof text - 1] = '1';
    CHECK(hk_resolve(hk_slice(text, sizeof text), &number) == HK_TAG_FLOAT);
    CHECK(number.f == 9007199254740994.0);
    memset(text, '7', sizeof text);
    CHECK(hk_resolve(hk_slice(text, sizeof text), &number) == HK_TAG_STR);
    memset(text, '0', sizeof text);
    text[1] = '.';
    text[1000] = '1';
    memcpy(text + 1001, "e999", 4);
    CHECK(hk_resolve(hk_slice(text, 1005), &number) == HK_TAG_FLOAT);
    CHECK(number.f == 1.0);
}

static void
test_words(void)
{
    static const struct {
        const char *text;
        enum hk_tag core, yaml11;
        bool truth;
    } rows[] = {
        {"true", HK_TAG_BOOL, HK_TAG_BOOL, true},   {"True", HK_TAG_BOOL, HK_TAG_BOOL, true},
        {"TRUE", HK_TAG_BOOL, HK_TAG_BOOL, true},   {"false", HK_TAG_BOOL, HK_TAG_BOOL, false},
        {"FALSE", HK_TAG_BOOL, HK_TAG_BOOL, false}, {"tRUE", HK_TAG_STR, HK_TAG_STR, false},
        {"TRue", HK_TAG_STR, HK_TAG_STR, false},    {"TrUE", HK_TAG_STR, HK_TAG_STR, false},
        {"trues", HK_TAG_STR, HK_TAG_STR, false},   {"t", HK_TAG_STR, HK_TAG_STR, false},
        {"", HK_TAG_NULL, HK_TAG_NULL, false},      {"~", HK_TAG_NULL, HK_TAG_NULL, false},
        {"~a", HK_TAG_STR, HK_TAG_STR, false},      {"null", HK_TAG_NULL, HK_TAG_NULL, false},
        {"Null", HK_TAG_NULL, HK_TAG_NULL, false},  {"NULL", HK_TAG_NULL, HK_TAG_NULL, false},
        {"nULL", HK_TAG_STR, HK_TAG_STR, false},    {"nil", HK_TAG_STR, HK_TAG_STR, false},
        {"y", HK_TAG_STR, HK_TAG_BOOL, true},       {"Y", HK_TAG_STR, HK_TAG_BOOL, true},
        {"yes", HK_TAG_STR, HK_TAG_BOOL, true},     {"Yes", HK_TAG_STR, HK_TAG_BOOL, true},
        {"YES", HK_TAG_STR, HK_TAG_BOOL, true},     {"yES", HK_TAG_STR, HK_TAG_STR, false},
        {"n", HK_TAG_STR, HK_TAG_BOOL, false},      {"NO", HK_TAG_STR, HK_TAG_BOOL, false},
        {"nO", HK_TAG_STR, HK_TAG_STR, false},      {"on", HK_TAG_STR, HK_TAG_BOOL, true},
        {"On", HK_TAG_STR, HK_TAG_BOOL, true},      {"oN", HK_TAG_STR, HK_TAG_STR, false},
        {"off", HK_TAG_STR, HK_TAG_BOOL, false},    {"Off", HK_TAG_STR, HK_TAG_BOOL, false},
        {"OFF", HK_TAG_STR, HK_TAG_BOOL, false},    {"<<", HK_TAG_MERGE, HK_TAG_STR, false},
        {"<", HK_TAG_STR, HK_TAG_STR, false},       {"=", HK_TAG_STR, HK_TAG_STR, false},
    };
    for (size_t i = 0; i < HK_COUNT(rows); i++) {
        struct hk_slice text = hk_slice_cstr(rows[i].text);
        CHECK(hk_resolve(text, NULL) == rows[i].core);
        CHECK(hk_resolve_yaml11(text, NULL) == rows[i].yaml11);
        if (rows[i].yaml11 == HK_TAG_BOOL)
            CHECK(hk_resolve_bool(text) == rows[i].truth);
    }
}

static void
test_timestamps(void)
{
    static const struct {
        const char *text;
        const char *want; /* "": a timestamp that cannot be written; NULL: a string */
    } rows[] = {
        {"2020-01-01", "2020-01-01T00:00:00Z"},
        {"2001-2-3", "2001-02-03T00:00:00Z"},
        {"0000-02-29", "0000-02-29T00:00:00Z"},
        {"2001-02-29", NULL},
        {"2001-13-01", NULL},
        {"2001-00-01", NULL},
        {"2001-01-00", NULL},
        {"2001-01-32", NULL},
        {"20011-01-01", NULL},
        {"2001-01-011", NULL},
        {"2001-1-2 3:4:5", "2001-01-02T03:04:05Z"},
        {"2001-1-2   03:04:05", "2001-01-02T03:04:05Z"},
        {"2001-1-2   3:4:5.12", "2001-01-02T03:04:05.12Z"},
        {"2001-1-2 24:00:00", NULL},
        {"2001-1-2 3:4:60", NULL},
        {"2001-1-2 3:4:5Z", NULL},
        {"2001-01-02T03:04:05", NULL},
        {"2001-01-02T03:04:05Z", "2001-01-02T03:04:05Z"},
        {"2001-01-02T03:04:05,5Z", "2001-01-02T03:04:05.5Z"},
        {"2001-01-02T03:04:05.Z", NULL},
        {"2001-01-02t3:4:5.1234567899-01:30", "2001-01-02T03:04:05.123456789-01:30"},
        {"2001-01-02T03:04:05.000Z", "2001-01-02T03:04:05Z"},
        {"2001-01-02T03:04:05+00:00", "2001-01-02T03:04:05Z"},
        {"2001-01-02T03:04:05-00:00", "2001-01-02T03:04:05Z"},
        {"2001-01-02T03:04:05+23:00", "2001-01-02T03:04:05+23:00"},
        {"2001-01-02T03:04:05+23:60", ""},
        {"2001-01-02T03:04:05+24:00", ""},
        {"2001-01-02T03:04:05+24:61", NULL},
        {"2001-01-02T03:04:05+0100", NULL},
        {"2001-01-02T03:04:05+1:00", NULL},
    };
    for (size_t i = 0; i < HK_COUNT(rows); i++) {
        char buffer[40];
        struct hk_slice text = hk_slice_cstr(rows[i].text);
        size_t n = hk_resolve_timestamp(text, buffer);
        CHECK(hk_resolve(text, NULL) == (rows[i].want ? HK_TAG_TIMESTAMP : HK_TAG_STR));
        CHECK_TEXT(hk_slice(buffer, n), rows[i].want ? hk_slice_cstr(rows[i].want) : HK_S(""));
    }
}

static void
test_base60(void)
{
    static const char *const yes[] = {"1:30",  "-12:30:45.5", "1_0:5",
                                      "+1:2.", "190:20:30",   "1:2._"};
    static const char *const no[] = {"", "1", "1:", ":30", "1:60", "1:30:", "1:2a", "a:1", "-:1"};
    for (size_t i = 0; i < HK_COUNT(yes); i++)
        CHECK(hk_resolve_base60(hk_slice_cstr(yes[i])));
    for (size_t i = 0; i < HK_COUNT(no); i++)
        CHECK(!hk_resolve_base60(hk_slice_cstr(no[i])));
}

int
main(void)
{
    test_numbers();
    test_nan();
    test_long_float();
    test_words();
    test_timestamps();
    test_base60();
    return check_done();
}
