"""The page that a voter gets when the site cannot take one more ballot in."""

from concitoyen.web.contexts.busy import BusyPage
from concitoyen.web.contexts.vote import Kiosk
from concitoyen.web.pages.ballot_form import Answers
from concitoyen.web.pages.vote import kept_fields

CAST = (
    "Votre vote n’est pas encore confirmé. Réessayez dans un instant\u00a0: vos réponses sont gardées sur cette page, "
    "ne la fermez pas. Si votre vote était déjà arrivé, il ne comptera qu’une fois."
)


def busy_page(
    action: str, answers: Answers, csrf_token: str, sentence: str = CAST, *, kiosk: Kiosk | None = None
) -> BusyPage:
    """The answers as they were sent to `action`; made without the database, since it may be what does not answer."""
    return BusyPage(
        title="Le site est très demandé",
        indexed=False,
        heading="Le site est très demandé",
        sentence=sentence,
        action=action,
        correct_action=f"{action}/corriger",
        csrf_token=csrf_token,
        kept=kept_fields(answers),
        kiosk=kiosk,
    )
