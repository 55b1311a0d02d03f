# SPDX-License-Identifier: Apache-2.0
"""Writes values as YAML in the many ways in which people write it: other indentation, quotes, flow
style, comments, anchors, merge keys. The way is drawn from a random generator, so a seed gives the
same text.
"""
import json
import re

PLAIN = re.compile(r"[A-Za-z/][A-Za-z0-9_./-]*( [A-Za-z0-9_./-]+)*$")
WORDS = {"y", "n", "yes", "no", "on", "off", "true", "false", "null"}
SEPARATORS = ["---\n", "---\n", "--- \n", "---\n# note\n---\n", "---   # note\n", "\n---\n\n", "---\n---\n"]


class Raw(str):
    """A scalar that is written as it stands: 0x1F, ~, !!str 5."""


class Style:
    def __init__(self, rng, odd):
        self.rng = rng
        self.step = rng.choice([2, 2, 2, 2, 4, 3]) if odd else 2
        self.list_step = rng.choice([0, 0, 2]) if odd else 0
        self.odd = odd
        self.anchors = 0
        self.share = rng.choice([0.0, 0.0, 0.0, 0.4]) if odd else 0.0  # of maps that have an anchor
        self.known = []  # maps with an anchor: (name, map)

    def chance(self, share):
        return self.odd and self.rng.random() < share


def scalar(value, style):
    if isinstance(value, Raw):
        return str(value)
    if value is None:
        return style.rng.choice(["null", "~", "Null"]) if style.odd else "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return str(value)
    plain = PLAIN.match(value) and value.lower() not in WORDS
    if plain and not style.chance(0.1):
        return value
    if "\n" not in value and value.isprintable() and style.chance(0.4):
        return "'" + value.replace("'", "''") + "'"
    surrogates = any(ord(c) > 0xFFFF for c in value)
    return json.dumps(value, ensure_ascii=not surrogates and not style.chance(0.3))


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
    if not value.strip("\n") or value[0] in " \n" or not all(c == "\n" or c.isprintable() for c in value):
        return None
    body = value.rstrip("\n")
    tail = len(value) - len(body)
    sign = "-" if tail == 0 else "" if tail == 1 else "+"
    lines = "".join((pad + line if line else "") + "\n" for line in body.split("\n"))
    if style.chance(0.1) and pad == "  ":
        sign = "2" + sign
    return "|" + sign + "\n" + (lines + "\n" * max(tail - 1, 0)).rstrip("\n" if tail < 2 else "")


def folded(value, pad, style):
    """A long text in a folded block or over several lines of a plain or quoted scalar."""
    if "\n" in value or "  " in value or not re.match(r"[A-Za-z][A-Za-z ]+$", value) or value != value.strip():
        return None
    words = value.split(" ")
    half = style.rng.randint(1, len(words) - 1) if len(words) > 1 else 0
    lines = [" ".join(words[:half]), " ".join(words[half:])] if half else [value]
    how = style.rng.randint(0, 3)
    if how == 0:
        return ">-\n" + "\n".join(pad + line for line in lines)
    quote = ["", "'", '"'][how - 1]
    return quote + ("\n" + pad).join(lines) + quote


def lines_of(value, level, style):
    """The text after `key:` or `-`, with its leading blank or line break."""
    if isinstance(value, dict) and value:
        if style.chance(0.06):
            return " " + flow(value, style)
        pad = " " * (level + style.step)
        same = alias(value, style)
        if same:
            return " " + same
        return mark(value, style) + "\n" + merged(value, pad, level + style.step, style)
    if isinstance(value, list) and value:
        if style.chance(0.1):
            return " " + flow(value, style)
        return "\n" + items(value, level + style.list_step, style)
    if isinstance(value, (dict, list)):
        return " {}" if isinstance(value, dict) else " []"
    pad = " " * (level + style.step)
    text = None
    if isinstance(value, str) and not isinstance(value, Raw):
        if "\n" in value and (not style.odd or style.chance(0.8)):
            text = block_text(value, pad, style)
        elif " " in value and style.chance(0.3):
            text = folded(value, pad, style)
    if text:
        return " " + text
    return style.rng.choice([" ", " ", " ", "   "] if style.odd else [" "]) + scalar(value, style) + (" # beside" if style.chance(0.03) and not isinstance(value, Raw) else "")


