/* SPDX-License-Identifier: Apache-2.0 */
/* number: the texts that Go gives to numbers. With the argument "g" or "json", reads one float
 * (as C's strtod does) a line and writes its text, for comparison with another program. */
#include "check.h"

#include "base/number.h"

#include <float.h>
#include <math.h>

struct sample {
    double value;
    struct hk_slice g;
    struct hk_slice json; /* empty: JSON has none */
};

static const struct sample samples[] = {
    {0.0, HK_S_INIT("0"), HK_S_INIT("0")},
    {-0.0, HK_S_INIT("-0"), HK_S_INIT("-0")},
    {1.0, HK_S_INIT("1"), HK_S_INIT("1")},
    {0.5, HK_S_INIT("0.5"), HK_S_INIT("0.5")},
    {0.1 + 0.2, HK_S_INIT("0.30000000000000004"), HK_S_INIT("0.30000000000000004")},
    {123456.5, HK_S_INIT("123456.5"), HK_S_INIT("123456.5")},
    {999999.5, HK_S_INIT("999999.5"), HK_S_INIT("999999.5")},
    {1000000.5, HK_S_INIT("1.0000005e+06"), HK_S_INIT("1000000.5")},
    {100000, HK_S_INIT("100000"), HK_S_INIT("100000")},
    {1000000, HK_S_INIT("1e+06"), HK_S_INIT("1000000")},
    {-1234567.5, HK_S_INIT("-1.2345675e+06"), HK_S_INIT("-1234567.5")},
    {0.0001, HK_S_INIT("0.0001"), HK_S_INIT("0.0001")},
    {0.00001, HK_S_INIT("1e-05"), HK_S_INIT("0.00001")},
    {0.000001, HK_S_INIT("1e-06"), HK_S_INIT("0.000001")},
    {0.0000001, HK_S_INIT("1e-07"), HK_S_INIT("1e-7")},
    {1e20, HK_S_INIT("1e+20"), HK_S_INIT("100000000000000000000")},
    {1e21, HK_S_INIT("1e+21"), HK_S_INIT("1e+21")},
    {6.02e23, HK_S_INIT("6.02e+23"), HK_S_INIT("6.02e+23")},
    {9223372036854775808.0, HK_S_INIT("9.223372036854776e+18"), HK_S_INIT("9223372036854776000")},
    {9007199254740993.0, HK_S_INIT("9.007199254740992e+15"), HK_S_INIT("9007199254740992")},
    {5e-324, HK_S_INIT("5e-324"), HK_S_INIT("5e-324")},
    {DBL_MIN, HK_S_INIT("2.2250738585072014e-308"), HK_S_INIT("2.2250738585072014e-308")},
    {DBL_MAX, HK_S_INIT("1.7976931348623157e+308"), HK_S_INIT("1.7976931348623157e+308")},
    {INFINITY, HK_S_INIT("+Inf"), HK_S_INIT("")},
    {-INFINITY, HK_S_INIT("-Inf"), HK_S_INIT("")},
    {NAN, HK_S_INIT("NaN"), HK_S_INIT("")},
};

static void
test_floats(void)
{
    char buffer[HK_NUMBER_BUFFER];
    for (size_t i = 0; i < HK_COUNT(samples); i++) {
        CHECK_TEXT(hk_slice(buffer, hk_number_write_g(samples[i].value, buffer)), samples[i].g);
        if (samples[i].json.len)
            CHECK_TEXT(hk_slice(buffer, hk_number_write_json(samples[i].value, buffer)),
                       samples[i].json);
    }
}

/* Every power of two reads back, and no shorter text would. */
static void
test_powers(void)
{
    char buffer[HK_NUMBER_BUFFER + 1];
    for (int i = -1074; i < 1024; i++) {
        double value = ldexp(1, i);
        buffer[hk_number_write_g(value, buffer)] = 0;
        CHECK(strtod(buffer, NULL) == value);
        struct hk_decimal dec = hk_number_shortest(value);
        char shorter[32];
        (void)snprintf(shorter, sizeof shorter, "%.*e", dec.n > 1 ? dec.n - 2 : 0, value);
        CHECK(dec.n == 1 || strtod(shorter, NULL) != value);
    }
}

static void
test_integers(void)
{
    char buffer[HK_NUMBER_BUFFER];
    CHECK_TEXT(hk_slice(buffer, hk_number_write_int(0, buffer)), HK_S("0"));
    CHECK_TEXT(hk_slice(buffer, hk_number_write_int(-17, buffer)), HK_S("-17"));
    CHECK_TEXT(hk_slice(buffer, hk_number_write_int(INT64_MIN, buffer)),
               HK_S("-9223372036854775808"));
    CHECK_TEXT(hk_slice(buffer, hk_number_write_uint(UINT64_MAX, buffer)),
               HK_S("18446744073709551615"));
}

static int
filter(bool json)
{
    char line[256];
    char buffer[HK_NUMBER_BUFFER];
    while (fgets(line, sizeof line, stdin)) {
        double value = strtod(line, NULL);
        size_t n = json ? hk_number_write_json(value, buffer) : hk_number_write_g(value, buffer);
        printf("%.*s\n", (int)n, buffer);
    }
    return 0;
}

int
main(int argc, char **argv)
{
    if (argc > 1)
        return filter(strcmp(argv[1], "json") == 0);
    test_floats();
    test_powers();
    test_integers();
    return check_done();
}
