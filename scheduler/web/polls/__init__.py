"""Polls on pages: an organizer offers times and decides; who is asked answers by a link.

Decides how a poll is typed, checked before it is sent, and read when answers have come. The rules
of a poll are the polling verbs'.
"""

from scheduler.web.polls import answering as answering
from scheduler.web.polls import asking as asking
from scheduler.web.polls import changing as changing
from scheduler.web.polls import deciding as deciding
from scheduler.web.polls import results as results
