#!/usr/bin/env python3
"""Writes src/declarative/transformations/transliterate_data.c and transliterate_cjk.c: how the package anyascii, of
which the Python runtime uses version 0.3, spells characters. Run with a Python that has it."""
import pathlib

from anyascii import anyascii

FOLDER = pathlib.Path(__file__).parent.parent / "src/declarative/transformations"
# Letters, punctuation, symbols, emoji.
RANGES = [(0x80, 0x2FF), (0x370, 0x556), (0x561, 0x587), (0x5D0, 0x5EA), (0x600, 0x6FF), (0x900, 0x97F),
          (0xE00, 0xE5B), (0x10A0, 0x10FF), (0x1E00, 0x1FFF), (0x2000, 0x206F), (0x2070, 0x209C), (0x20A0, 0x20C0),
          (0x2100, 0x218B), (0x2190, 0x21FF), (0x2200, 0x22FF), (0x2300, 0x27C0), (0x3000, 0x30FF),
          (0xFF00, 0xFFEF), (0x1F000, 0x1FAFF)]
CHINESE = [(0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAD9)]
DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz.-"


def literal(text):
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("?", "\\?") + "\\n"


def wrapped(pieces, width):
    line = ""
    for piece in pieces:
        if len(line) + len(piece) > width:
            yield line
            line = ""
        line += piece
    yield line


def ranges(pieces_of, spans, width):
    for first, last in spans:
        yield f"    {{0x{first:04X}, 0x{last:04X},"
        for line in wrapped(map(pieces_of, range(first, last + 1)), width):
            yield f'     "{line}"'
        yield "    },"


def write(name, head, lines):
    text = "\n".join([head, '#include "declarative/transformations/transliterate.h"', "", *lines]) + "\n"
    (FOLDER / name).write_text(text, encoding="ascii")


write("transliterate_data.c",
      """/* ASCII spellings of characters, as the Python library anyascii gives them: of each range one text,
 * in which every character has a line. Made by scripts/make_transliteration.py; do not edit. */""",
      ["const ab_ascii_range ab_ascii_ranges[] = {",
       *ranges(lambda c: literal(anyascii(chr(c))), RANGES, 110),
       "};",
       "const size_t ab_ascii_range_count = sizeof(ab_ascii_ranges) / sizeof(ab_ascii_ranges[0]);"])

syllables = sorted({anyascii(chr(c)) for first, last in CHINESE for c in range(first, last + 1)})
number = {syllable: i for i, syllable in enumerate(syllables)}


def digits(code_point):
    n = number[anyascii(chr(code_point))]
    return DIGITS[n // 64] + DIGITS[n % 64]


write("transliterate_cjk.c",
      """/* Syllables of Chinese characters, as the Python library anyascii gives them: of each character two
 * digits to the base 64, the number of its syllable. Made by scripts/make_transliteration.py;
 * do not edit. */""",
      ["const char *const ab_cjk_syllables =",
       *(f'    "{line}"' for line in wrapped(map(literal, syllables), 92)), "    ;",
       "const ab_ascii_range ab_cjk_blocks[] = {",
       *ranges(digits, CHINESE, 140),
       "};",
       "const size_t ab_cjk_block_count = sizeof(ab_cjk_blocks) / sizeof(ab_cjk_blocks[0]);"])
