from collections.abc import Mapping

from fountains import queries

from civic.core.viewer import Viewer


def beside_feed(viewer: Viewer) -> str:
    return f"<p>Fontaines de {viewer.commune.name}</p>"


def own_fountains(viewer: Viewer, asked: Mapping[str, str]) -> str:
    return f"<p>{len(queries.fountains_of(viewer))} fontaine(s) pour {viewer.name}</p>"
