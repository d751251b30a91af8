"""From sign-up to the town hall's answer, as the person who asks sees it."""

from typing import Any

from allauth.account.views import SignupView
from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from civic.accounts import queries as people
from civic.accounts.actions.signing_up import TooManySignUps, require_pace_of_sign_ups
from civic.accounts.adapter import sign_up_waiting
from civic.communes.directory.streets import NO_ADDRESS, parts_of
from civic.communes.models import Commune
from civic.communes.queries.directory import commune_by_slug
from civic.core.access import Access, Request, page
from civic.core.refusals import Refusal
from civic.core.text import clean_text
from civic.core.throttles import ANONYMOUS_MAILING
from civic.core.viewer import Belonging, CommuneInView
from civic.memberships.actions.joining import (
    TooManyRequests,
    add_words,
    change_address,
    correct_sign_up_commune,
    follow_commune,
    leave_commune,
    request_membership,
    unfollow_commune,
)
from civic.memberships.enums import MembershipStatus, Residence, WantedProof
from civic.memberships.forms.address import AddressForm, initial_address
from civic.memberships.forms.joining import (
    AccountForm,
    JoinForm,
    LeaveForm,
    ProofForm,
    SignUpCommuneForm,
    SignUpForm,
    WordsForm,
)
from civic.memberships.models import Membership
from civic.memberships.queries.memberships import (
    own_membership,
    own_memberships,
    residents_waiting,
    unconfirmed_membership,
)
from civic.memberships.queries.proofs import proof_files_of, proof_request_of
from civic.throttles.rules import source_of
from civic.town_halls.models import Office
from civic.town_halls.queries.town_halls import office_held_by
from civic.ui.forms import UnprocessableFormMixin, add_refusal, status_of


