"""How often codes may be asked for, whatever was given up in between: in the transaction of whoever asks."""

from civic.openings import queries, rules
from civic.openings.models import Opening
from civic.openings.refusals import TooManyCodes, TooManyPapers, TooSoonForAnother, TooSoonForPaper
from civic.throttles import actions as throttles

_CODES, _PAPERS = "opening codes", "opening papers"


def require_waited(*, opening: Opening | None) -> None:
    """Since the last mail, also of an opening that was given up, or if a paper came since."""
    if opening and (at := queries.another_code_at(opening)):
        serves = opening.is_going_on and not rules.is_spent(opening.failures)
        raise TooSoonForAnother(at, serves=serves)


def require_pace_of_codes(*, opening: Opening, source: str) -> None:
    """Of a commune's codes of the day, those who ask for their first one have some that nobody else takes."""
    person, place = f"person {opening.person_id}", f"commune {opening.commune_id}"
    over = _over(person, _CODES, rules.CODES_OF_PERSON) or _over(
        f"source {source}", _CODES, rules.CODES_OF_SOURCE
    )
    asked = [_over(f"{place} {who}", _CODES, 1) for who in (person, f"source {source}")]
    first = not any(asked)
    if not over:
        most = rules.FIRST_CODES_OF_COMMUNE if first else rules.OTHER_CODES_OF_COMMUNE
        over = _over(f"{place} {'first' if first else 'others'}", _CODES, most)
    if over:
        raise TooManyCodes


def require_pace_of_papers(*, opening: Opening, source: str) -> None:
    """One that was posted is waited for, also by whoever gave up and began again."""
    if posted_at := queries.posted_lately(opening):
        raise TooSoonForPaper(posted_at + rules.PAPER_LOST_AFTER)
    for subject, most in (
        (f"person {opening.person_id}", rules.PAPERS_OF_PERSON),
        (f"source {source}", rules.PAPERS_OF_SOURCE),
        (f"commune {opening.commune_id}", rules.PAPERS_OF_COMMUNE),
        ("all", rules.PAPERS_OF_ALL),
    ):
        if _over(subject, _PAPERS, most):
            raise TooManyPapers


def is_first_paper_of_day(*, opening: Opening) -> bool:
    """Of the commune: counts it."""
    return not _over(f"commune {opening.commune_id}", "opening papers written of", 1)


def _over(subject: str, activity: str, most: int) -> bool:
    return throttles.is_over_today(subject=subject, activity=activity, most=most)
