from collections.abc import Sequence
from functools import partial
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from civic.contents import saving
from civic.contents.enums import Status
from civic.contents.pages import pin_page
from civic.contents.refusals import ChangedMeanwhile
from civic.core.access import Access, Request, page
from civic.core.clock import now
from civic.core.form_keys import new_form_key
from civic.core.parts import STAYS, part
from civic.core.refusals import Refusal
from civic.core.throttles import FLAGGING
from civic.media import photo_rows, uploads
from civic.media.form_files import FormFiles
from civic.moderation.pages import flag_page
from civic.posts import actions, pages, queries, rules
from civic.posts.enums import FEATURE, PUBLISH
from civic.posts.forms import PostForm
from civic.posts.models import Post
from civic.threads.pages import comments as comment_pages
from civic.ui import rich_text
from civic.ui.forms import status_of
from civic.ui.fragments import Fragment
from civic.ui.french import counted
from civic.ui.layout import form_fillers

publishing = page(access=Access.TOWN_HALL, right=PUBLISH, feature=FEATURE, writes=True)
with_files = page(access=Access.TOWN_HALL, right=PUBLISH, feature=FEATURE, writes=True, uploads=True)


@page(access=Access.PUBLIC, feature=FEATURE)
def post_list(request: Request) -> HttpResponse:
    """Older publications: the next part of the feed for htmx, a page of its own without script."""
    viewer = request.viewer
    found = queries.feed(viewer, request.GET.get("avant", ""))
    pages_above = pages.pages_asked(request.GET)
    context: dict[str, Any] = {"items": _html(request, pages.items(viewer, found.rows))}
    if found.older:
        context["older_url"] = pages.older_url(viewer.commune.slug, found.older, pages_above + 1)
        context["pages"] = pages_above + 2 if request.htmx else None  # in the address of the commune's page
    if request.htmx:
        came = counted(len(found.rows), "publication de plus", "publications de plus")
        return part(request, "posts/post_list.html#more", context, focus=STAYS, announcement=came)
    return render(request, "posts/post_list.html", context)


@page(access=Access.PUBLIC, feature=FEATURE)
def post_detail(request: Request, post_id: UUID) -> HttpResponse:
    viewer = request.viewer
    try:
        post = queries.post_in_view(viewer, post_id)
    except Http404:
        if viewer.is_authenticated:
            raise
        # A resident who follows the link of a mail, signed out. Says the same whether the publication exists or not.
        return render(request, "posts/post_reserved.html", status=404)
    context = pages.card_context(post, viewer.commune, pinned=bool(post.pinned_at))
    context["is_new"] = rules.is_new(viewer, post, now())
    context |= {
        "item": comment_pages.rendered(
            request,
            post.thread,
            template="posts/post_item.html",
            context=context | {"heading": "h1"},
            others=pages.menu_fillers(viewer),
        ),
        "address": settings.SITE_URL + reverse("post_detail", args=[viewer.commune.slug, post.pk]),
        "description": rich_text.excerpt(post.body),
        "shows_reach": post.is_published and rules.may_publish(viewer),
        "picture": next((photo for photo in context["photos"] if photo.shared_picture), None),
    }
    return render(request, "posts/post_detail.html", context)


@page(access=Access.PUBLIC, feature=FEATURE)
def post_media(request: Request, post_id: UUID) -> HttpResponse:
    """What a page that is open asks for when a photo or the video is ready."""
    viewer = request.viewer
    post = queries.post_in_view(viewer, post_id)
    if not request.htmx:
        return redirect("post_detail", viewer.commune.slug, post.pk)
    context = pages.card_context(post, viewer.commune, pinned=bool(post.pinned_at))
    return part(request, "posts/post_media.html", context, focus=STAYS, announcement="")


