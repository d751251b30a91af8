"""Builds the Viewer: one statement for a page of a commune, one for a personal page, none for a visitor's.

Written in SQL because it runs on every request: the same through the ORM costs more than the rest of the feed page.
"""

import json
from datetime import datetime
from functools import cache, lru_cache
from typing import Any, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.core import validators
from django.db import connection
from django.http import Http404, HttpRequest
from django.utils.crypto import constant_time_compare

from civic.accounts.enums import Civility
from civic.accounts.models import Person, session_hash
from civic.communes.directory.names import of_name
from civic.core import registry
from civic.core.access import Request
from civic.core.clock import now, stored_moment
from civic.core.ids import stored_id
from civic.core.text import unaccented
from civic.core.viewer import ROLES, SESSION_ID, VISITOR, Banner, Belonging, CommuneInView, Moved, Viewer
from civic.delegations.models import ANSWERED_WITHIN
from civic.restrictions.enums import RestrictionReason, RestrictionScope
from civic.ui import french
from civic.ui.last_commune import LAST_COMMUNE, homes_of

# A photo that is still being prepared has no file yet: until then the initials stand there.
_PHOTO = "(SELECT f.id FROM media_media f WHERE f.id = p.photo_id AND f.status = 'ready')"
_STRONG = "EXISTS (SELECT 1 FROM mfa_authenticator a WHERE a.user_id = p.id AND a.type = 'totp')"
_STAFF = f"CASE WHEN NOT p.is_staff THEN 0 WHEN {_STRONG} THEN 2 ELSE 1 END"
# The twin of `models.DelegationQuerySet.offers`.
_INVITED = (
    "EXISTS (SELECT 1 FROM delegations_delegation i WHERE i.person_id = p.id AND i.accepted_at IS NULL"
    " AND i.declined_at IS NULL AND i.withdrawn_at IS NULL AND i.offered_at > %(offered_after)s"
    " AND (i.ends_at IS NULL OR i.ends_at > %(now)s))"
)
_PERSON = (
    f"p.id, p.first_name, p.last_name, {_STAFF}, {_PHOTO}, p.password, p.session_version, p.pinned_entries,"
    f" {_INVITED}"
)

# Someone who signed out is gone, whoever still holds a copy of the cookie.
_SIGNED_IN = "p.is_active AND NOT EXISTS (SELECT 1 FROM accounts_endedsession e WHERE e.key = %(session)s)"

# Of a delegation `d`: the twin of `models.delegations.DelegationQuerySet.running`.
_RUNNING = (
    "d.accepted_at IS NOT NULL AND d.withdrawn_at IS NULL"
    " AND d.starts_at <= %(now)s AND (d.ends_at IS NULL OR d.ends_at > %(now)s)"
)

# Each commune once, with the highest role held there.
_OTHERS = """(
    SELECT {aggregate}(o.id || '|' || r.role || '|' || o.slug || '|' || o.name, '\n')
    FROM (SELECT commune_id, MAX(role) AS role FROM (
        SELECT commune_id, CASE status WHEN 'accepted' THEN 1 ELSE 0 END AS role FROM memberships_membership
            WHERE person_id = p.id AND status IN ('pending', 'accepted')
        UNION ALL SELECT commune_id, 2 FROM town_halls_office WHERE person_id = p.id AND ended_at IS NULL
        UNION ALL SELECT commune_id, CASE WHEN rights <> '[]' THEN 2 ELSE 0 END FROM delegations_delegation d
            WHERE person_id = p.id AND {running}
        UNION ALL SELECT commune_id, 0 FROM memberships_follow WHERE person_id = p.id) held GROUP BY commune_id) r
    JOIN communes_commune o ON o.id = r.commune_id)"""

# At most one is open (`one_open_restriction`), and it holds from its row on, whatever a clock that went back says.
_RESTRICTION = """(
    SELECT CAST(s.scopes AS text) || '|' || CAST(s.ends_at AS text) || '|' || s.reason FROM restrictions_restriction s
    WHERE s.commune_id = c.id AND s.person_id = p.id AND s.closed_at IS NULL AND s.ends_at > %(now)s)"""

