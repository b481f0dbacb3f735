"""The planner: a page on which an organizer finds a fair hour for several cities.

Its whole state lives in the address, so that it can be sent to a colleague and works by links
and one form. What is fair, `queries.slots` finds; choosing leads to the form of an event.
"""

from scheduler.web.planner import views

__all__ = ["views"]
