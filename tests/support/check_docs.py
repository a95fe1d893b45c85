#!/usr/bin/env python3
"""Checks that each relative link and anchor in the docs has a target, that each message quoted in
docs/troubleshooting.md is in the sources, and that the newest version in CHANGELOG.md is that of
CMakeLists.txt, which no other file states.

usage: check_docs.py REPOSITORY
"""
import pathlib
import re
import sys
import unicodedata

FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def pages(root):
    folders = [root, *(root / name for name in ("docs", "docs/lab"))]
    return sorted(page for folder in folders for page in folder.glob("*.md"))


def anchors(page):
    """The anchors of the headings, as GitHub makes them."""
    found, counts = set(), {}
    for heading in re.findall(r"^#{1,6} (.*)$", FENCE.sub("", page.read_text("utf-8")), re.MULTILINE):
        text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading.strip()).lower()
        kept = "".join(c for c in text if c in " -_" or unicodedata.category(c)[0] in "LN")
        name = kept.replace(" ", "-")
        count = counts[name] = counts.get(name, -1) + 1
        found.add(name if count == 0 else f"{name}-{count}")
    return found


def dead_links(root):
    for page in pages(root):
        for target in re.findall(r"\]\(([^)\s]+)\)", FENCE.sub("", page.read_text("utf-8"))):
            if re.match(r"[a-z]+:", target):
                continue
            path, _, anchor = target.partition("#")
            file = page.parent / path if path else page
            if not file.exists():
                yield f"{page.relative_to(root)}: {target}: no such file"
            elif anchor and anchor not in anchors(file):
                yield f"{page.relative_to(root)}: {target}: no such heading"


def words_of_sources(root):
    """All sources as one text, in which adjacent string literals are joined."""
    files = [root / "setup.sh"]
    for folder in ("core/iggan", "cli"):
        files += [f for f in sorted((root / folder).rglob("*")) if f.suffix in (".cpp", ".h")]
    text = "\n".join(file.read_text("utf-8") for file in files)
    text = re.sub(r'"\s*\n\s*"', "", text).replace('\\"', '"')
    return re.sub(r"\{[^{}\n]*\}", "{}", text)


def unknown_messages(root):
    sources = words_of_sources(root)
    page = (root / "docs/troubleshooting.md").read_text("utf-8")
    messages = [line for block in re.findall(r"^```text\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
                for line in block.splitlines()]
    messages += re.findall(r"^\| `([^`]*…[^`]*)` \|", page, re.MULTILINE)
    if len(messages) < 10:
        yield "docs/troubleshooting.md: fewer than ten messages"
    for message in messages:
        # The sources insert names at {}, and join parts with a colon or a semicolon.
        for part in re.split(r"…|dataset\.json|; |: ", message):
            if re.search(r"\w", part) and part.strip(" ;:") not in sources:
                yield f"docs/troubleshooting.md: no source says: {part.strip()}"


def other_versions(root):
    stated = re.search(r"^project\(iggan VERSION (\S+)", (root / "CMakeLists.txt").read_text("utf-8"), re.MULTILINE)
    newest = re.search(r"^## (\S+)", (root / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    if not stated or not newest or stated.group(1) != newest.group(1):
        yield "CHANGELOG.md: the newest version is not that of CMakeLists.txt"
    for name in ("CITATION.cff", "core/page_assets/package.json"):
        if re.search(r'^\W*version"?:', (root / name).read_text("utf-8"), re.MULTILINE):
            yield f"{name}: states a version; only CMakeLists.txt may"


def main():
    root = pathlib.Path(sys.argv[1]).resolve()
    faults = [*dead_links(root), *unknown_messages(root), *other_versions(root)]
    print("\n".join(faults) or f"{len(pages(root))} pages: all links and messages are valid")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