# « mme » of who holds office; before the town hall joins, « F » of the official register.
_MAYOR = """COALESCE((SELECT y.civility FROM town_halls_office w JOIN accounts_person y ON y.id = w.person_id
        WHERE w.commune_id = c.id AND w.ended_at IS NULL), c.mayor_sex)"""

_IN_COMMUNE = """
SELECT {person}, {others},
    m.status, h.id, d.rights, d.title, d.starts_at, h.began_at, {strong}, {former}, {mandate}, {restriction},
    c.id, c.slug, c.code, c.name, c.article, c.timezone, c.version, t.version, t.feature_decisions, k.slug,
    c.is_current, t.colour, CASE WHEN t.emblem_shown THEN t.emblem_id END, {mayor}, t.banner
FROM communes_commune c
LEFT JOIN town_halls_townhall t ON t.commune_id = c.id
LEFT JOIN communes_commune k ON k.id = c.merged_into_id
LEFT JOIN accounts_person p ON p.id = %(person)s AND {signed_in}
LEFT JOIN memberships_membership m ON m.commune_id = c.id AND m.person_id = p.id
LEFT JOIN town_halls_office h ON h.commune_id = c.id AND h.person_id = p.id AND h.ended_at IS NULL
LEFT JOIN delegations_delegation d ON d.commune_id = c.id AND d.person_id = p.id AND {running}
WHERE {where}"""

# When the last delegation that the person accepted here was over.
_FORMER = """(SELECT MAX(COALESCE(f.withdrawn_at, f.ends_at)) FROM delegations_delegation f
        WHERE f.commune_id = c.id AND f.person_id = p.id AND f.accepted_at IS NOT NULL
            AND COALESCE(f.withdrawn_at, f.ends_at) <= %(now)s)"""

# When the last mandate of the person here was over.
_MANDATE = """(SELECT MAX(u.ended_at) FROM town_halls_office u
        WHERE u.commune_id = c.id AND u.person_id = p.id AND u.ended_at <= %(now)s)"""

_ALONE = "SELECT {person}, {others} FROM accounts_person p WHERE p.id = %(person)s AND {signed_in}"


_DELEGATION = "Votre procuration a pris fin le {}."
_OFFICE = "Votre mandat de maire a pris fin sur cette page le {}. Si c’est une erreur, écrivez-nous."
_WOMEN = {Civility.MADAME.value, "F"}

_Proof = tuple[str, str]  # what a session carries: the digest of the password and version, and its own id


def build_viewer(request: HttpRequest | None, slug: str | None) -> Viewer:
    """The viewer of a request, in the commune of its address. Http404 for a commune that does not exist, Moved after
    a merger. A session that was signed out, or whose password or version is no longer the person's, is a visitor's.

    Such a session is emptied at once: the pages of the sign-in library, which look at it by themselves, find nobody in
    it, and its cookie is never signed again for longer than it had. Without a request it is a visitor's, whose session
    nobody has looked for.
    """
    if request is None or not request.session.get(SESSION_KEY):
        return VISITOR if slug is None else _in_commune("c.slug = %(commune)s", slug, None)
    session = request.session
    person_id = UUID(session[SESSION_KEY])
    proof = session.get(HASH_SESSION_KEY, ""), session.get(SESSION_ID, "")
    viewer = (
        _on_own_page(request, person_id, proof)
        if slug is None
        else _in_commune("c.slug = %(commune)s", slug, person_id, proof)
    )
    if not viewer.is_authenticated:
        session.flush()
    return viewer


def viewer_for(*, person_id: UUID | None, commune_id: int) -> Viewer:
    """The same without a request, for tasks and tests."""
    return _in_commune("c.id = %(commune)s", commune_id, person_id)


