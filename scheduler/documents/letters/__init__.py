"""Letters: what the product sends by mail, as text, as HTML and as the bytes of a message.

Decides how both languages stand in one message and how a message is put together, with or
without a calendar part. Values in, bytes out: knows no database, no server and no clock; who
is written to, and when, is decided by the actions above.
"""

from scheduler.documents.letters.mime import build, message_id
from scheduler.documents.letters.rendering import Rendered, render
from scheduler.documents.letters.times import When
from scheduler.documents.letters.values import Letter
from scheduler.documents.mailbox import Mailbox

__all__ = ["Letter", "Mailbox", "Rendered", "When", "build", "message_id", "render"]