@page(access=Access.PUBLIC, feature=FEATURE)
def post_share(request: Request, post_id: UUID) -> HttpResponse:
    """The ways to pass a publication on: in the menu of the feed, or as a page without script."""
    post = queries.post_in_view(request.viewer, post_id)
    context = {
        "post": post,
        "share_url": settings.SITE_URL + reverse("post_detail", args=[request.viewer.commune.slug, post.pk]),
    }
    if request.htmx:
        return part(request, "posts/post_share.html#ways", context, focus=STAYS, announcement="")
    return render(request, "posts/post_share.html", context)


@with_files
def post_new(request: Request) -> HttpResponse:
    viewer = request.viewer
    if request.method == "POST":
        return _save(request, None)
    audience, comments_open = queries.usual_settings(viewer.commune.id)
    initial = {"audience": audience, "comments_open": comments_open, "when": "now", "key": new_form_key()}
    return _editor(request, PostForm(viewer=viewer, initial=initial), None)


@with_files
def post_edit(request: Request, post_id: UUID) -> HttpResponse:
    viewer = request.viewer
    post = queries.post_in_view(viewer, post_id)
    if request.method == "POST":
        return _save(request, post)
    return _editor(request, PostForm.for_post(viewer, post), post)


@with_files
def post_preview(request: Request) -> HttpResponse:
    """What residents will see, while it is written. Saves nothing."""
    if request.method != "POST":
        return redirect("post_new", request.viewer.commune.slug)
    form = PostForm(request.POST, viewer=request.viewer)
    return render(request, "posts/post_preview.html", _preview_context(request, form))


@publishing
def post_delete(request: Request, post_id: UUID) -> HttpResponse:
    viewer = request.viewer
    if request.method == "POST":
        post = actions.remove_post(viewer=viewer, post_id=post_id)
        undo = reverse("post_restore", args=[viewer.commune.slug, post_id])
        sentence = "Le brouillon est supprimé." if post.is_draft else "La publication est supprimée."
        messages.success(request, sentence, extra_tags=undo)
        if not post.is_published:
            return redirect("post_unpublished", viewer.commune.slug)
    return redirect("commune_page", viewer.commune.slug)


@publishing
def post_restore(request: Request, post_id: UUID) -> HttpResponse:
    if request.method == "POST":
        post = actions.restore_post(viewer=request.viewer, post_id=post_id)
        sentence = "Le brouillon est revenu." if post.is_draft else "La publication est revenue."
        messages.success(request, sentence)
        if not post.is_published:
            return redirect("post_unpublished", request.viewer.commune.slug)
    return redirect("commune_page", request.viewer.commune.slug)


@publishing
def post_pin(request: Request, post_id: UUID) -> HttpResponse:
    viewer = request.viewer
    post = queries.post_in_view(viewer, post_id)
    return pin_page(
        request,
        content=post,
        title=queries.title_of(post),
        back=reverse("commune_page", args=[viewer.commune.slug]),
        pin=partial(actions.pin_post, viewer=viewer, post_id=post_id, pinned=True),
    )


@publishing
def post_unpin(request: Request, post_id: UUID) -> HttpResponse:
    if request.method == "POST":
        actions.pin_post(viewer=request.viewer, post_id=post_id, pinned=False)
        messages.success(request, "La publication n’est plus épinglée.")
    return redirect("commune_page", request.viewer.commune.slug)


@page(access=Access.TOWN_HALL, right=PUBLISH, feature=FEATURE)
def post_unpublished(request: Request) -> HttpResponse:
    """« Brouillons et programmées »."""
    viewer = request.viewer
    context = {
        "scheduled": queries.unpublished(viewer, Status.SCHEDULED),
        "drafts": queries.unpublished(viewer, Status.DRAFT),
    }
    return render(request, "posts/post_unpublished.html", context)


@page(access=Access.MEMBER, feature=FEATURE, writes=True, throttle=FLAGGING)
def post_flag(request: Request, post_id: UUID) -> HttpResponse:
    viewer = request.viewer
    post = queries.post_in_view(viewer, post_id)
    return flag_page(
        request,
        flagged="une publication",
        author=f"Mairie {viewer.commune.of_name}",
        text=post.title or rich_text.excerpt(post.body),
        back=reverse("post_detail", args=[viewer.commune.slug, post.pk]),
        flag=partial(actions.flag_post, viewer=viewer, post_id=post_id),
    )


