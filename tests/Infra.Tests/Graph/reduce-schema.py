#!/usr/bin/env python3
"""Reduces the type declarations of the npm package @pulumi/aws to names and types, for Data/provider-schema.json:

    npm pack @pulumi/aws@7.48.0 && tar xzf pulumi-aws-7.48.0.tgz
    python3 reduce-schema.py package 2026-11-24 TOKEN... > ../Data/provider-schema.json

TOKEN: type tokens of resources, e.g. aws:ec2/vpc:Vpc. Knows nothing of standins/: the two must agree without a common source in this repository.
"""
import json
import pathlib
import re
import sys

package, date, tokens = pathlib.Path(sys.argv[1]), sys.argv[2], sorted(sys.argv[3:])
version = json.loads((package / "package.json").read_text())["version"]


def members(text):
    """name -> (optional, type text) of the members of one interface body."""
    text = re.sub(r"/\*\*.*?\*/", "", text, flags=re.S)
    return {m[1]: (bool(m[2]), " ".join(m[3].split())) for m in re.finditer(r"^\s*(?:readonly )?(\w+)(\?)?:\s*(.*?);$", text.replace("[key: string]: pulumi.Input<string>;\n", "MAP"), flags=re.S | re.M)}


# inputs.ec2.X: the module's namespace within types/input.d.ts
inputs = {}
for space in re.finditer(r"^export declare namespace (\w+) \{\n(.*?)^\}", (package / "types/input.d.ts").read_text(), flags=re.S | re.M):
    for m in re.finditer(r"^    interface (\w+) \{\n(.*?)^    \}", space[2], flags=re.S | re.M):
        inputs[f"{space[1]}.{m[1]}"] = m[2]


def plain(text):
    """string, number, boolean, []X, {}string, or module.Name of a nested type."""
    text = text.replace(" | undefined", "").strip()
    if text.startswith("pulumi.Input<") and text.endswith(">"):
        return plain(text[len("pulumi.Input<"):-1])
    if text.endswith("[]"):
        return "[]" + plain(text[:-2])
    if text.startswith("{"):
        return "{}string"
    if " | " in text:
        parts = [plain(part) for part in text.split(" | ")]
        return "string" if "string" in parts else parts[0]
    if text.startswith("enums."):
        return "string"
    return text.removeprefix("inputs.")


def reduce(text):
    return {name: plain(kind) + ("" if optional else " required") for name, (optional, kind) in sorted(members(text).items())}


resources, nested, waiting = {}, {}, []
for token in tokens:
    path, name = token.removeprefix("aws:").split(":")
    source = (package / f"{path}.d.ts").read_text()
    assert f'"{token}"' in (package / f"{path}.js").read_text() or f"'{token}'" in (package / f"{path}.js").read_text(), token
    body = re.search(rf"^export interface {name}Args \{{\n(.*?)^\}}", source, flags=re.S | re.M)[1]
    resources[token] = reduce(body)
    waiting += [(kind.split()[0].lstrip("[]{}"), 1) for kind in resources[token].values()]
DEEPEST = 4
while waiting:
    name, depth = waiting.pop()
    if "." not in name or name in nested or depth > DEEPEST or name.endswith(".PolicyDocument"):
        continue
    nested[name] = reduce(inputs[name])
    waiting += [(kind.split()[0].lstrip("[]{}"), depth + 1) for kind in nested[name].values()]
comment = (f"Names and types of the arguments of the resources that infra/ uses, reduced by Graph/reduce-schema.py from the declarations (*.d.ts) of the npm package "
           f"@pulumi/aws {version} on {date}. Types: string, number, boolean, []X a list, {{}}string a map, module.Name one of 'nested'; 'required' follows.")


def dump(table):
    return "{\n" + ",\n".join(f"    {json.dumps(key)}: {json.dumps(value)}" for key, value in sorted(table.items())) + "\n  }"


print(f'{{\n  "$comment": {json.dumps(comment)},\n  "resources": {dump(resources)},\n  "nested": {dump(nested)}\n}}')
