#!/usr/bin/env python3
"""Writes docs/commands.md: every command with its options and examples, as `BINARY COMMAND --help` tells them.

    make_command_docs.py BINARY           writes the page
    make_command_docs.py --check BINARY   fails if the committed page is not what it would write
"""
import argparse
import collections
import pathlib
import re
import subprocess
import sys

PAGE = pathlib.Path(__file__).resolve().parent.parent / "docs/commands.md"
SHARED = 4  # an option of that many commands is told once, at the end
INTRODUCTION = """# Commands

What `main --help` and `main COMMAND --help` tell; `main man` is the same as a manual page, and `main completion` makes
a shell complete it. The installed program is called `airbyte-cdk-c`. Options may be written `--name value` or
`--name=value`.

Exit status: 0, also for a check that FAILED; 1 after an error, which is told as a TRACE ERROR; 2 for wrong usage; 130
and 143 after SIGINT and SIGTERM; 141 where the reader of stdout is gone.

*Made by scripts/make_command_docs.py; do not edit this page.*
"""

Command = collections.namedtuple("Command", "name summary usage options examples")


def help_of(binary, *command):
    text = subprocess.run([binary, *command, "--help"], capture_output=True, text=True, check=True).stdout
    program = pathlib.Path(binary).name
    return re.sub(rf"\b{re.escape(program)} ", "main ", text) if program != "main" else text


def read_command(binary, name):
    text = help_of(binary, name)
    summary, usage, rest = re.match(r"(.*)\n\nusage: (.*)\n((?s:.*))", text).groups()
    options, _, examples = rest.partition("\nexamples:\n")
    found = [match.groups() for match in re.finditer(r"^  (--\S+(?: [A-Z]+)?) +(.*)$", options, re.M)]
    return Command(name, summary, usage, [row for row in found if row[0] != "--help"],
                   re.findall(r"^  (\S.*)\n      (.*)$", examples, re.M))


def table(rows):
    cells = [f"| `{name}` | {text.replace('|', chr(92) + '|')} |" for name, text in rows]
    return "\n".join(["| option | |", "|---|---|", *cells])


def section(command, shared):
    own = [row for row in command.options if row not in shared]
    common = [row[0].split()[0] for row in command.options if row in shared]
    parts = [f"## {command.name}", f"`{command.usage}`: {command.summary}."]
    if own:
        parts.append(table(own))
    if common:
        parts.append("[Common options](#common-options): " + ", ".join(f"`{name}`" for name in common) + ".")
    parts.append("\n".join(f"- `{example}`: {text}." for example, text in command.examples))
    return "\n\n".join(parts)


def make_page(binary):
    names = re.findall(r"^  ([a-z]\S*)", help_of(binary), re.M)
    commands = [read_command(binary, name) for name in names]
    counts = collections.Counter(row for command in commands for row in command.options)
    shared = [row for row in counts if counts[row] >= SHARED]
    parts = [INTRODUCTION.rstrip("\n"), *(section(command, shared) for command in commands)]
    parts.append("## Common options\n\n" + table(shared))
    return "\n\n".join(parts) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true")
    parser.add_argument("binary")
    options = parser.parse_args()
    page = make_page(options.binary)
    if not options.check:
        PAGE.write_text(page, encoding="utf-8")
    elif not PAGE.exists() or PAGE.read_text(encoding="utf-8") != page:
        print("docs/commands.md is not what the tables say: run scripts/make_command_docs.py BINARY", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
