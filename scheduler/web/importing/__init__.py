"""Importing, as an organizer sees it: send a file, say what it is, look, tick, take.

The file stays on the server between the pages; what was said about it stands in the address.
"""

from scheduler.web.importing import views as views
