#!/usr/bin/env python3
"""Writes src/json/printable.c: where str.isprintable() changes, by this Python's Unicode tables."""
import sys
import unicodedata

changes = []
printable = False
for code_point in range(sys.maxunicode + 1):
    if chr(code_point).isprintable() != printable:
        printable = not printable
        changes.append(code_point)

print(f"""/* Made by scripts/make_printable_table.py from Unicode {unicodedata.unidata_version}. */
#include "json/printable.h"

/* Code points where printable and not printable change places; U+0000 is not printable. */
const uint32_t ab_printable_changes[] = {{""")
line = "   "
for code_point in changes:
    item = f" {code_point:#x},"
    if len(line) + len(item) > 100:
        print(line)
        line = "   "
    line += item
print(line)
print("};")
print("const size_t ab_printable_change_count =")
print("    sizeof(ab_printable_changes) / sizeof(ab_printable_changes[0]);")