class SignUp(UnprocessableFormMixin, SignupView):
    form_class = SignUpForm

    def get_form_class(self) -> type[AccountForm]:
        return AccountForm if _town_hall_of_address(self.request) else SignUpForm

    def get_initial(self) -> dict[str, object]:
        return super().get_initial() | _commune_of_address(self.request)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Whom an address brings here reads which page they are joining."""
        invited = _commune_of_address(self.request).get("commune")
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "invited_to": invited,
            "opens_for": _town_hall_of_address(self.request),
            "login_url": self.passthrough_next_url(reverse("account_login")),
        }

    def form_valid(self, form: AccountForm) -> HttpResponse:
        email = form.cleaned_data["email"]
        try:
            require_pace_of_sign_ups(email=email, source=source_of(self.request))
        except TooManySignUps as refusal:
            add_refusal(form, refusal, "email")
            return self.form_invalid(form)
        if form.account_already_exists:
            form.set_aside()
        try:
            response: HttpResponse = super().form_valid(form)
        except IntegrityError:
            # Two clicks at once: the other one made the account. Answered as any address that has one.
            if people.person_by_email(email) is None:
                raise
            form.set_aside()
            response = super().form_valid(form)
        if town_hall := _town_hall_of_address(self.request):
            messages.info(self.request, f"Ensuite, vous ouvrez la page {town_hall.of_name}.")
            sent = reverse("account_email_verification_sent")
            if response.headers["Location"] == sent:
                response.headers["Location"] = f"{sent}?mairie={town_hall.slug}"
        return response


def _commune_of_address(request: HttpRequest) -> dict[str, object]:
    """`?commune=eze-06`: the form opens with that commune."""
    slug = request.GET.get("commune", "")[:140]
    commune = commune_by_slug(slug) if slug else None
    return {"commune": commune, **initial_address(commune)} if commune else {}


def _town_hall_of_address(request: HttpRequest) -> Commune | None:
    """`?mairie=eze-06`: whoever comes to open its page asks to belong to nothing."""
    slug = request.GET.get("mairie", "")[:140]
    return commune_by_slug(slug) if slug else None


account_signup = page(access=Access.PUBLIC, writes=True, throttle=ANONYMOUS_MAILING)(SignUp.as_view())


@page(access=Access.PUBLIC, writes=True)
def sign_up_commune(request: Request) -> HttpResponse:
    """Another commune for a sign-up that waits, for whoever made it in this browser. Whether the address has an account
    changes nothing here: one that waits aside asked to belong as well."""
    waiting = None if request.user.is_authenticated else sign_up_waiting(request)
    membership = unconfirmed_membership(waiting[0]) if waiting else None
    if membership is None:
        return redirect("account_email_verification_sent")
    form = SignUpCommuneForm(request.POST or None, membership=membership)
    if request.method == "POST" and form.is_valid():
        commune = form.cleaned_data["commune"]
        try:
            correct_sign_up_commune(person_id=membership.person_id, commune=commune, address=form.address)
        except Refusal as refusal:
            add_refusal(form, refusal, "commune")
        else:
            messages.success(
                request, f"C’est corrigé\u00a0: votre demande ira à la mairie {commune.of_name}."
            )
            return redirect("account_email_verification_sent")
    return render(request, "memberships/sign_up_commune.html", {"form": form}, status=status_of(form))


@page(access=Access.SIGNED_IN, writes=True)
def membership_overview(request: Request) -> HttpResponse:
    """« Mes communes »: all of them, and a form for one more."""
    memberships = own_memberships(request.viewer)
    residence = Residence.SECOND if memberships else Residence.MAIN
    former = NO_ADDRESS if memberships else parts_of(people.self_of(request.viewer).postal_address)
    initial = {"residence": residence} | former._asdict() | _commune_of_address(request)
    form = JoinForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid() and not _is_there_already(form, memberships):
        try:
            membership = request_membership(
                person=people.self_of(request.viewer),
                commune=form.cleaned_data["commune"],
                residence=form.cleaned_data["residence"],
                address=form.address,
                words=form.cleaned_data["words"],
            )
        except TooManyRequests as refusal:
            add_refusal(form, refusal, "commune")
        else:
            return redirect("membership_detail", membership.commune.slug)
    acts = any(own.role == "town_hall" for own in request.viewer.communes)
    office = office_held_by(request.viewer.own_id) if acts else None
    joined = {membership.commune.slug for membership in memberships}
    context = {
        "memberships": memberships,
        "other_pages": [
            (own, *_standing(own, office)) for own in request.viewer.communes if own.slug not in joined
        ],
        "acts": acts,
        "example": _example(memberships, acts=acts),
        "form": form,
        "former_address": former.one_line,
    }
    status = status_of(form)
    return render(request, "memberships/membership_overview.html", context, status=status)


def _standing(own: Belonging, office: Office | None) -> tuple[str, str]:
    """Where one asked for nothing: an icon, and in what function one is there."""
    if office and office.commune_id == own.id:
        return "person-badge", "Vous êtes maire"
    if own.role == "town_hall":
        return "person-badge", "Vous agissez pour la mairie"
    return "bell", "Page suivie"


def _example(memberships: list[Membership], *, acts: bool) -> str:
    """Of a commune that one may ask to join."""
    if memberships:
        return "Par exemple celle de votre résidence secondaire."
    return "Par exemple celle où vous habitez." if acts else ""


def _is_there_already(form: JoinForm, memberships: list[Membership]) -> bool:
    """Said at the form, with what was typed: nothing of it is kept. The same request sent twice is one."""
    commune = form.cleaned_data["commune"]
    own = next((one for one in memberships if one.commune_id == commune.pk), None)
    if own is None or own.status not in {MembershipStatus.PENDING, MembershipStatus.ACCEPTED}:
        return False
    asked = form.cleaned_data["residence"], form.address, clean_text(form.cleaned_data["words"])
    if asked == (own.residence, own.address, own.words):
        return False
    address = "Changer d’adresse" if own.street else "Ajouter mon adresse"
    if own.status == MembershipStatus.ACCEPTED:
        already = f"Vous êtes déjà parmi les administrés {commune.of_name}"
        ways = f"Pour l’adresse, «\u00a0{address}\u00a0» est plus haut."
    else:
        already = f"Votre demande à la mairie {commune.of_name} attend déjà"
        ways = (
            f"«\u00a0{address}\u00a0» est plus haut, et «\u00a0Suivre ma demande\u00a0» pour ajouter un mot."
        )
    form.add_error("commune", f"{already}\u00a0: rien n’a changé. {ways}")
    return True


@page(access=Access.SIGNED_IN, writes=True)
def membership_detail(request: Request) -> HttpResponse:
    """The state of one's request to the commune in view; a word can be added while it waits."""
    viewer = request.viewer
    membership = own_membership(viewer)
    if membership is None or membership.status == MembershipStatus.LEFT:
        return redirect("commune_page", viewer.commune.slug)
    form = WordsForm(request.POST or None, initial={"words": membership.words})
    if request.method == "POST" and form.is_valid():
        add_words(viewer=viewer, words=form.cleaned_data["words"])
        messages.success(request, "Votre mot est transmis à la mairie.", extra_tags=words_draft(membership))
        return redirect("membership_detail", viewer.commune.slug)
    return membership_page(request, membership, form=form, status=status_of(form))


