from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from civic.comments import actions, pages, queries
from civic.comments.enums import MODERATE_COMMENTS
from civic.comments.forms import RemoveForm
from civic.comments.models import Comment, Thread
from civic.core.access import Access, Request, page
from civic.core.refusals import Refusal
from civic.moderation.pages import flag_page
from civic.ui.frame import finish
from civic.ui.kept import Kept


def _fill(request: Request, html: str, *, liked: bool = False) -> str:
    return finish(request, Kept(html).fill(pages.fillers(request.viewer, liked=liked)), {}).decode()


def _comment_html(request: Request, comment: Comment) -> str:
    html = render_to_string("comments/comment.html", {"comment": comment, "commune": request.viewer.commune})
    return _fill(request, html)


def _back(thread: Thread, anchor: str = "") -> HttpResponse:
    return redirect(f"{thread.page}#{anchor}" if anchor else thread.page)


@page(access=Access.MEMBER, writes=True)
def comment_list(request: Request, thread_id: UUID) -> HttpResponse:
    """GET: a page of older comments. POST: write one."""
    if request.method == "POST":
        return _comment_create(request, thread_id)
    found = queries.comments_before(request.viewer, thread_id, request.GET.get("avant", ""))
    thread = queries.thread_in_view(request.viewer, thread_id)
    context = pages.thread_context(request.viewer, thread, found)
    html = _fill(request, render_to_string("comments/comment_list.html#older", context))
    if request.htmx:
        return HttpResponse(html)
    return render(request, "comments/comment_list.html", context | {"list": mark_safe(html)})


def _comment_create(request: Request, thread_id: UUID) -> HttpResponse:
    viewer, typed = request.viewer, request.POST.get("body", "")
    thread = queries.thread_in_view(viewer, thread_id)
    try:
        comment = actions.write_comment(
            viewer=viewer, thread_id=thread_id, body=typed, key=request.POST.get("key", "")
        )
    except Refusal as refusal:
        # What was typed stays in the form, with the reason beside it.
        context = {
            "commune": viewer.commune, "viewer": viewer, "id": thread_id, "body": typed[:20_000],
            "key": request.POST.get("key", ""), "error": refusal.message,
            "restricted": isinstance(refusal, actions.RestrictedFromSpeaking),
        }  # fmt: skip
        template = "comments/comment_form.html" if request.htmx else "comments/comment_new.html"
        return render(request, template, context | {"thread": thread}, status=refusal.status)
    if not request.htmx:
        return _back(thread, f"commentaire-{comment.pk}")
    form = _fill(request, render_to_string("comments/thread_form.html", {"thread": thread}))
    # The new comment joins the list, out of band; the form comes back empty, ready for another.
    added = f'<ol hx-swap-oob="beforeend:#liste-{thread.pk}">{_comment_html(request, comment)}</ol>'
    return HttpResponse(form + added)


@page(access=Access.MEMBER)
def comment_detail(request: Request, comment_id: UUID) -> HttpResponse:
    """One comment as it stands: what cancelling an edit puts back."""
    comment = queries.comment_in_view(request.viewer, comment_id)
    return HttpResponse(_comment_html(request, comment)) if request.htmx else _back(comment.thread)


@page(access=Access.MEMBER, writes=True)
def comment_edit(request: Request, comment_id: UUID) -> HttpResponse:
    viewer = request.viewer
    comment = queries.comment_in_view(viewer, comment_id)
    body, error, status = comment.body, "", 200
    if request.method == "POST":
        try:
            comment = actions.edit_comment(
                viewer=viewer, comment_id=comment_id, body=request.POST.get("body", "")
            )
        except Refusal as refusal:
            if refusal.status == 403 and not isinstance(refusal, actions.RestrictedFromSpeaking):
                raise
            body, error, status = request.POST.get("body", "")[:20_000], refusal.message, refusal.status
        else:
            anchor = f"commentaire-{comment.pk}"
            return (
                HttpResponse(_comment_html(request, comment))
                if request.htmx
                else _back(comment.thread, anchor)
            )
    context = {"comment": comment, "body": body, "error": error}
    if request.htmx:
        return render(request, "comments/comment_edit.html#form", context | {"tag": "li"}, status=status)
    return render(request, "comments/comment_edit.html", context, status=status)


@page(access=Access.MEMBER, writes=True)
def comment_delete(request: Request, comment_id: UUID) -> HttpResponse:
    """One's own."""
    comment = queries.comment_in_view(request.viewer, comment_id)
    if request.method == "POST":
        comment = actions.remove_own_comment(viewer=request.viewer, comment_id=comment_id)
        if request.htmx:
            return HttpResponse(_comment_html(request, comment))
        messages.success(request, "Votre commentaire est supprimé.")
    return _back(comment.thread)


@page(access=Access.TOWN_HALL, right=MODERATE_COMMENTS, writes=True)
def comment_remove(request: Request, comment_id: UUID) -> HttpResponse:
    """Anyone's, by the town hall, with a reason."""
    comment = queries.comment_in_view(request.viewer, comment_id)
    form = RemoveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.remove_comment(
            viewer=request.viewer, comment_id=comment_id, reason=form.cleaned_data["reason"]
        )
        messages.success(request, "Le commentaire est retiré. Votre motif a pris sa place.")
        return _back(comment.thread, f"commentaire-{comment.pk}")
    context = {"comment": comment, "form": form}
    return render(request, "comments/comment_remove.html", context, status=422 if form.errors else 200)


@page(access=Access.MEMBER, writes=True)
def comment_flag(request: Request, comment_id: UUID) -> HttpResponse:
    comment = queries.comment_in_view(request.viewer, comment_id)
    return flag_page(
        request,
        what="un commentaire",
        author=comment.author.full_name,
        text=comment.body,
        back=comment.thread.page,
        flag=partial(actions.flag_comment, viewer=request.viewer, comment_id=comment_id),
    )


@page(access=Access.MEMBER, writes=True)
def thread_like(request: Request, thread_id: UUID) -> HttpResponse:
    return _set_like(request, thread_id, liked=True)


@page(access=Access.MEMBER, writes=True)
def thread_unlike(request: Request, thread_id: UUID) -> HttpResponse:
    return _set_like(request, thread_id, liked=False)


def _set_like(request: Request, thread_id: UUID, *, liked: bool) -> HttpResponse:
    if request.method != "POST":
        return _back(queries.thread_in_view(request.viewer, thread_id))
    thread = actions.set_like(viewer=request.viewer, thread_id=thread_id, liked=liked)
    if not request.htmx:
        return _back(thread, f"aimer-{thread.pk}")
    html = render_to_string("comments/like.html", {"thread": thread})
    return HttpResponse(_fill(request, html, liked=liked))