def viewer_alone(*, person_id: UUID) -> Viewer:
    """The person in no commune, with all that they belong to; a visitor for one who is no longer here."""
    rows = _rows(_ALONE, "", person_id, None, None)
    return Viewer(**_person(rows[0])) if rows else VISITOR


def _on_own_page(request: HttpRequest, person_id: UUID, proof: _Proof) -> Viewer:
    """In no commune. Whom the frame shows, in the commune that the device remembers, is read with them."""
    slug = request.COOKIES.get(LAST_COMMUNE, "")
    known = slug if validators.slug_re.fullmatch(slug) else ""
    rows = _rows(_IN_COMMUNE, "c.slug = %(commune)s", person_id, known, proof) if known else []
    try:
        around = _viewer_in(rows, proof) if rows else VISITOR
    except (Moved, Http404):
        around = VISITOR
    if around.communes and homes_of(around.communes, slug)[0].slug == slug:
        cast(Request, request).viewer_around = around
        return Viewer(**_person(rows[0]))
    return _alone(person_id, proof)


def _alone(person_id: UUID, proof: _Proof) -> Viewer:
    rows = _rows(_ALONE, "", person_id, None, proof)
    if not rows or not _is_proven(rows[0], proof):
        return VISITOR
    return Viewer(**_person(rows[0]))


def _in_commune(where: str, key: str | int, person_id: UUID | None, proof: _Proof | None = None) -> Viewer:
    rows = _rows(_IN_COMMUNE, where, person_id, key, proof)
    if not rows:
        raise Http404
    return _viewer_in(rows, proof)


def _viewer_in(rows: list[tuple[Any, ...]], proof: _Proof | None) -> Viewer:
    """From the rows of `_IN_COMMUNE`, one for each delegation held there."""
    row = rows[0]
    membership, office, _, _, _, began_at, has_strong, former, mandate, restriction, *commune_columns = row[
        10:
    ]
    (
        id_, slug, code, name, article, zone, version, town_hall_version, decisions, successor, is_current, colour,
        emblem, mayor, banner,
    ) = commune_columns  # fmt: skip
    if successor:
        raise Moved(successor, name)
    if not is_current:
        raise Http404
    commune = CommuneInView(
        id=id_,
        slug=slug,
        code=code,
        name=name,
        of_name=of_name(name, article),
        time_zone=zone,
        version=version * 1_000_000 + (town_hall_version or 0),
        has_town_hall=town_hall_version is not None,
        colour=colour or "",
        emblem_id=_key(emblem),
        the_mayor="La maire" if mayor in _WOMEN else "Le maire",
    )
    on = _features(decisions) if decisions else frozenset()
    above = _banner(banner) if banner else None
    if row[0] is None or not _is_proven(row, proof):
        return Viewer(commune=commune, features=on, banner=above)
    given = frozenset().union(*(_set(line[12]) for line in rows if line[12]))
    withheld = frozenset() if has_strong or office is not None else given & registry.guarded_rights()
    acts = office is not None or bool(given)
    # Whoever speaks for the town hall speaks.
    restricted = _restriction(restriction) if restriction and not acts else {}
    return Viewer(
        **_person(row) | {"is_strong": bool(has_strong)},
        **restricted,
        commune=commune,
        membership=membership or "",
        is_mayor=office is not None,
        acts_since=_acts_since(rows, began_at),
        title="Maire" if office is not None else _title(rows) if given else "",
        rights=given - withheld,
        withheld=withheld,
        former="" if acts else _former(former, mandate, zone),
        features=on,
        banner=above,
    )


def _rows(
    template: str,
    where: str,
    person_id: UUID | None,
    commune: str | int | None,
    proof: _Proof | None,
) -> list[tuple[Any, ...]]:
    moment = now()
    parameters = {
        "person": Person._meta.pk.get_db_prep_value(person_id, connection),
        "now": connection.ops.adapt_datetimefield_value(moment),
        "offered_after": connection.ops.adapt_datetimefield_value(moment - ANSWERED_WITHIN),
        "commune": commune,
        "session": proof[1] if proof else "",
    }
    with connection.cursor() as cursor:
        cursor.execute(_sql(template, where, connection.vendor), parameters)
        return cursor.fetchall()


