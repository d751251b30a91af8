"""From sign-up to the town hall's answer, as the person who asks sees it."""

from allauth.account.views import SignupView
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from civic.accounts import queries as people
from civic.communes import actions, queries
from civic.communes.forms import JoinForm, SignUpForm, WordsForm
from civic.core.access import Access, Request, page


class SignUp(SignupView):
    form_class = SignUpForm

    def get_form_class(self) -> type[SignUpForm]:
        return SignUpForm

    def get_initial(self) -> dict[str, object]:
        initial: dict[str, object] = super().get_initial()
        slug = self.request.GET.get("commune", "")
        if slug and (commune := queries.commune_by_slug(slug[:140])):
            initial["commune"] = commune
        return initial


account_signup = page(access=Access.PUBLIC, writes=True)(SignUp.as_view())


@page(access=Access.SIGNED_IN)
def home(request: Request) -> HttpResponse:
    """« Ma commune »: where one arrives after signing in."""
    viewer = request.viewer
    own = queries.own_memberships(viewer)
    if own:
        return redirect("commune_page", own[0].commune.slug)
    if viewer.communes:
        return redirect("commune_page", viewer.communes[0][0])
    if viewer.is_staff:
        return redirect("console_home")
    return redirect("membership_overview")


@page(access=Access.SIGNED_IN, writes=True)
def membership_overview(request: Request) -> HttpResponse:
    """« Mes communes »: all of them, and a form for one more."""
    form = JoinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        membership = actions.request_membership(
            person=people.self_of(request.viewer),
            commune=form.cleaned_data["commune"],
            residence=form.cleaned_data["residence"],
            words=form.cleaned_data["words"],
        )
        return redirect("membership_detail", membership.commune.slug)
    context = {"memberships": queries.own_memberships(request.viewer), "form": form}
    status = 422 if form.errors else 200
    return render(request, "communes/membership_overview.html", context, status=status)


@page(access=Access.SIGNED_IN, writes=True)
def membership_detail(request: Request) -> HttpResponse:
    """The state of one's request to the commune in view; a word can be added while it waits."""
    viewer = request.viewer
    membership = queries.own_membership(viewer)
    if membership is None:
        return redirect("commune_page", viewer.commune.slug)
    form = WordsForm(request.POST or None, initial={"words": membership.words})
    if request.method == "POST" and form.is_valid():
        actions.add_words(viewer=viewer, words=form.cleaned_data["words"])
        messages.success(request, "Votre mot est transmis à la mairie.")
        return redirect("membership_detail", viewer.commune.slug)
    context = {
        "membership": membership,
        "form": form,
        "waiting": queries.residents_waiting(membership.commune) if not viewer.commune.has_town_hall else 0,
    }
    return render(request, "communes/membership_detail.html", context, status=422 if form.errors else 200)


@page(access=Access.SIGNED_IN, writes=True)
def membership_leave(request: Request) -> HttpResponse:
    viewer = request.viewer
    if request.method == "POST":
        actions.leave_commune(viewer=viewer)
        messages.success(request, f"Vous ne suivez plus la page {viewer.commune.of_name}.")
        return redirect("membership_overview")
    return render(request, "communes/membership_leave.html", {"membership": queries.own_membership(viewer)})


@page(access=Access.SIGNED_IN, writes=True)
def commune_follow(request: Request) -> HttpResponse:
    """Keep a commune's public page at hand, or stop."""
    if request.method == "POST":
        if "stop" in request.POST:
            actions.unfollow_commune(viewer=request.viewer)
        else:
            actions.follow_commune(viewer=request.viewer)
    return redirect("commune_page", request.viewer.commune.slug)
