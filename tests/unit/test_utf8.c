/* SPDX-License-Identifier: Apache-2.0 */
/* utf8: decoding, and the classes of code points */
#include "check.h"

#include "base/utf8.h"

static void
test_decode(void)
{
    static const char text[] = "a\xC3\xA9\xE6\x97\xA5\xF0\x9F\x98\x80";
    static const uint32_t want[] = {'a', 0xE9, 0x65E5, 0x1F600};
    const char *end = text + sizeof text - 1;
    const char *at = text;
    for (unsigned i = 0; i < HK_COUNT(want); i++) {
        unsigned len;
        char again[4];
        CHECK(hk_utf8_decode(at, end, &len) == want[i]);
        CHECK(len == i + 1);
        CHECK(hk_utf8_encode(want[i], again) == len && memcmp(again, at, len) == 0);
        at += len;
    }
    CHECK(at == end);
    CHECK(hk_utf8_count(hk_slice(text, sizeof text - 1)) == 4);
}

static void
test_invalid(void)
{
    static const struct hk_slice bad[] = {
        HK_S_INIT("ab\x80"),         HK_S_INIT("ab\xC0\x80"),     HK_S_INIT("ab\xC3"),
        HK_S_INIT("ab\xE0\x80\x80"), HK_S_INIT("ab\xED\xA0\x80"), HK_S_INIT("ab\xF4\x90\x80\x80"),
        HK_S_INIT("ab\xF8"),         HK_S_INIT("ab\xE6\x97"),     HK_S_INIT("ab\xFF z"),
    };
    for (size_t i = 0; i < HK_COUNT(bad); i++) {
        unsigned len;
        CHECK(hk_utf8_invalid(bad[i]) == 2);
        CHECK(hk_utf8_decode(bad[i].ptr + 2, bad[i].ptr + bad[i].len, &len) == HK_UTF8_REPLACEMENT);
        CHECK(len == 1);
    }
    CHECK(hk_utf8_invalid(HK_S("a\xED\x9F\xBF\xF4\x8F\xBF\xBF")) == SIZE_MAX);
}

static void
test_classes(void)
{
    static const uint32_t is_letter[] = {'a',    'Z',    0xAA,    0xE9,    0x65E5,
                                         0x1F40, 0xAC00, 0x31350, 0x323AF, 0x11F04};
    /* 0x1C89 is a letter of Unicode 16 */
    static const uint32_t is_none[] = {'_',    '@',    '[',     '`',     '{',      0x7F,   0xD7,
                                       0x2028, 0x0300, 0x1F600, 0x323B0, 0x10FFFF, 0x1C89, 0x2160};
    static const uint32_t is_digit[] = {'0', '9', 0x660, 0xFF19, 0x11F50, 0x1E4F9, 0x1FBF9};
    for (size_t i = 0; i < HK_COUNT(is_letter); i++)
        CHECK(hk_utf8_is_letter(is_letter[i]) && !hk_utf8_is_digit(is_letter[i]));
    for (size_t i = 0; i < HK_COUNT(is_none); i++)
        CHECK(!hk_utf8_is_letter(is_none[i]) && !hk_utf8_is_digit(is_none[i]));
    for (size_t i = 0; i < HK_COUNT(is_digit); i++)
        CHECK(!hk_utf8_is_letter(is_digit[i]) && hk_utf8_is_digit(is_digit[i]));
}

static void
test_cases(void)
{
    uint32_t hash = 2166136261u; /* over all code points; Go 1.24 gives the same */
    CHECK(hk_utf8_upper('a') == 'A' && hk_utf8_upper('A') == 'A' && hk_utf8_lower('[') == '[');
    CHECK(hk_utf8_upper(0xE4) == 0xC4 && hk_utf8_upper(0xDF) == 0xDF);
    CHECK(hk_utf8_lower(0x130) == 'i' && hk_utf8_upper(0x131) == 'I');
    CHECK(hk_utf8_upper(0x1C5) == 0x1C4 && hk_utf8_lower(0x1C5) == 0x1C6);
    for (uint32_t point = 0; point <= 0x10FFFF; point++) {
        if (point >= 0xD800 && point <= 0xDFFF)
            continue;
        hash = (hash ^ hk_utf8_upper(point)) * 16777619u;
        hash = (hash ^ hk_utf8_lower(point)) * 16777619u;
    }
    CHECK(hash == 2216651506u);
}

int
main(void)
{
    test_decode();
    test_invalid();
    test_classes();
    test_cases();
    return check_done();
}