@cache
def _sql(template: str, where: str, vendor: str) -> str:
    aggregate = "string_agg" if vendor == "postgresql" else "group_concat"
    return template.format(
        signed_in=_SIGNED_IN,
        person=_PERSON,
        others=_OTHERS.format(aggregate=aggregate, running=_RUNNING),
        running=_RUNNING,
        strong=_STRONG,
        former=_FORMER,
        mandate=_MANDATE,
        restriction=_RESTRICTION,
        mayor=_MAYOR,
        where=where,
    )


@lru_cache(maxsize=1000)
def _set(text: str) -> frozenset[str]:
    """A stored list of rights."""
    return frozenset(json.loads(text))


@lru_cache(maxsize=1000)
def _favourites(text: str) -> tuple[str, ...]:
    return tuple(json.loads(text))


@lru_cache(maxsize=1000)
def _features(text: str) -> frozenset[str]:
    """What is on, from what a town hall decided."""
    return registry.features_on(json.loads(text))


@lru_cache(maxsize=1000)
def _banner(text: str) -> Banner:
    return Banner.read(text)


def _acts_since(rows: list[tuple[Any, ...]], began_at: datetime | str | None) -> datetime | None:
    begun = [began_at, *(line[14] for line in rows if line[12])]
    return min((stored_moment(one) for one in begun if one), default=None)


def _title(rows: list[tuple[Any, ...]]) -> str:
    """Of the delegation that began first."""
    titles = [(str(line[14]), line[13]) for line in rows if line[12]]
    return min(titles)[1] if titles else ""


def _former(delegation: datetime | str | None, mandate: datetime | str | None, zone: str) -> str:
    """What is over here, the last of them: "" where nothing is."""
    ends = [
        (stored_moment(end), name) for end, name in ((delegation, _DELEGATION), (mandate, _OFFICE)) if end
    ]
    if not ends:
        return ""
    (ended_at, sentence), here = max(ends), ZoneInfo(zone)
    return sentence.format(french.day_time(ended_at.astimezone(here), now().astimezone(here)))


def _is_proven(row: tuple[Any, ...], proof: _Proof | None) -> bool:
    """Without a session, whoever asks on behalf of the person answers for them. One without its id was never signed in
    here."""
    if proof is None:
        return True
    return bool(proof[1]) and constant_time_compare(proof[0], session_hash(row[5], row[6]))


def _person(row: tuple[Any, ...]) -> dict[str, Any]:
    id_, first_name, last_name, staff, photo_id = row[:5]
    communes = [_belonging(*line.split("|", 3)) for line in (row[9] or "").splitlines()]
    return {
        "person_id": _key(id_),
        "name": f"{first_name} {last_name}",
        "initials": (first_name[:1] + last_name[:1]).upper(),
        "photo_id": _key(photo_id),
        "is_staff": staff > 0,
        "is_strong": staff == 2,
        "favourites": _favourites(row[7]),
        "is_invited": bool(row[8]),
        "communes": tuple(sorted(communes, key=lambda commune: unaccented(commune.name))),
    }


def _key(value: UUID | str | None) -> UUID | None:
    return stored_id(value) if value else None


def _restriction(text: str) -> dict[str, Any]:
    scopes, ends_at, reason = text.split("|")
    known = reason in RestrictionReason.values
    return {
        "restrictions": RestrictionScope.reached(json.loads(scopes)),
        "restricted_until": stored_moment(ends_at),
        "restricted_for": str(RestrictionReason(reason).label).lower() if known else "",
    }


def _belonging(commune_id: str, role: str, slug: str, name: str) -> Belonging:
    return Belonging(int(commune_id), slug, name, ROLES[int(role)])
