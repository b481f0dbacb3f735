"""What is a reader's own: one page of everything, and the calendars, one by one."""

from scheduler.web.mine import feeds as feeds
from scheduler.web.mine import page as page
