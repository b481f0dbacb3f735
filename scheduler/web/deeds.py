"""What history calls each thing that was done: the verbs that are recorded, in words.

A verb without words here is shown as it is recorded.
"""

from __future__ import annotations

from scheduler import i18n

VERBS = {
    "draft": i18n.lazy("drafted"),
    "publish": i18n.lazy("published"),
    "invite": i18n.lazy("sent invitations"),
    "answer": i18n.lazy("answered the invitation"),
    "change": i18n.lazy("changed"),
    "cancel": i18n.lazy("cancelled the event"),
    "change_one": i18n.lazy("changed one meeting of the series"),
    "cancel_one": i18n.lazy("cancelled one meeting of the series"),
    "restore_one": i18n.lazy("put a cancelled meeting of the series back"),
    "cancel_following": i18n.lazy("cancelled a meeting of the series and all that follow"),
    "split": i18n.lazy("let the series go on as another one"),
    "continue": i18n.lazy("let this series continue an earlier one"),
    "acknowledge": i18n.lazy("took note of conflicts"),
    "take back": i18n.lazy("put conflicts up for review again"),
    "rezone": i18n.lazy("put the event on new rules of a time zone"),
    "notice": i18n.lazy("told of a change of the clocks"),
    "register": i18n.lazy("registered for a visit"),
    "confirm address": i18n.lazy("confirmed a registration"),
    "cancel registration": i18n.lazy("cancelled a registration"),
    "promote": i18n.lazy("moved a delegate up from the waitlist"),
    "announce": i18n.lazy("announced a city"),
    "add day off": i18n.lazy("added a day off of a city"),
    "add working day": i18n.lazy("added a working day of a city"),
    "remove correction": i18n.lazy("removed a correction of a city's days"),
    "follow": i18n.lazy("followed an outside calendar"),
    "change following": i18n.lazy("changed a followed calendar"),
    "pause following": i18n.lazy("paused a followed calendar"),
    "resume following": i18n.lazy("followed a paused calendar again"),
    "unfollow": i18n.lazy("removed a followed calendar"),
    "load": i18n.lazy("loaded the programme"),
    "import": i18n.lazy("imported events"),
    "add person": i18n.lazy("added a person to the programme"),
    "change person": i18n.lazy("changed what is known of a person"),
    "take role": i18n.lazy("took a role from a person"),
    "add item": i18n.lazy("added to the programme of the visit"),
    "change item": i18n.lazy("changed the programme of the visit"),
    "remove item": i18n.lazy("removed from the programme of the visit"),
    "open poll": i18n.lazy("opened an availability poll"),
    "change poll": i18n.lazy("changed an availability poll"),
    "answer poll": i18n.lazy("answered an availability poll"),
    "remind": i18n.lazy("reminded of an availability poll"),
    "close poll": i18n.lazy("closed an availability poll"),
    "cancel poll": i18n.lazy("cancelled an availability poll"),
    "choose": i18n.lazy("chose a time by an availability poll"),
    "make person": i18n.lazy("entered a person"),
    "give role": i18n.lazy("gave a role"),
    "make admin": i18n.lazy("made an administrator"),
    "sign in": i18n.lazy("signed in"),
    "sign out everywhere": i18n.lazy("signed out on all devices"),
    "make token": i18n.lazy("made an access token"),
    "make feed": i18n.lazy("made a calendar address"),
    "change feed": i18n.lazy("changed a calendar of their own"),
    "rotate feed": i18n.lazy("gave a calendar of their own a new address"),
    "revoke feed": i18n.lazy("revoked a calendar of their own"),
}
ANSWERS = {
    "accepted": i18n.lazy("takes part"),
    "tentative": i18n.lazy("perhaps"),
    "declined": i18n.lazy("does not take part"),
}
BY_LINK = {"register", "confirm address"}
"""What people do who need not be signed in: nobody's name stands there, and it is no machine."""
