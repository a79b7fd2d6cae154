#!/usr/bin/env python3
"""Writes src/declarative/transformations/transliterate_data.c: ASCII spellings of characters, from the decompositions
of the Unicode database (Python's unicodedata) and the romanisations below. Needs Python 3.11."""
import pathlib
import unicodedata

TARGET = pathlib.Path(__file__).parent.parent / "src/declarative/transformations/transliterate_data.c"
# Latin and its extensions, Greek, Cyrillic, punctuation, superscripts, letterlike and numbers, kana, full width.
RANGES = [(0x80, 0x24F), (0x370, 0x3FF), (0x400, 0x45F), (0x490, 0x491), (0x1E00, 0x1EFF), (0x1F00, 0x1FFF),
          (0x2010, 0x209C), (0x20AC, 0x20AC), (0x2100, 0x218B), (0x3041, 0x3096), (0x30A1, 0x30FA),
          (0xFF01, 0xFF5E)]
OWN = {"ß": "ss", "æ": "ae", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i", "œ": "oe", "ŋ": "ng",
       "ħ": "h", "ŧ": "t", "ĸ": "k", "ƒ": "f", "€": "EUR", "£": "GBP", "©": "(C)", "®": "(R)", "°": "deg",
       "«": "<<", "»": ">>", "×": "*", "÷": "/", "¡": "!", "¿": "?", "§": "S", "¶": "P", "·": ",", "¢": "c", "¥": "Y",
       "‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "•": "*", "™": "TM", "№": "No",
       "\u2044": "/"}
GREEK = dict(zip("αβγδεζηθικλμνξοπρσςτυφχψω",
                 "a v g d e z i th i k l m n x o p r s s t y f ch ps o".split()))
CYRILLIC = dict(zip("абвгдежзийклмнопрстуфхцчшщъыьэюя",
                    "a b v g d e zh z i y k l m n o p r s t u f kh ts ch sh shch \" y ' e yu ya".split()))
CYRILLIC.update(zip("ѐёђѓєѕіїјљњћќѝўџґ", "e yo dj g ye dz i yi j lj nj c k i u dz g".split()))
KANA = {"SI": "shi", "TI": "chi", "TU": "tsu", "HU": "fu", "ZI": "ji", "DI": "ji", "DU": "zu"}
SPELLINGS = {**OWN, **GREEK, **CYRILLIC}


def kana(character):
    name = unicodedata.name(character, "")
    if not name.startswith(("HIRAGANA LETTER ", "KATAKANA LETTER ")):
        return None
    syllable = name.split("LETTER ")[1].removeprefix("SMALL ")
    return KANA.get(syllable, syllable.lower())


def spell(character):
    if character < "\x80":
        return character if character.isprintable() else ""
    for key, change in ((character, str), (character.lower(), str.capitalize)):
        if key in SPELLINGS:
            return change(SPELLINGS[key])
    if (syllable := kana(character)) is not None:
        return syllable
    parts = [c for c in unicodedata.normalize("NFKD", character) if not unicodedata.combining(c)]
    return "".join(spell(c) for c in parts if c != character)


def literal(text):
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("?", "\\?") + "\\n"


def wrapped(pieces, width=86):
    line = ""
    for piece in pieces:
        if len(line) + len(piece) > width:
            yield line
            line = ""
        line += piece
    yield line


def main():
    lines = ["/* ASCII spellings of characters: of each range one text, in which every character has a line.",
             " * Made by scripts/make_transliteration.py; do not edit. */",
             '#include "declarative/transformations/transliterate.h"', "",
             "const ab_ascii_range ab_ascii_ranges[] = {"]
    for first, last in RANGES:
        lines.append(f"    {{0x{first:04X}, 0x{last:04X},")
        lines += [f'     "{line}"' for line in wrapped(literal(spell(chr(c))) for c in range(first, last + 1))]
        lines.append("    },")
    lines += ["};", "const size_t ab_ascii_range_count = sizeof(ab_ascii_ranges) / sizeof(ab_ascii_ranges[0]);"]
    TARGET.write_text("\n".join(lines) + "\n", encoding="ascii")


if __name__ == "__main__":
    main()
