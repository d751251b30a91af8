"""« Inviter les administrés »: papers to print, words to copy."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe

from civic.core.access import Access, Request, page
from civic.core.clock import now
from civic.core.parts import STAYS, part
from civic.desk.actions.inviting import ask_papers
from civic.desk.enums import Paper
from civic.desk.queries import inviting as queries
from civic.ui.papers import GIVEN_UP_AFTER, pdf_answer, qr_code


@page(access=Access.TOWN_HALL, writes=True)
def invite(request: Request) -> HttpResponse:
    viewer = request.viewer
    if request.method == "POST":
        ask_papers(viewer=viewer)
        if not request.htmx:
            return redirect("invite", viewer.commune.slug)
    context = _papers_context(request)
    if request.htmx:
        return part(request, "desk/invite.html#papers", context, focus=STAYS, announcement="")
    context |= {
        "qr": mark_safe(qr_code(queries.sign_up_address(viewer.commune))),
        "address": queries.short_address(viewer.commune),
        "sign_up": queries.sign_up_address(viewer.commune),
        "text": queries.bulletin_text(viewer.commune),
    }
    return render(request, "desk/invite.html", context)


@page(access=Access.TOWN_HALL)
def invite_paper(request: Request, paper: str) -> HttpResponse:
    if paper not in Paper:
        raise Http404
    file = queries.open_paper(request.viewer, Paper(paper))
    return pdf_answer(file, f"{paper}-{request.viewer.commune.slug}.pdf")


def _papers_context(request: Request) -> dict[str, Any]:
    invitation = queries.invitation_of(request.viewer)
    is_ready = invitation is not None and invitation.ready_at is not None
    is_late = invitation is not None and not is_ready and now() - invitation.asked_at >= GIVEN_UP_AFTER
    changed = invitation is not None and invitation.digest != queries.papers_digest(request.viewer.commune)
    return {
        "papers": list(Paper) if is_ready and not changed else [],
        "waits": invitation is not None and not (is_ready or is_late),
        "late": is_late,
        "changed": is_ready and changed,
    }
