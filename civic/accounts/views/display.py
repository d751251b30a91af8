"""« Affichage »: light or dark on this device, and what stands first in the menu."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from civic.accounts.actions import display as actions
from civic.core.access import Access, Request, page
from civic.ui.display import Appearance, choose_appearance, chosen_appearance
from civic.ui.last_commune import layout_viewer
from civic.ui.menu import menu_for

own = page(access=Access.SIGNED_IN, writes=True)

_LABELS = {
    Appearance.DEVICE: ("Comme l’appareil", "Clair le jour, sombre le soir si votre appareil le fait."),
    Appearance.LIGHT: ("Claire", "Texte foncé sur fond clair."),
    Appearance.DARK: ("Sombre", "Texte clair sur fond foncé\u00a0: repose les yeux le soir."),
}


@own
def account_display(request: Request) -> HttpResponse:
    if request.method == "POST":
        return _chosen(request)
    around = layout_viewer(request)
    chosen = chosen_appearance(request)
    context = {
        "appearances": [
            {"value": one.value, "label": label, "hint": hint, "checked": one is chosen}
            for one, (label, hint) in _LABELS.items()
        ],
        "groups": menu_for(around) if around.commune else [],
        "favourites": around.favourites,
    }
    return render(request, "accounts/account_display.html", context)


def _chosen(request: Request) -> HttpResponse:
    response = redirect("account_display")
    wanted = [one for one in Appearance if one.value == request.POST.get("appearance")]
    if wanted:
        choose_appearance(response, wanted[0])
        messages.success(request, "C’est fait\u00a0: les couleurs de cet appareil sont choisies.")
    return response


@own
def account_favourite(request: Request) -> HttpResponse:
    """Of the page « Affichage », or in the menu of the page that is open, where one stays."""
    key = request.POST.get("add") or request.POST.get("remove", "")
    if request.method != "POST":
        return redirect("account_display")
    if "add" in request.POST:
        actions.add_favourite(viewer=request.viewer, key=key)
    else:
        actions.remove_favourite(viewer=request.viewer, key=key)
    around = layout_viewer(request)
    entries = {
        entry["key"]: entry for group in menu_for(around) for entry in group["entries"] if around.commune
    }
    if entry := entries.get(key):
        now_is = "est dans" if "add" in request.POST else "n’est plus dans"
        messages.success(request, f"«\u00a0{entry['label']}\u00a0» {now_is} vos favoris.")
        if "ici" in request.GET:
            return redirect(f"{entry['url']}#rubriques")
    return redirect("account_display")
