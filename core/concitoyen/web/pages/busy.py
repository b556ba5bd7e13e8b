"""The page that a voter gets when the site cannot take one more ballot in."""

from concitoyen.web.contexts.busy import BusyPage
from concitoyen.web.contexts.vote import KeptField
from concitoyen.web.pages.ballot_form import Answers


def busy_page(edition: str, answers: Answers, csrf_token: str) -> BusyPage:
    """The answers as they were sent; made without the database, since it may be what does not answer."""
    return BusyPage(
        title="Le site est très demandé",
        indexed=False,
        heading="Le site est très demandé",
        sentence="Attendez quelques secondes, puis envoyez votre vote à nouveau\u00a0: vos réponses sont gardées sur "
        "cette page. Si votre vote était déjà arrivé, il ne comptera qu’une fois.",
        action=f"/{edition}/vote",
        csrf_token=csrf_token,
        kept=tuple(KeptField(name=name, value=value) for name, value in answers.kept()),
    )
