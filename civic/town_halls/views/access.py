"""Who edits the pages of a town hall."""

from civic.core.access import Access, page
from civic.town_halls.enums import EDIT_PAGE

reading = page(access=Access.TOWN_HALL, right=EDIT_PAGE)
editing = page(access=Access.TOWN_HALL, right=EDIT_PAGE, writes=True)
editing_files = page(access=Access.TOWN_HALL, right=EDIT_PAGE, writes=True, uploads=True)
