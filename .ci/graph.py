#!/usr/bin/env python3
"""The overlap graph, loaded with what its readers use: GraphML in networkx, DOT in Graphviz, the picture as XML.

Usage: graph.py BINARY. Ends with 77 where networkx or Graphviz is missing: then it has not checked everything.
"""

import json
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from decimal import Decimal
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
SETS = [REPOSITORY / "examples/county", REPOSITORY / "examples/lancashire-council-tax", REPOSITORY / "tests/sample/returns"]
VIEWS = ["items", "functions", "organisations", "products"]
SVG = "{http://www.w3.org/2000/svg}"


def pence(amount):
    """Pounds as whole pence, whether they came as text, as a Decimal or as a float."""
    return round(Decimal(str(amount)) * 100)


def total(edges, key):
    return sum(pence(edge[key]) for edge in edges if edge.get(key) is not None)


def write(binary, returns, view, folder):
    files = {ending: folder / f"graph.{ending}" for ending in ("json", "graphml", "dot", "svg")}
    command = [binary, "graph", returns, "--view", view, "--quiet", "--fail-on", "never", "--allow-incomplete"]
    for file in files.values():
        command += ["-o", file]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    first = {file: file.read_bytes() for file in files.values()}
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    assert all(file.read_bytes() == text for file, text in first.items()), "two runs differ"
    return files


def check_json(graph):
    ids = [node["id"] for node in graph["nodes"]]
    assert len(set(ids)) == len(ids), "ids are unique"
    known = set(ids)
    for edge in graph["edges"]:
        assert edge["source"] in known and edge["target"] in known, edge
        assert edge["confidence"] is None or 0 <= edge["confidence"] <= 1, edge


def check_graphml(networkx, file, graph):
    loaded = networkx.read_graphml(file, force_multigraph=True)
    assert loaded.number_of_nodes() == len(graph["nodes"]), "nodes"
    assert loaded.number_of_edges() == len(graph["edges"]), "edges"
    edges = [data for _, _, data in loaded.edges(data=True)]
    for key in ("cost", "duplicated"):
        assert all(isinstance(edge[key], float) for edge in edges if key in edge), f"{key} is a number"
        assert total(edges, key) == total(graph["edges"], key), key
    labels = {name: data["label"] for name, data in loaded.nodes(data=True)}
    assert all(isinstance(label, str) for label in labels.values())
    assert all(isinstance(edge["confidence"], float) for edge in edges if "confidence" in edge)
    assert loaded.graph["currency"] == graph["currency"]


def check_dot(file, graph):
    """Graphviz reads it and hands out what it read."""
    read = subprocess.run(["dot", "-Tdot_json", file], check=True, capture_output=True, text=True)
    assert not read.stderr, read.stderr
    loaded = json.loads(read.stdout)
    nodes = [node for node in loaded.get("objects", []) if "kind" in node]
    edges = loaded.get("edges", [])
    assert len(nodes) == len(graph["nodes"]) and len(edges) == len(graph["edges"]), (len(nodes), len(edges))
    for key in ("cost", "duplicated"):
        assert total(edges, key) == total(graph["edges"], key), key


def check_svg(file):
    root = ElementTree.parse(file).getroot()
    assert root.tag == SVG + "svg" and root.find(SVG + "title").text
    allowed = {"svg", "title", "desc", "rect", "text", "g", "path"}
    for element in root.iter():
        assert element.tag.removeprefix(SVG) in allowed, element.tag
        assert not any(name.startswith("on") or name.endswith("href") for name in element.attrib), element.attrib
    # Labels of a side stand in rows of their own.
    rows = {}
    for label in root.findall(SVG + "text"):
        if label.find(SVG + "title") is not None:
            rows.setdefault(label.get("text-anchor"), []).append(float(label.get("y")))
    for side in rows.values():
        side.sort()
        assert all(after - before >= 11 for before, after in zip(side, side[1:])), "labels overlap"


def main():
    binary = sys.argv[1]
    missing = []
    try:
        import networkx
    except ImportError:
        networkx = None
        missing.append("networkx")
    if not shutil.which("dot"):
        missing.append("Graphviz (dot)")
    for returns in SETS:
        if not returns.exists():
            missing.append(str(returns))
            continue
        for view in VIEWS:
            with tempfile.TemporaryDirectory() as folder:
                files = write(binary, returns, view, Path(folder))
                graph = json.loads(files["json"].read_text(), parse_float=Decimal)
                check_json(graph)
                check_svg(files["svg"])
                if networkx:
                    check_graphml(networkx, files["graphml"], graph)
                if shutil.which("dot"):
                    check_dot(files["dot"], graph)
                print(f"{returns.name}, {view}: {len(graph['nodes'])} nodes, {len(graph['edges'])} edges agree")
    if missing:
        print("not checked, because it is not there:", ", ".join(missing))
        sys.exit(77)


if __name__ == "__main__":
    main()
