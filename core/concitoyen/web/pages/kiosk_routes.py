"""The handlers of the tablets lent to voters."""

from litestar import Router

KIOSKS = Router(path="/agents", route_handlers=[], include_in_schema=False)
