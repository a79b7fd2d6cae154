#!/usr/bin/env python3
"""Writes src/template/unicode_data.c: the character properties that Python's str methods go by.

Run it with the Python whose str methods templates have to match (Unicode 14: Python 3.11):
    python3 scripts/make_unicode.py > src/template/unicode_data.c
"""
import unicodedata


def flags(ch):
    tests = (ch.isalpha(), ch.isdecimal(), ch.isdigit(), ch.isnumeric(), ch.isprintable(),
             ch.islower(), ch.isupper(), ch.istitle(), ch.isspace(), ch.isidentifier(),
             ("a" + ch).isidentifier())
    value = sum(1 << i for i, t in enumerate(tests) if t)
    # istitle() of a lone character is also true of uppercase: keep Lt only
    value &= ~(1 << 7)
    if unicodedata.category(ch) == "Lt":
        value |= 1 << 7
    cased = ch.islower() or ch.isupper() or unicodedata.category(ch) == "Lt"
    # what lower() looks through to find a final sigma
    ignorable = "a\u03a3" + ch + "a"
    if not cased and ignorable.lower()[1] == "\u03c3" and ("a\u03a3" + ch).lower()[1] == "\u03c2" \
            and ("\u03a3" + ch + "a").lower()[0] == "\u03c3" and ("a" + ch + "\u03a3").lower()[-1] == "\u03c2":
        value |= 1 << 11
    if cased:
        value |= 1 << 12
    return value


def delta(ch, mapped):
    return ord(mapped) - ord(ch) if len(mapped) == 1 else 0


def main():
    records, ranges, special = {}, [], []
    previous = None
    for code in range(0x110000):
        ch = chr(code)
        forms = (ch.upper(), ch.lower(), ch.title(), ch.casefold())
        if any(len(f) > 1 for f in forms) or (len(forms[3]) == 1 and forms[3] != forms[1]):
            special.append((code, forms))
        digit = int(unicodedata.decimal(ch, -1))
        record = (flags(ch), *(delta(ch, f) for f in forms[:3]))
        # decimals: runs of ten, whose value follows from the start of the run
        key = (record, code - digit if digit >= 0 else -1)
        if key != previous:
            ranges.append((code, records.setdefault(record, len(records)), digit >= 0))
            previous = key
    print("/* Character properties of Unicode", unicodedata.unidata_version,
          "by scripts/make_unicode.py: do not edit. */")
    print('#include "template/unicode.h"\n')
    print("const ab_unicode_record ab_unicode_records[] = {")
    for r in records:
        print("    {%d, {%d, %d, %d}}," % r)
    print("};\nconst ab_unicode_range ab_unicode_ranges[] = {")
    line = "   "
    for start, record, _ in ranges:
        item = " {%d, %d}," % (start, record)
        if len(line) + len(item) > 100:
            print(line)
            line = "   "
        line += item
    print(line)
    print("};\nconst unsigned ab_unicode_range_count = %d;" % len(ranges))
    print("/* code point; upper, lower, title, casefold (zeros at the end) */")
    print("const ab_unicode_special ab_unicode_specials[] = {")
    for code, forms in special:
        cells = ["{%s}" % ", ".join("0x%x" % ord(c) for c in f) for f in forms]
        print("    {0x%x, {%s}}," % (code, ", ".join(cells)))
    print("};\nconst unsigned ab_unicode_special_count = %d;" % len(special))


main()