@page(access=Access.SIGNED_IN, writes=True)
def membership_address(request: Request) -> HttpResponse:
    """Of one's home in the commune in view."""
    membership = own_membership(request.viewer)
    if membership is None or membership.status == MembershipStatus.LEFT:
        return redirect("commune_page", request.viewer.commune.slug)
    commune = membership.commune
    form = AddressForm(request.POST or None, commune=commune, address=membership.address)
    if request.method == "POST" and form.is_valid():
        change_address(viewer=request.viewer, address=form.address)
        messages.success(request, f"Votre adresse est enregistrée pour la page {commune.of_name}.")
        return redirect("membership_overview")
    context = {"form": form, "membership": membership}
    status = status_of(form)
    return render(request, "memberships/membership_address.html", context, status=status)


# Of a request that has its answer.
PARTS = {
    MembershipStatus.ACCEPTED: "memberships/membership_accepted.html",
    MembershipStatus.REFUSED: "memberships/membership_refused.html",
}


def words_draft(membership: Membership) -> str:
    return f"membership-words-{membership.pk}"


def proof_draft(membership: Membership) -> str:
    return f"proof-{membership.pk}"


def membership_page(
    request: Request,
    membership: Membership,
    *,
    form: WordsForm | None = None,
    proof_form: ProofForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The state of one's request, with what the town hall asks to see, if it does."""
    asked = proof_request_of(membership.pk)
    waiting = not request.viewer.commune.has_town_hall
    context = {
        "membership": membership,
        "heading": _heading(membership, request.viewer.commune),
        "part": PARTS.get(MembershipStatus(membership.status), "memberships/membership_waiting.html"),
        "form": form or WordsForm(initial={"words": membership.words}),
        "faulty": proof_form or form,
        "proof_request": asked,
        "wanted": [WantedProof(one).label for one in asked.wanted] if asked else [],
        "proof_files": proof_files_of(asked) if asked else [],
        "proof_form": proof_form or ProofForm(initial={"answer": asked.answer if asked else ""}),
        "words_draft": words_draft(membership),
        "proof_draft": proof_draft(membership),
        "waiting": residents_waiting(membership.commune_id) if waiting else 0,
    }
    return render(request, "memberships/membership_detail.html", context, status=status)


def _heading(membership: Membership, commune: CommuneInView) -> str:
    match membership.status:
        case MembershipStatus.ACCEPTED:
            return f"Bienvenue sur la page {commune.of_name}"
        case MembershipStatus.REFUSED:
            return f"La mairie {commune.of_name} vous a répondu"
        case MembershipStatus.UNCONFIRMED:
            return "Confirmez votre adresse e-mail"
    if commune.has_town_hall:
        return f"Votre demande est à la mairie {commune.of_name}"
    return "Votre demande est enregistrée"


@page(access=Access.SIGNED_IN, writes=True)
def membership_leave(request: Request) -> HttpResponse:
    """« Quitter la page d’Èze », with the password, or « Retirer ma demande »."""
    viewer = request.viewer
    membership = own_membership(viewer)
    if membership is None or membership.status == MembershipStatus.LEFT:
        return redirect("membership_overview")
    is_resident = membership.status == MembershipStatus.ACCEPTED
    form = LeaveForm(data=request.POST or None, user=people.self_of(viewer)) if is_resident else None
    if request.method == "POST" and (form is None or form.is_valid()):
        leave_commune(viewer=viewer)
        of_name = viewer.commune.of_name
        messages.success(
            request,
            f"Vous avez quitté la page {of_name}. Votre compte reste ouvert."
            if is_resident
            else f"Votre demande à la mairie {of_name} est retirée.",
        )
        return redirect("membership_overview")
    context = {"membership": membership, "form": form}
    status = status_of(form) if form else 200
    return render(request, "memberships/membership_leave.html", context, status=status)


@page(access=Access.SIGNED_IN, writes=True)
def commune_follow(request: Request) -> HttpResponse:
    """Keep a commune's public page at hand, or stop."""
    if request.method == "POST":
        if "stop" in request.POST:
            unfollow_commune(viewer=request.viewer)
        else:
            follow_commune(viewer=request.viewer)
    return redirect("commune_page", request.viewer.commune.slug)
