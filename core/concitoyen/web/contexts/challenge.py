"""The small effort asked of a form while the site is attacked."""

from concitoyen.web.contexts.base import Context


class ChallengePart(Context):
    """A challenge in a form: the names of its two fields, what is signed, how hard it is, and the wait without it.

    ``bits`` zero bits must begin each of ``puzzles`` digests; ``wait`` is in seconds.
    """

    field: str
    given: str
    answer: str
    puzzles: int
    bits: int
    wait: int
