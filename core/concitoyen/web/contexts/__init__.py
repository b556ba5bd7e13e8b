"""What each page shows: one frozen model per page, already worded and formatted for people.

A template receives exactly one of these models under the name ``page`` and nothing else, so whatever a page can show
is written here and checked when the handler builds it.
"""
