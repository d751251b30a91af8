"""What a screen reader is given: the browser's accessibility tree."""

from typing import Any, NamedTuple

from playwright.sync_api import Page

LIVE = {"status", "alert"}


class Node(NamedTuple):
    role: str
    name: str
    description: str = ""


def tree(page: Page) -> dict[str, dict[str, Any]]:
    """Nodes by id. Those that the reader does not stop at are in it too: they hold others."""
    session = page.context.new_cdp_session(page)
    nodes: list[dict[str, Any]] = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    return {node["nodeId"]: node for node in nodes}


def properties(node: dict[str, Any]) -> dict[str, Any]:
    return {one["name"]: one["value"].get("value") for one in node.get("properties", [])}


def role_of(node: dict[str, Any]) -> str:
    return str(node.get("role", {}).get("value", ""))


def words_of(node: dict[str, Any], nodes: dict[str, dict[str, Any]]) -> str:
    if role_of(node) == "StaticText":
        return str(node["name"]["value"])
    children = [nodes[child] for child in node.get("childIds", ()) if child in nodes]
    return " ".join(" ".join(words_of(child, nodes) for child in children).split())


def focused(page: Page) -> Node:
    """Where the reader is: `RootWebArea` is nowhere. Without a name, the words in it stand for it."""
    nodes = tree(page)
    node = [one for one in nodes.values() if properties(one).get("focused")][-1]
    name, description = (
        " ".join(str(node.get(part, {}).get("value", "")).split()) for part in ("name", "description")
    )
    return Node(role_of(node), name or words_of(node, nodes), description)


def read_aloud(page: Page) -> list[str]:
    """The words in live regions."""
    nodes = tree(page)
    lines = [words_of(node, nodes) for node in nodes.values() if role_of(node) in LIVE]
    return [line for line in lines if line]
