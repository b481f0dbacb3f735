"""Days off: a country's public holidays, and where one city differs from them.

Decides which days a city works and which it has off, what a day off is called in each language,
which hours its office keeps on a date, and which days lie as a bridge between days off. Laws
move faster than libraries, so a city corrects single dates. Everybody asks one value, the
city's `Calendar`; only the country's own rules (the `holidays` library, public holidays of the
whole country, no halves of days and none that are optional) are remembered, by the year.

>>> from datetime import date
>>> sofia = Calendar("BG")
>>> sofia.is_day_off(date(2026, 3, 3)), sofia.is_bridge(date(2026, 3, 2))
(True, True)
>>> Calendar("KR").days_off(date(2026, 8, 1), date(2026, 8, 31))[date(2026, 8, 17)].names["bg"]
'заместващ почивен ден за „Ден на освобождението“'
"""

from scheduler.core.holidays.calendar import DAY_OFF, Calendar, Correction
from scheduler.core.holidays.law import Holiday

__all__ = ["DAY_OFF", "Calendar", "Correction", "Holiday"]
