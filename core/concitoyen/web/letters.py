"""Sending the letter of a code, from a page or from the API: the one function that they call."""

import logging

from concitoyen.domain.errors import MailError
from concitoyen.usecases.identify import Leaving, take_back
from concitoyen.web.site import Site

log = logging.getLogger("concitoyen.web")


def has_left(site: Site, leaving: Leaving) -> bool:
    """Send a letter whose code is committed; when it could not leave, it is as if nobody had asked for it."""
    try:
        site.post.send(leaving.letter, leaving.claim.at)
    except MailError as error:
        log.warning("A code was not sent: %s", error)
        with site.engine.begin() as desk:
            take_back(desk, leaving)
        return False
    return True
