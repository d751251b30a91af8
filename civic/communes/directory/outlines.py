"""Geometry of the communes, computed once when the directory is built: centre, area, neighbours."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

# About ten metres: outlines are simplified, so two neighbours may leave a sliver between them.
_TOUCHING = 0.0001
_FARTHEST_TOWN_HALL_KM = 10.0


@dataclass(frozen=True, slots=True)
class Point:
    """Degrees, WGS 84."""

    latitude: float
    longitude: float


def kilometres(a: Point, b: Point) -> float:
    """Great-circle distance."""
    phi_a, phi_b = math.radians(a.latitude), math.radians(b.latitude)
    half = math.sin((phi_b - phi_a) / 2) ** 2
    half += math.cos(phi_a) * math.cos(phi_b) * math.sin(math.radians(b.longitude - a.longitude) / 2) ** 2
    return 2 * 6371.0 * math.asin(math.sqrt(half))


def credible_town_hall(point: Point | None, centre: Point | None) -> Point | None:
    """The point, unless it lies more than 10 km from the centre: its sign or its axes were swapped upstream."""
    if point is None or centre is None or kilometres(point, centre) > _FARTHEST_TOWN_HALL_KM:
        return None
    return point


def mean_point(points: "Iterable[Point]") -> Point | None:
    """The middle of some points; ``None`` when there is none."""
    all_points = list(points)
    if not all_points:
        return None
    latitude = sum(p.latitude for p in all_points) / len(all_points)
    longitude = sum(p.longitude for p in all_points) / len(all_points)
    return Point(round(latitude, 6), round(longitude, 6))


def geometry_of(hexadecimal: str) -> Any:
    """A shapely geometry from hexadecimal WKB; ``None`` for an absent or unreadable one."""
    import shapely  # noqa: PLC0415 - a development requirement: only the build needs it

    if hexadecimal in ("", r"\N"):
        return None
    try:
        geometry = shapely.from_wkb(hexadecimal)
    except shapely.errors.GEOSException:
        return None
    return None if geometry is None or geometry.is_empty else geometry


def centre_of(geometry: Any) -> Point:
    """The centroid, or a point inside when the centroid falls outside (crescents, archipelagos)."""
    centre = geometry.centroid
    if not geometry.contains(centre):
        centre = geometry.representative_point()
    return Point(round(centre.y, 6), round(centre.x, 6))


def area_km2(geometry: Any) -> float:
    """Approximate: the flat area around the geometry's own latitude."""
    phi = math.radians(geometry.centroid.y)
    # Kilometres in one degree of latitude and of longitude on the WGS 84 ellipsoid.
    per_latitude = 111.13295 - 0.55982 * math.cos(2 * phi)
    per_longitude = 111.41288 * math.cos(phi) - 0.0935 * math.cos(3 * phi)
    return float(round(geometry.area * per_latitude * per_longitude, 2))


def neighbours_of(geometries: dict[str, Any]) -> dict[str, list[str]]:
    """For each code, the codes of the communes whose outlines touch its own, in order."""
    import shapely  # noqa: PLC0415 - as above

    codes = list(geometries)
    tree = shapely.STRtree(list(geometries.values()))
    left, right = tree.query(list(geometries.values()), predicate="dwithin", distance=_TOUCHING)
    found: dict[str, list[str]] = {code: [] for code in codes}
    for a, b in zip(left.tolist(), right.tolist(), strict=True):
        if a != b:
            found[codes[a]].append(codes[b])
    return {code: sorted(others) for code, others in found.items()}
