"""The agents' places: tablets lent to voters, behind one address with many others, that no limit holds up."""

from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta
from http.cookies import CookieError, SimpleCookie

from litestar.types import Scope

from concitoyen.domain.agents import KioskState
from concitoyen.domain.errors import StoreError
from concitoyen.usecases.desk import Engine
from concitoyen.usecases.lend_kiosk import is_live, kiosk_of
from concitoyen.usecases.sign_in import TOKEN_BYTES
from concitoyen.web.door import Jar

REMEMBERED = timedelta(seconds=10)
MOST_REMEMBERED = 1_000
LOOKED_UP_A_SECOND = 20
"""Beyond, a cookie that is not known yet is nobody's: invented cookies must not keep the database busy."""


class AgentsPlaces:
    """Says whether a request comes from a tablet that an agent has lent and that serves voters now.

    It is asked only where a limit would hold a request up. What the database said is remembered ten seconds.
    """

    def __init__(self, engine: Engine, jar: Jar, clock: Callable[[], datetime]) -> None:
        """Know the tablets of this engine by the cookie of this jar."""
        self._engine = engine
        self._name = jar.name("kiosque")
        self._clock = clock
        self._known: OrderedDict[str, tuple[bool, datetime]] = OrderedDict()
        self._second: datetime | None = None
        self._looked_up = 0

    def __call__(self, scope: Scope) -> bool:
        """Whether the request comes from such a tablet."""
        token = self._token(scope)
        return bool(token) and self._serves(token)

    def _token(self, scope: Scope) -> str:
        for name, value in scope["headers"]:
            if name == b"cookie":
                try:
                    morsel = SimpleCookie(value.decode("latin-1")).get(self._name)
                except CookieError:
                    return ""
                found = morsel.value if morsel else ""
                return found if len(found) == 2 * TOKEN_BYTES else ""
        return ""

    def _serves(self, token: str) -> bool:
        now = self._clock()
        known = self._known.get(token)
        if known and now - known[1] < REMEMBERED:
            return known[0]
        if not self._may_look_up(now):
            return False
        serves = self._asked(token, now)
        self._known[token] = (serves, now)
        self._known.move_to_end(token)
        if len(self._known) > MOST_REMEMBERED:
            self._known.popitem(last=False)
        return serves

    def _may_look_up(self, now: datetime) -> bool:
        second = now.replace(microsecond=0)
        if second != self._second:
            self._second, self._looked_up = second, 0
        self._looked_up += 1
        return self._looked_up <= LOOKED_UP_A_SECOND

    def _asked(self, token: str, now: datetime) -> bool:
        try:
            kiosk = kiosk_of(self._engine, token)
        except StoreError:
            return False
        return kiosk is not None and kiosk.state is KioskState.OPEN and is_live(kiosk, now)
