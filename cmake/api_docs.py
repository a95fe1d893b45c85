#!/usr/bin/env python3
"""Makes the API docs with Doxygen, and fails if an entry lacks a comment.

usage: api_docs.py DOXYGEN DOXYFILE SOURCE OUT

Doxygen reads a copy of the installed headers, in which comments in the project's style are converted to
Doxygen's style:
  - `int a, b;  // text` documents both variables;
  - a member without a comment gets the description in its struct's fields() list (config/fields.h);
  - a comment before `namespace` documents the file.

Every type, function, constant and macro needs a comment. So does every member in the ABI, in its glue and in the headers
that COMPLETE matches, which programs use. Members of other classes need none if their name and type are clear; the docs
list them anyway.
"""
import pathlib
import re
import subprocess
import sys

FIELD = re.compile(r'visit\(\s*"[^"]*",\s*self\.(\w+),\s*((?:"(?:[^"\\]|\\.)*"\s*)+)')
STRING = re.compile(r'"((?:[^"\\]|\\.)*)"')
TRAILING = re.compile(r"^(?P<code>\s*[^\s/].*?[;,{}])\s*// ?(?P<text>.*)$")
VARIABLES = re.compile(
    r"^(?P<indent>\s*)(?P<type>(?:(?:const|static|constexpr|inline) )*[\w:]+(?:<[^;=(){}]*>)?(?: ?const)?)"
    r"(?P<list>(?: |\s?\*)\s*\w+\s*(?:[,={\[][^;]*)?);$")
NO_VARIABLE = re.compile(r"\s*(return|using|namespace|friend|template|typedef|throw|delete)\b")
CLASS_MEMBER = re.compile(r"(\S+):\d+: warning: Member .* of (?:struct|class) ")
COMPLETE = re.compile(
    r"iggan/(renderer_.*|scene/.*|geometry/voxel_grid\.h|data/shape_set\.h|pictures/picture_(set|maker)\.h"
    r"|render/(renderer|plugin_registry)\.h|training/(trainer|trained_generator|training_run)\.h)")


def declarators(text):
    """The parts of a text between the commas that are outside brackets."""
    parts, depth, start = [], 0, 0
    for i, c in enumerate(text):
        depth += (c in "{([<") - (c in "})]>")
        if c == "," and depth == 0:
            parts.append(text[start:i])
            start = i + 1
    return [part.strip() for part in [*parts, text[start:]]]


def in_doxygen_style(text):
    described = {m.group(1): "".join(STRING.findall(m.group(2))) for m in FIELD.finditer(text)}
    out, lines, doc, i = [], text.split("\n"), [], 0
    while i < len(lines):
        line = lines[i]
        i += 1
        if line.strip().startswith("///"):
            doc.append(line)
            continue
        code, words = line, ""
        if found := TRAILING.match(line):
            code, words = found.group("code"), found.group("text").rstrip()
            column = line.index("//", len(code))
            while i < len(lines) and re.match(r"^ {%d}//(?!/)" % column, lines[i]):
                words += " " + lines[i].strip()[2:].strip()
                i += 1
            if words.startswith("NOLINT"):
                words = ""
        variables = VARIABLES.match(code)
        if NO_VARIABLE.match(code) or code.count("(") != code.count(")"):
            variables = None  # a statement, or the last line of a parameter list
        if variables:
            for one in declarators(variables.group("list")):
                name = re.match(r"[*\s]*(\w+)", one)
                said = words or ("" if doc or not name else described.get(name.group(1), ""))
                out += doc
                out.append(f"{variables.group('indent')}{variables.group('type')} {one};" + (f"  ///< {said}" if said else ""))
            doc = []
            continue
        if re.search(r"static (void|auto) fields\(", code) and not doc:
            at = len(out)
            while at > 0 and out[at - 1].strip().startswith("template"):
                at -= 1
            out.insert(at, "/// Lists each member once, with its key, description and limits (config/fields.h).")
        if doc and re.match(r"namespace [\w:]+ \{", code):
            doc = ["/// @file", *doc, ""]
        out += doc
        doc = []
        if words and code.endswith("{"):
            out += [f"/// {words}", code]
        else:
            out.append(code + (f"  ///< {words}" if words else ""))
    return "\n".join(out + doc)


def main():
    doxygen, doxyfile, source, target = sys.argv[1], *(pathlib.Path(word).resolve() for word in sys.argv[2:5])
    headers = target / "input"
    kept = set()
    for folder in ("core/abi", "core"):
        for path in sorted((source / folder / "iggan").rglob("*.h*")):
            place = headers / path.relative_to(source / folder)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(in_doxygen_style(path.read_text("utf-8")), "utf-8")
            kept.add(place)
    for old in set(headers.rglob("*.h*")) - kept:
        old.unlink()
    log = target / "warnings.txt"
    settings = (f'@INCLUDE = "{doxyfile}"\nINPUT = "{headers}" "{source}/docs/api.dox"\nOUTPUT_DIRECTORY = "{target}"\n'
                f'STRIP_FROM_PATH = "{headers}"\nSTRIP_FROM_INC_PATH = "{headers}"\nWARN_LOGFILE = "{log}"\n')
    subprocess.run([doxygen, "-"], input=settings, text=True, check=True)
    warnings = [line.replace(f"{headers}/", "") for line in log.read_text("utf-8").splitlines()]
    warnings = [line for line in warnings
                if not (member := CLASS_MEMBER.match(line)) or COMPLETE.match(member.group(1))]
    if warnings:
        print("\n".join(warnings))
        print(f"{len(warnings)} entries have no comment or a wrong one (line numbers refer to {headers})")
        return 1
    print(f"{len(kept)} headers: {target}/html/index.html")
    return 0


if __name__ == "__main__":
    sys.exit(main())
