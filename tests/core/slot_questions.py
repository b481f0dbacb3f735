"""Questions to the slot finder: the cities of the tables, and random ones of every sort."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from scheduler.core.hours import parse_hours
from scheduler.core.slots import Diary, Party, Question, minute_of

ZONES = [
    "Europe/Sofia",
    "Asia/Seoul",
    "Asia/Ulaanbaatar",
    "America/Los_Angeles",
    "America/New_York",
    "Asia/Kathmandu",  # 5:45
    "Australia/Lord_Howe",  # half an hour of summer time
    "America/St_Johns",
    "Africa/Cairo",  # changes at midnight
    "Pacific/Kiritimati",  # 14 hours ahead
    "UTC",
]
# A day or two before a change of the clocks in one of them, or none near.
AROUND = [
    date(2026, 7, 6),
    date(2026, 10, 3),
    date(2026, 10, 24),
    date(2026, 10, 28),
    date(2026, 12, 30),
    date(2027, 3, 13),
    date(2027, 3, 27),
    date(2027, 4, 3),
    date(2027, 4, 29),
]


def weekdays(opens, closes):
    """Return the same office hours from Monday to Friday."""
    return parse_hours({day: [[opens, closes]] for day in ("mon", "tue", "wed", "thu", "fri")})


SOFIA = Party("sofia", "Europe/Sofia", weekdays("08:30", "17:00"))
SEOUL = Party("seoul", "Asia/Seoul", weekdays("09:00", "18:00"))
ULAANBAATAR = Party("ulaanbaatar", "Asia/Ulaanbaatar", weekdays("09:00", "17:00"))
LOS_ANGELES = Party("los-angeles", "America/Los_Angeles", weekdays("08:00", "17:00"))
TUESDAY = date(2026, 7, 7)


def question(*parties, **values):
    """Ask for an hour in those cities on a Tuesday in July, asked long before."""
    asked = {"first": TUESDAY, "last": TUESDAY, "length": 60, "anchor": parties[0].zone}
    earliest = datetime(2026, 1, 1, tzinfo=UTC)
    return Question(**asked | {"parties": parties, "earliest": earliest} | values)


def a_question(random):
    """Return a question, and of how many minutes all its hours are multiples."""
    every = random.choice([15] * 15 + [5] * 4 + [1])
    first = random.choice(AROUND) + timedelta(days=random.randrange(3))
    days, step = random.choice(
        [(1, 30), (1, 15), (1, 60), (2, 60), (2, 60), (4, 60)][: max(1, every // 5 * 2)]
    )
    zones = random.sample(ZONES, random.choice([2, 2, 3, 3, 4, 5]) if every == 15 else 2)
    keys = [zone.rpartition("/")[2].lower() for zone in zones]
    near = [first + timedelta(days=n) for n in range(-1, days + 2)]
    parties = [a_party(random, *named, near, every) for named in zip(keys, zones, strict=True)]
    notice = random.choice([-90_000] * 6 + [3_600, 40_001, 43_200, 86_400 * days + 50_000])
    question = Question(
        parties=parties,
        anchor=random.choice([zones[0], zones[0], random.choice(ZONES)]),
        first=first,
        last=first + timedelta(days=days - 1),
        length=random.choice([n for n in (5, 15, 30, 60, 60, 90, 180, 420) if n % every == 0]),
        earliest=datetime.combine(first, time(), UTC) + timedelta(seconds=notice),
        step=step,
        most=random.choice([1, 3, 8, 20, 100]),
        past=[
            set(random.sample([*keys, "elsewhere"], random.randrange(len(keys) + 1)))
            for _ in range(random.choice([0, 0, 1, 3, 6, 14]))
        ],
        left_out=random.choice([[], ["third"]]),
    )
    return question, every


def a_party(random, key, zone, near, every):
    def some(most):
        return random.sample(near, random.choice([0, 0, 0, 1, min(most, len(near))]))

    office = {day: [(time(9), time(17))] for day in range(5)}
    long = {day: [(time(8), time(12)), (time(12, 30), time(20, 30))] for day in range(6)}
    odd = {day: spans(random, every) for day in range(7) if random.random() < 0.8}
    wide = {day: [(time(6), time(23))] for day in range(7)}
    base = minute_of(datetime.combine(near[0], time(), UTC))
    lunch = (time(12), time(13))
    return Party(
        key=key,
        zone=zone,
        preferred=random.choice([office, long, odd]),
        acceptable=random.choice([None, None, wide, odd, {}]),
        hours_on={day: spans(random, every) for day in some(2)},
        days_off={day: random.choice(["Easter", "Easter", "Liberation"]) for day in some(2)},
        bridge=some(2),
        rest={day: random.choice(["to Seoul", "to Sofia"]) for day in some(2)},
        lunch=random.choice([lunch, lunch, None, (time(11), time(14))]),
        people=[a_diary(random, base, len(near)) for _ in range(random.choice([0, 0, 1, 2, 5]))],
    )


def a_diary(random, base, days):
    begins = [base + random.randrange(days * 1440) for _ in range(random.choice([0, 2, 5, 12]))]
    busy = [(begin, begin + random.choice([1, 15, 60, 60, 95, 600])) for begin in begins]
    return Diary(busy, required=random.random() < 0.7)


def spans(random, every):
    """Return up to three spans of a day that do not touch, now and then in the night."""
    edges = sorted(random.sample(range(0, 1440, max(every, 5)), random.choice([2, 2, 4, 6])))
    times = [time(*divmod(edge // every * every, 60)) for edge in edges]
    return list(zip(times[::2], times[1::2], strict=True))
