"""The legal form as a convention prints it, and what it entails for the one who signs."""

from concitoyen.domain.names import fold
from concitoyen_pasdecalais.legal_forms import legal_forms

_COMMITTED = ("association", "fondation")


def printed_form(form: str) -> str:
    """The name of a legal form given by its id; any other text is printed as it is."""
    return legal_forms()[form]["name"] if form in legal_forms() else form


def able_to_sign(form: str) -> str:
    """The form itself; raises ValueError for one that receives no grant before it becomes a structure."""
    barred = {fold(row["name"]) for row in legal_forms().values() if row["funded"] == "no"}
    if fold(form) in barred:
        msg = (
            f"« {form} » ne peut pas signer la convention ; l'initiative doit d'abord être portée par une "
            "structure de l'économie sociale et solidaire (loi du 31 juillet 2014)"
        )
        raise ValueError(msg)
    return form


def owes_republican_commitment(form: str) -> bool:
    """Whether the form subscribes the contrat d'engagement républicain; no company does.

    Source: loi 2000-321 du 12 avril 2000, article 10-1.
    """
    return any(word.startswith(_COMMITTED) for word in fold(form).split())