def alias(value, style):
    """Mostly the alias of an equal map that has an anchor."""
    for name, known in style.known:
        if known == value and list(known) == list(value) and style.chance(0.8):
            return "*" + name
    return None


def mark(value, style):
    """Now and then an anchor."""
    if style.chance(max(style.share, 0.01)):
        style.anchors += 1
        name = f"a{style.anchors}"
        if not any(isinstance(v, (dict, list)) for v in value.values()):
            style.known.append((name, value))
        return " &" + name
    return ""


def merged(value, pad, level, style):
    """The entries, with a merge key in place of those that a map with an anchor has."""
    for name, known in style.known:
        if known is not value and known and style.share and style.chance(0.5) and all(k in value and value[k] == v for k, v in known.items()):
            rest = {k: v for k, v in value.items() if k not in known}
            text = pad + "<<: " + style.rng.choice(["*{}", "[*{}]"]).format(name)
            return text + ("\n" + entries(rest, pad, level, style) if rest else "")
    return entries(value, pad, level, style)


def entries(value, pad, level, style):
    out = []
    for key, item in value.items():
        if style.chance(0.02):
            out.append(pad + style.rng.choice(["# above", "#", "  # aside"]))
        if style.chance(0.01):
            out.append("")
        out.append(pad + scalar(key, style) + style.rng.choice([":"] * 30 + [" :"] if style.odd else [":"]) + lines_of(item, level, style))
    return "\n".join(out)


def items(value, level, style):
    pad = " " * level
    out = []
    for item in value:
        if isinstance(item, dict) and item and not style.chance(0.06):
            same = alias(item, style)
            if same:
                out.append(pad + "- " + same)
            elif style.chance(0.03):
                out.append(pad + "-\n" + entries(item, pad + "    ", level + 4, style))
            else:
                text = entries(item, pad + "  ", level + 2, style).lstrip("\n")
                out.append(pad + "- " + text[level + 2:])
        elif isinstance(item, list) and item:
            out.append(pad + "- " + flow(item, style))
        elif isinstance(item, dict):
            out.append(pad + "- " + flow(item, style))
        else:
            out.append(pad + "-" + lines_of(item, level, style))
    return "\n".join(out)


def document(value, style):
    style.known = []
    body = entries(value, "", 0, style) if isinstance(value, dict) else items(value, 0, style)
    foot = "# foot\n" if style.chance(0.03) else ""
    if re.search(r"[|>]\d?\+\n", body):  # a comment behind such a block changes it: doc/compatibility.md
        foot = ""
        body = "\n".join(line for line in body.split("\n") if line.strip() not in ("#", "# above", "# aside"))
    return ("# head\n" if style.chance(0.1) else "") + body + "\n" + foot


def documents(values, rng, odd, kustomization=False):
    """One file that holds the values, in a style of its own."""
    style = Style(rng, odd)
    if odd and len(values) == 1 and rng.random() < 0.03:
        return json.dumps(values[0], default=str, indent=rng.choice([None, 2]), ensure_ascii=False)
    text = ("---\n" if style.chance(0.2) else "")
    separators = ["---\n"] if kustomization or not odd else SEPARATORS
    for value in values:
        text += (rng.choice(separators) if value is not values[0] else "") + document(value, style)
    if style.chance(0.02):
        text += rng.choice(["---\n", "...\n", "\n\n", "---"])
    if style.chance(0.03):
        text = text.replace("\n", "\r\n")
    if style.chance(0.02):
        text = "\ufeff" + text
    return text.rstrip("\n") if style.chance(0.02) else text
