"""One module per page: from what the public may see to the page's context; `routes` holds the handlers."""
