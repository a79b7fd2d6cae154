"""Reads the project's Markdown: code blocks, links, headings, code within lines."""
import pathlib
import re
from dataclasses import dataclass

TOP = pathlib.Path(__file__).resolve().parent.parent
FENCE = re.compile(r"^(`{3,})(\S*)\s*$")
NOT_RUN = re.compile(r"^<!-- not run: (.+) -->$")


def pages():
    """Every page of the project, generated ones too; nothing of build folders."""
    found = [path for path in TOP.rglob("*.md")
             if not any(part.startswith((".", "build")) for part in path.relative_to(TOP).parts)]
    return sorted(found)


@dataclass
class Block:
    """A fenced block. `reason`: why it is not run, from the comment above it."""
    page: pathlib.Path
    line: int
    language: str
    text: str
    reason: str | None

    @property
    def place(self):
        return f"{name_of(self.page)}:{self.line}" if self.line else f"{self.page}: {self.text.strip()}"

    @property
    def needs_docker(self):
        return re.search(r"^(\$ )?docker |--connector airbyte/", self.text, re.M) is not None

    def commands(self):
        """(command, output expected) of a `console` block; the whole of a `sh` block, with no expectation."""
        if self.language == "sh":
            return [(self.text, None)]
        parts = re.split(r"^\$ ", self.text, flags=re.M)[1:]
        return [tuple(part.split("\n", 1)) for part in parts]


def name_of(page):
    return str(page.relative_to(TOP)) if page.is_relative_to(TOP) else f"{page.parent.name}/{page.name}"


def blocks(page, text=None):
    lines = (page.read_text(encoding="utf-8") if text is None else text).splitlines()
    found, start, fence, above = [], None, None, None
    for number, line in enumerate(lines, 1):
        mark = FENCE.match(line)
        if fence is None and mark:
            fence, language, start = mark.group(1), mark.group(2), number
            reason = NOT_RUN.match(above or "")
        elif fence is not None and line == fence:
            text = "\n".join(lines[start:number - 1]) + "\n"
            found.append(Block(page, start + 1, language, text, reason.group(1) if reason else None))
            fence = None
        above = line if line.strip() else above
    if fence is not None:
        raise ValueError(f"{name_of(page)}:{start}: a block without an end")
    return found


def prose(page):
    """(line number, text) of what is outside of blocks and comments."""
    inside = False
    for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), 1):
        if FENCE.match(line):
            inside = not inside
        elif not inside and not line.startswith("<!--"):
            yield number, line


def code(page):
    """(line number, text) of the code within lines."""
    for number, line in prose(page):
        for text in re.findall(r"(?<!`)`([^`]+)`(?!`)", line):
            yield number, text


def links(page):
    """(line number, target) of every link that stays in the project."""
    for number, line in prose(page):
        line = re.sub(r"`[^`]*`", "", line.replace("[`", "[").replace("`]", "]"))
        for target in re.findall(r"\]\(([^)\s]+)\)", line):
            if not re.match(r"[a-z]+:", target):
                yield number, target


def anchors(page):
    """The anchors of a page's headings, as GitHub makes them."""
    found = {}
    for _, line in prose(page):
        heading = re.match(r"#{1,6} (.*)", line)
        if heading:
            text = re.sub(r"\]\([^)]*\)", "]", heading.group(1)).lower()
            slug = re.sub(r"[^\w\- ]", "", text).replace(" ", "-")
            count = found[slug] = found.get(slug, -1) + 1
            if count:
                found[f"{slug}-{count}"] = 0
    return set(found)


def matches(expected, output):
    """Is this the output that a page shows? … stands for any text, alone on its line for any lines."""
    lines = [r"(?:.*\n)*?" if line == "…" else ".*".join(map(re.escape, line.split("…"))) + r"\n"
             for line in expected.splitlines()]
    return re.fullmatch("".join(lines), output.rstrip("\n") + "\n" if output else "") is not None
