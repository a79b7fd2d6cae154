#!/usr/bin/env python3
"""Writes docs/components: a page per component, and an index by family.

    make_component_docs.py BINARY           writes the pages
    make_component_docs.py --check BINARY   tells how the committed pages differ from what it would write

The texts come from the field tables (`BINARY components`), the examples from
integration_tests/scenarios: each is the manifest of a scenario that the tests run.
"""

import argparse
import json
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
PAGES = ROOT / "docs" / "components"
SCENARIOS = ROOT / "integration_tests" / "scenarios"
PARTS = "parts of other components"
# Components whose scenarios stand in another one's folder.
SHOWN_IN = {
    "ApiKey": "SessionTokenRequestApiKeyAuthenticator",
    "Bearer": "SessionTokenRequestBearerAuthenticator",
    "ConfigNormalizationRules": "ConfigAddFields",
    "DeclarativeSource": "DeclarativeStream",
    "JwtHeaders": "JwtAuthenticator",
    "JwtPayload": "JwtAuthenticator",
    "OAuthConnectorInputSpecification": "OAuthConfigSpecification",
}
INDEX = """# Components of declarative manifests

What a `manifest.yaml` is made of: the root is a [DeclarativeSource](DeclarativeSource.md). Each page tells
the fields of a component, their values and defaults, and shows a whole manifest that works.
`main components` prints the same tables, `main components TYPE` one of them, and
`main validate manifest.yaml` tells what does not fit them.

Templates are described in [templates.md](../templates.md), what the runtime does other than Python's in
[differences.md](../differences.md).

*Made by scripts/make_component_docs.py; do not edit the pages.*
"""


class Component:
    def __init__(self, text):
        heading, rest = text.split("\n", 1)
        self.name = heading.strip()
        self.family = re.search(r"^Family: (.*)\.$", rest, re.M).group(1)
        before, after = re.split(r"^Family: .*\.\n\n?", rest, maxsplit=1, flags=re.M)
        self.help = before.strip()
        self.table = after.strip()

    @property
    def is_custom(self):
        return self.name.startswith("Custom")

    def refers_to(self, name):
        return f"(#{name.lower()})" in self.table


def read_components(binary):
    text = subprocess.run([binary, "components"], capture_output=True, text=True, check=True).stdout
    return [Component(part) for part in text.split("\n## ")[1:]]


def worth_showing(scenario):
    """A run that works and does what Python does, if there is one; then by name."""
    data = json.loads(scenario.read_text())
    runs = data.get("runs", [data])
    expect = runs[-1].get("expect", {})
    failed = expect.get("exit") != 0 or "errors" in expect
    refused = expect.get("status", {}).get("status") == "FAILED"
    return (failed or refused, "python" in data, data.get("command", "read") == "check", "runs" in data,
            scenario.parent.name)


def find_example(name):
    folder = SCENARIOS / SHOWN_IN.get(name, name)
    found = sorted(folder.glob("*/scenario.json"), key=worth_showing)
    return found[0] if found else None


def example(name):
    scenario = find_example(name)
    if not scenario:
        return ""
    own = scenario.parent / "manifest.yaml"
    manifest = own if own.exists() else scenario.parent.parent / "manifest.yaml"
    about = json.loads(scenario.read_text())["about"]
    place = f"../../{scenario.parent.relative_to(ROOT)}"
    return f"## Example\n\n{about} ([scenario]({place}))\n\n```yaml\n{manifest.read_text().strip()}\n```\n"


def link(text, pages):
    """References within one document to references between pages."""
    return re.sub(r"\]\(#(\w+)\)", lambda m: f"]({pages[m.group(1)]})", text)


def page(component, components, pages):
    users = [c.name for c in components if c.refers_to(component.name) and c.name != component.name]
    parts = [f"# {component.name}", component.help]
    if users:
        parts.append("Used in: " + ", ".join(f"[{u}](#{u.lower()})" for u in users) + ".")
    if component.table:
        parts.append("## Fields\n\n" + component.table)
    parts.append(example(component.name))
    return link("\n\n".join(p for p in parts if p), pages).rstrip("\n") + "\n"


def custom_page(components, pages):
    """Custom components are all alike: one page."""
    customs = [c for c in components if c.is_custom]
    rows = []
    for custom in customs:
        users = [c.name for c in components if c.refers_to(custom.name)]
        rows.append(f"| {custom.name} | " + ", ".join(f"[{u}](#{u.lower()})" for u in users) + " |")
    text = "\n\n".join([
        "# Custom components",
        "A component whose code is not in the manifest. Native code that is linked into the binary can stand "
        "for the Python class (`ab_register_component`); else the streams that need it cannot be read, and the "
        "others work.",
        "## Fields\n\n" + customs[0].table,
        "## Types\n\n| Type | Used in |\n|---|---|\n" + "\n".join(rows),
        example("CustomTransformation")])
    return link(text, pages).rstrip("\n") + "\n"


def index(components):
    families = {}
    for component in components:
        if not component.is_custom:
            families.setdefault(component.family, []).append(component)
    order = sorted(families, key=lambda name: (name == PARTS, name != "streams", name))
    parts = [INDEX.rstrip("\n")]
    for family in order:
        rows = [f"- [{c.name}]({c.name}.md): {c.help}" for c in families[family]]
        parts.append(f"## {family[0].upper()}{family[1:]}\n\n" + "\n".join(rows))
    parts.append("## Custom components\n\n- [Custom…](Custom.md): components by native code.")
    return "\n\n".join(parts) + "\n"


def make_pages(binary):
    components = read_components(binary)
    pages = {c.name.lower(): "Custom.md" if c.is_custom else f"{c.name}.md" for c in components}
    made = {f"{c.name}.md": page(c, components, pages) for c in components if not c.is_custom}
    made["Custom.md"] = custom_page(components, pages)
    made["README.md"] = index(components)
    return made


def check(made):
    """Problems, as texts: pages that differ, and texts that lack."""
    present = {path.name: path.read_text() for path in PAGES.glob("*.md")}
    problems = [f"{name}: is not what the tables say" for name in made
                if name in present and present[name] != made[name]]
    problems += [f"{name}: is missing" for name in made if name not in present]
    problems += [f"{name}: there is no such component" for name in present if name not in made]
    for name, text in made.items():
        if re.search(r"^\| `[^|]*\|(?:[^|]|\\\|)*\|(?:[^|]|\\\|)*\|  \|$", text, re.M):
            problems.append(f"{name}: a field has no help")
        if name != "README.md" and "\n## Example\n" not in text:
            problems.append(f"{name}: no scenario shows it")
    return sorted(problems)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true")
    parser.add_argument("binary")
    options = parser.parse_args()
    made = make_pages(options.binary)
    if options.check:
        problems = check(made)
        print(*problems, sep="\n")
        if problems:
            print("run scripts/make_component_docs.py BINARY", file=sys.stderr)
        return 1 if problems else 0
    PAGES.mkdir(parents=True, exist_ok=True)
    for path in PAGES.glob("*.md"):
        path.unlink()
    for name, text in made.items():
        (PAGES / name).write_text(text)
    print(f"{len(made)} pages")
    return 0


if __name__ == "__main__":
    sys.exit(main())