def _html(request: Request, items: Sequence[Fragment]) -> SafeString:
    """Cached renderings, finished, for a template around them."""
    fillers = form_fillers(request)
    return mark_safe(b"".join(item.finished(fillers) for item in items).decode())


def _save(request: Request, post: Post | None) -> HttpResponse:
    """Publish, schedule or keep as a draft, as the button says. Errors come back with everything that was typed."""
    viewer = request.viewer
    form = _received(request, post)
    if _rearranged(request, form):
        return _editor(request, form, post)
    if not form.is_valid():
        return _editor(request, form, post, status=status_of(form))
    content = actions.PostContent(**form.fields_of_content())
    try:
        saved = saving.save(
            form,
            content,
            viewer=viewer,
            edit=partial(actions.edit_post, post_id=post.pk) if post else None,
            publish=actions.publish_post,
            save_draft=actions.save_draft,
        )
    except Refusal as refusal:
        form.add_refusal(refusal)
        if post and isinstance(refusal, ChangedMeanwhile):
            # The second of two editors sees what the first one saved, beside their own text.
            current = queries.post_in_view(viewer, post.pk)
            return _editor(request, form, current, status=status_of(form), other=current)
        return _editor(request, form, post, status=status_of(form))
    sentence = saving.sentence_of_saved(
        saved,
        post,
        scheduled="La publication est programmée.",
        published="Publiée\u202f! Vos administrés peuvent la lire.",
    )
    messages.success(request, sentence, extra_tags=saving.draft_name(viewer, "post", post))
    slug = viewer.commune.slug
    address = (
        reverse("post_detail", args=[slug, saved.pk])
        if saved.is_published
        else reverse("post_unpublished", args=[slug])
    )
    return uploads.go_on(request, address)


def _received(request: Request, post: Post | None) -> PostForm:
    files = FormFiles(request)
    files.receive_photos(limit=rules.MAX_MEDIA, too_many=actions.TooManyMedia.message)
    files.receive_video()
    files.receive_link(post.link if post else None)
    return PostForm(files.data, viewer=request.viewer, post=post, problems=files.problems)


def _rearranged(request: Request, form: PostForm) -> bool:
    """Without script, the arrows and the bin of a photo are buttons of the form."""
    if photo_rows.rearranged([], request.POST) is None:
        return False
    form.is_valid()
    form.photos = photo_rows.rearranged(form.photos, request.POST) or []
    if form.video and str(form.video.pk) == request.POST.get("media_remove"):
        form.video = None
    return True


def _editor(
    request: Request, form: PostForm, post: Post | None, *, status: int = 200, other: Post | None = None
) -> HttpResponse:
    context = {
        "form": form,
        "post": post,
        "other": other,
        "draft_name": saving.draft_name(request.viewer, "post", post),
        "back_url": reverse(
            "post_unpublished" if post and not post.is_published else "commune_page",
            args=[request.viewer.commune.slug],
        ),
        **_preview_context(request, form),
    }
    return render(request, "posts/post_edit.html", context, status=status)


def _preview_context(request: Request, form: PostForm) -> dict[str, Any]:
    viewer = request.viewer
    values = form.data if form.is_bound else form.initial
    later = values.get("when") == "later" and values.get("publish_at")
    draft = SimpleNamespace(
        id="apercu",
        thread_id="apercu",
        title=values.get("title") or "",
        body=form.body() if form.is_bound else form.rich_content,
        audience=values.get("audience"),
        author=SimpleNamespace(full_name=viewer.name),
        author_title=viewer.title if not form.post else form.post.author_title,
        link=form.link_card,
    )
    return {
        "draft": draft,
        "when": "À la date choisie" if later else "À l’instant",
        "photos": form.photos,
        "videos": [form.video] if form.video else [],
        "preview": True,
        "problem": " ".join(map(str, form["content"].errors)) if form.is_bound else "",
    }
