"""Who may carry an initiative: structures of the social economy, and citizens on their way to one."""

from collections.abc import Mapping, Sequence
from functools import cache

from concitoyen.domain.names import nearest
from concitoyen.domain.proposal import Proposal
from concitoyen.domain.reasons import Objection
from concitoyen_pasdecalais.datasets import BY_ID

ARTICLE = "Loi 2014-856 du 31/07/2014, articles 1er et 11 ; présentation du 19/12/2017"


@cache
def legal_forms() -> Mapping[str, Mapping[str, str]]:
    """The forms by id, with their name, who may deposit and who may be funded; read once."""
    return {row["id"]: row for row in BY_ID["legal-forms"].rows()}


def legal_form_objections(proposal: Proposal) -> Sequence[Objection]:
    """An objection to a form that is unknown or outside the social economy; none when the form is not given yet."""
    if not proposal.legal_form:
        return []
    forms = legal_forms()
    form = forms.get(proposal.legal_form)
    if form is None:
        near = nearest(proposal.legal_form, forms)
        hint = "vouliez-vous dire « {near} » ?" if near else "possibles : {known}."
        return [
            _objection(
                f"La forme juridique « {{form}} » n'est pas connue ; {hint}",
                form=proposal.legal_form,
                near=near or "",
                known=", ".join(forms),
            )
        ]
    if form["may_deposit"] == "no":
        return [
            _objection(
                "« {form} » : le Budget citoyen soutient l'économie sociale et solidaire. Peuvent déposer : {known}.",
                form=form["name"],
                known=", ".join(row["name"] for row in forms.values() if row["may_deposit"] == "yes"),
            )
        ]
    return []


def _objection(message: str, **values: str) -> Objection:
    return Objection(rule="pasdecalais:legal-form", article=ARTICLE, field="legal_form", message=message, values=values)
