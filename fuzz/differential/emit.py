# SPDX-License-Identifier: Apache-2.0
"""Writes values as YAML in the many ways in which people write it: other indentation, quotes, flow
style, comments, anchors. The way is drawn from a random generator, so a seed gives the same text.
"""
import json
import re

PLAIN = re.compile(r"[A-Za-z/][A-Za-z0-9_./-]*( [A-Za-z0-9_./-]+)*$")
WORDS = {"y", "n", "yes", "no", "on", "off", "true", "false", "null"}


class Raw(str):
    """A scalar that is written as it stands: 0x1F, ~, !!str 5."""


class Style:
    def __init__(self, rng, odd):
        self.rng = rng
        self.step = rng.choice([2, 2, 2, 2, 4, 3]) if odd else 2
        self.list_step = rng.choice([0, 0, 2]) if odd else 0
        self.odd = odd
        self.anchors = 0
        self.known = {}

    def chance(self, share):
        return self.odd and self.rng.random() < share


def scalar(value, style):
    if isinstance(value, Raw):
        return str(value)
    if value is None:
        return style.rng.choice(["null", "~"]) if style.odd else "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return str(value)
    plain = PLAIN.match(value) and value.lower() not in WORDS
    if plain and not style.chance(0.1):
        return value
    if "\n" not in value and "'" not in value and value.isprintable() and style.chance(0.4):
        return "'" + value + "'"
    return json.dumps(value, ensure_ascii=style.chance(0.3))


def flow(value, style):
    if isinstance(value, dict):
        return "{" + ", ".join(f"{scalar(k, style)}: {flow(v, style)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(flow(v, style) for v in value) + "]"
    return flow_scalar(value, style)


def flow_scalar(value, style):
    text = scalar(value, style)
    return json.dumps(str(value)) if isinstance(value, Raw) and re.search(r"[\[\]{},|>\n]", text) else text


def block_text(value, pad, style):
    """A literal block; None when the value has no such form."""
    if not value or value[0] in " \n" or not all(c == "\n" or c.isprintable() for c in value):
        return None
    body = value.rstrip("\n")
    tail = len(value) - len(body)
    sign = "-" if tail == 0 else "" if tail == 1 else "+"
    lines = "".join((pad + line if line else "") + "\n" for line in body.split("\n"))
    return "|" + sign + "\n" + (lines + "\n" * max(tail - 1, 0)).rstrip("\n" if tail < 2 else "")


def lines_of(value, level, style):
    """The text after `key:` or `-`, with its leading blank or line break."""
    if isinstance(value, dict) and value:
        if style.chance(0.06):
            return " " + flow(value, style)
        pad = " " * (level + style.step)
        return mark(value, style) + "\n" + entries(value, pad, level + style.step, style)
    if isinstance(value, list) and value:
        if style.chance(0.1):
            return " " + flow(value, style)
        return "\n" + items(value, level + style.list_step, style)
    if isinstance(value, (dict, list)):
        return " {}" if isinstance(value, dict) else " []"
    if isinstance(value, str) and not isinstance(value, Raw) and "\n" in value and (
            not style.odd or style.chance(0.8)):
        text = block_text(value, " " * (level + style.step), style)
        if text:
            return " " + text
    return " " + scalar(value, style) + (" # beside" if style.chance(0.03) else "")


def mark(value, style):
    """Now and then an anchor that nobody may use."""
    if style.chance(0.02):
        style.anchors += 1
        return f" &a{style.anchors}"
    return ""


def entries(value, pad, level, style):
    out = []
    for key, item in value.items():
        if style.chance(0.02):
            out.append(pad + "# above")
        out.append(pad + scalar(key, style) + ":" + lines_of(item, level, style))
    return "\n".join(out)


def items(value, level, style):
    pad = " " * level
    out = []
    for item in value:
        if isinstance(item, dict) and item and not style.chance(0.06):
            out.append(pad + "- " + entries(item, pad + "  ", level + 2, style)[level + 2:]
                       if not style.chance(0) else "")
        elif isinstance(item, list) and item:
            out.append(pad + "- " + flow(item, style))
        elif isinstance(item, dict):
            out.append(pad + "- " + flow(item, style))
        else:
            out.append(pad + "-" + lines_of(item, level, style))
    return "\n".join(out)



def document(value, style):
    return (("# head\n" if style.chance(0.1) else "") + entries(value, "", 0, style) + "\n")


def documents(values, rng, odd):
    """One file that holds the values, in a style of its own."""
    style = Style(rng, odd)
    if odd and len(values) == 1 and rng.random() < 0.03:
        return json.dumps(values[0], default=str, indent=rng.choice([None, 2]))
    text = ("---\n" if style.chance(0.2) else "")
    text += (rng.choice(["---\n", "---\n", "--- \n", "---\n# note\n---\n"]) if odd else "---\n").join(
        document(v, style) for v in values)
    if style.chance(0.03):
        text = text.replace("\n", "\r\n")
    return text
