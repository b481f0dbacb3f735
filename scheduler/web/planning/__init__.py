"""Planning: the form in which an organizer says everything about an event.

Decides how an event is typed, echoed, saved and, where two organizers saved at once, chosen
from two versions. The rules of an event are the scheduling verbs'; nothing is decided twice.
"""

from scheduler.web.planning import days as days
from scheduler.web.planning import moving as moving
from scheduler.web.planning import views as views
