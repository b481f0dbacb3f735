"""Events as machines read them: for calendar programs (JSCalendar) and search engines (schema.org).

Decides what of an event each is told, and in which language. Who may see the event, and who its
join link, is the caller's to know.
"""
