from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from civic.contents import saving
from civic.core.access import Access, Request, page
from civic.core.form_keys import new_form_key
from civic.core.refusals import Refusal
from civic.core.text import whole_number
from civic.links import actions, queries, rules
from civic.links.enums import FEATURE
from civic.links.forms import LinkForm
from civic.links.models import UsefulLink
from civic.town_halls.enums import EDIT_PAGE
from civic.ui.forms import status_of

editing = page(access=Access.TOWN_HALL, right=EDIT_PAGE, feature=FEATURE, writes=True)


@page(access=Access.PUBLIC, feature=FEATURE)
def link_list(request: Request) -> HttpResponse:
    """« Liens utiles »: for everyone; with its tools for who keeps them."""
    return _page(request)


@editing
def link_new(request: Request) -> HttpResponse:
    if request.method != "POST":
        return _form(request, LinkForm(initial={"key": new_form_key()}))
    return _save(request, None)


@editing
def link_edit(request: Request, useful_link_id: UUID) -> HttpResponse:
    link = queries.link_in_view(request.viewer, useful_link_id)
    if request.method != "POST":
        initial = {name: getattr(link, name) for name in ("title", "url", "description", "version")}
        return _form(request, LinkForm(initial=initial), link)
    return _save(request, link)


@editing
def link_move(request: Request, useful_link_id: UUID) -> HttpResponse:
    """`to`: its new place, by the arrows or by the hand that dragged it."""
    direction = next((name for name in ("up", "down", "to") if name in request.POST), "to")
    to = whole_number(request.POST.get(direction, ""), figures=3)
    if request.method == "POST" and to is not None:
        link = actions.move_link(viewer=request.viewer, useful_link_id=useful_link_id, to=to)
        if request.htmx:
            announcement = f"« {link.title} » en position {link.position + 1}"
            return _page(request, moved=link, announcement=announcement, direction=direction)
    return _back(request)


@editing
def link_delete(request: Request, useful_link_id: UUID) -> HttpResponse:
    if request.method == "POST":
        actions.remove_link(viewer=request.viewer, useful_link_id=useful_link_id)
        undo = reverse("link_restore", args=[request.viewer.commune.slug, useful_link_id])
        messages.success(request, "Le lien est supprimé.", extra_tags=undo)
    return _back(request)


@editing
def link_restore(request: Request, useful_link_id: UUID) -> HttpResponse:
    if request.method == "POST":
        actions.restore_link(viewer=request.viewer, useful_link_id=useful_link_id)
        messages.success(request, "Le lien est revenu.")
    return _back(request)


@editing
def link_check(request: Request, useful_link_id: UUID) -> HttpResponse:
    if request.method == "POST":
        actions.enqueue_check(viewer=request.viewer, useful_link_id=useful_link_id)
        messages.success(request, "Nous vérifions ce lien : rechargez la page dans une minute.")
    return _back(request)


def _page(
    request: Request, *, moved: UsefulLink | None = None, announcement: str = "", direction: str = ""
) -> HttpResponse:
    links = queries.links_of(request.viewer)
    may_edit = rules.may_keep_links(request.viewer)
    context = {
        "links": links,
        "may_edit": may_edit,
        "is_full": len(links) >= rules.MAX_LINKS,
        "dead": sum(link.is_dead for link in links) if may_edit else 0,
        "moved": moved,
        "announcement": announcement,
        "direction": direction,
    }
    return render(request, "links/link_list.html", context)


def _save(request: Request, link: UsefulLink | None) -> HttpResponse:
    form = LinkForm(request.POST)
    if form.is_valid():
        try:
            saving.save(
                form,
                actions.LinkContent(**form.fields_of_content()),
                viewer=request.viewer,
                edit=partial(actions.edit_link, useful_link_id=link.pk) if link else None,
                publish=actions.add_link,
            )
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, "Le lien est enregistré." if link else "Le lien est ajouté.")
            return _back(request)
    return _form(request, form, link)


def _form(request: Request, form: LinkForm, link: UsefulLink | None = None) -> HttpResponse:
    context = {"form": form, "link": link}
    return render(request, "links/link_form.html", context, status=status_of(form))


def _back(request: Request) -> HttpResponse:
    return redirect("link_list", request.viewer.commune.slug)
