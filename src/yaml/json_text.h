/* SPDX-License-Identifier: Apache-2.0 */
/* src/yaml/json_text.h -- how encoding/json writes the characters of a string. Layer: yaml. */
#ifndef HK_YAML_JSON_TEXT_H
#define HK_YAML_JSON_TEXT_H

#include <stdint.h>

/* Bytes that stand for an ASCII character in a JSON string: 1 as it is, 2 behind a backslash, 6 as
 * \u00XX. HTML's <, > and & are escaped as well. */
static inline unsigned
hk_json_ascii_length(unsigned char c)
{
    if (c == '"' || c == '\\' || (c >= 0x08 && c <= 0x0D && c != 0x0B))
        return 2;
    return c < 0x20 || c == '<' || c == '>' || c == '&' ? 6 : 1;
}

/* Characters, not bytes, for any code point. */
static inline unsigned
hk_json_char_length(uint32_t point)
{
    if (point < 0x80)
        return hk_json_ascii_length((unsigned char)point);
    return point == 0x2028 || point == 0x2029 ? 6 : 1;
}

#endif
