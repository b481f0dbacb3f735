"""The meetings of a series: one is changed or called off, or one and all that follow.

Decides how an organizer says which of them are meant, and what is told before it is done. What
happens to the others, the repeating verbs decide.
"""

from scheduler.web.meetings import calling_off as calling_off
from scheduler.web.meetings import following as following
from scheduler.web.meetings import one as one
