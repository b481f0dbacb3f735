"""What letters say: every letter, in both orders, in both forms."""

from __future__ import annotations

import doctest
import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from html.parser import HTMLParser

import pytest
from babel.messages.extract import extract
from jinja2 import UndefinedError

from config import ROOT
from scheduler import i18n
from scheduler.core import timeblock, zones
from scheduler.documents import letters, plain
from scheduler.documents.ical import colours
from scheduler.documents.letters import times
from tests.documents.samples import wall
from tests.house.catalogue import KEYWORDS

MAILS = ROOT / "templates" / "mail"
EVERY = sorted(path.name for path in MAILS.iterdir() if path.is_dir())
NAMES = {
    "Europe/Sofia": {"bg": "София", "en": "Sofia"},
    "Asia/Seoul": {"bg": "Сеул", "en": "Seoul"},
    "Europe/Berlin": {"bg": "Франкфурт", "en": "Frankfurt"},
}
EVENING = zones.to_utc(wall("2026-07-08 19:00"), "Europe/Sofia")


@dataclass
class When:
    first: date = date(2026, 7, 8)
    last: date = date(2026, 7, 8)
    rows: list[timeblock.Row] = field(default_factory=list)
    time_known: bool = True
    end_known: bool = True

    @property
    def timed(self):
        return self.rows != []


def evening(minutes: int | None = 90, at=EVENING, cities=tuple(NAMES)) -> When:
    places = [timeblock.Place(i18n.pick(NAMES[zone]), zone) for zone in cities]
    end = None if minutes is None else at + timedelta(minutes=minutes)
    first = zones.to_wall(at, cities[0]).date()
    rows = timeblock.rows(at, end, places)
    return When(first, first, rows, end_known=minutes is not None)


def visit() -> When:
    return When(date(2026, 10, 12), date(2026, 10, 16))


def values(**changes):
    """Return a function of all that any letter may want, as the actions give it."""

    def in_language(code):
        bulgarian = code == "bg"
        usual = {
            "event_title": "Учебно посещение в Сеул" if bulgarian else "Study visit to Seoul",
            "kind": "city_visit",
            "kind_words": "посещение в град партньор" if bulgarian else "city visit",
            "when": visit(),
            "place": "Сеул" if bulgarian else "Seoul",
            "online_url": "",
            "description": "Как градът <управлява> данни & услуги.\nВтори ред.\n\nТрети.",
            "event_url": f"https://x.org/{code}/events/seoul",
            "made_up": False,
            "one_of_series": False,
            "repeats": "",
            "dates": [],
            "salutation": "Уважаема госпожо Иванова," if bulgarian else "Dear Ms Ivanova,",
            "answer": "needs-action",
            "answer_url": f"https://x.org/{code}/invitations/1/secret",
            "changes": [("Начало" if bulgarian else "Start", "12", "13")],
            "cause": "",
            "shifts": [
                "От 3 ноември в 17:00 ч. в Сеул." if bulgarian else "From 3 November at 17:00."
            ],
            "name": "Мария Иванова",
            "status": "confirmed",
            "position": None,
            "manage_url": f"https://x.org/{code}/registrations/1/secret",
            "confirm_url": f"https://x.org/{code}/registrations/1/secret/confirmation",
            "hold_until": i18n.moment_words(wall("2026-11-24 10:00"), "София"),
            "reason": "",
            "sign_in_url": f"https://x.org/{code}/sign-in/secret",
            "minutes": 30,
            "poll_title": "Среща за отпадъците" if bulgarian else "Meeting on waste",
            "asked_by": "Elena Dimitrova",
            "times_offered": [visit(), visit()],
            "chosen": visit(),
            "deadline": visit(),
            "shows_answers": False,
        }
        return usual | {
            name: value() if callable(value) else value for name, value in changes.items()
        }

    return in_language


class Reader(HTMLParser):
    """Collect what a mail program shows: words, links, languages; and that tags are closed."""

    VOID = ("meta", "br", "hr")

    def __init__(self, html):
        super().__init__()
        self.words, self.links, self.languages, self.open = [], [], [], []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.links += [given["href"]] if tag == "a" else []
        self.languages += [(tag, given["lang"])] if "lang" in given else []
        self.open += [] if tag in self.VOID else [tag]

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words += data.split()


def test_there_are_these_letters():
    assert EVERY == [
        "cancellation",
        "clock_change",
        "invitation",
        "poll_cancellation",
        "poll_change",
        "poll_invitation",
        "poll_reminder",
        "poll_result",
        "registration_cancelled",
        "registration_confirmed",
        "registration_link",
        "registration_promoted",
        "registration_received",
        "registration_waitlisted",
        "sign_in",
        "update",
    ]


@pytest.mark.parametrize("order", [("bg", "en"), ("en", "bg")])
@pytest.mark.parametrize("name", EVERY)
def test_every_letter_says_the_same_in_text_and_html(name, order):
    letter = letters.render(name, order, values())
    page = Reader(letter.html)
    shown = " ".join(page.words)
    for line in letter.text.splitlines():
        words = " ".join(line.removesuffix(":").split())
        if words and not re.fullmatch(r"-+|https://\S+", words):
            assert words in shown
    assert re.findall(r"https://\S+", letter.text) == page.links


@pytest.mark.parametrize("order", [("bg", "en"), ("en", "bg")])
@pytest.mark.parametrize("name", EVERY)
def test_every_letter_holds_both_languages_the_readers_first(name, order):
    letter = letters.render(name, order, values())
    one, other = (letters.render(name, [code], values()) for code in order)
    assert letter.subject == f"{one.subject} / {other.subject}"
    first, second = letter.text.split("\n\n" + "-" * 60 + "\n\n")
    assert first.partition("\n\n")[2].strip() == one.text.strip()
    assert second.strip() == other.text.strip()
    assert Reader(letter.html).languages == [
        ("html", order[0]),
        *(("span", code) for code in order),
        ("div", order[1]),
    ]


@pytest.mark.parametrize("name", EVERY)
def test_both_forms_of_a_letter_have_the_same_words_in_their_templates(name):
    def texts(path):
        with path.open("rb") as file:
            return [found[1] for found in extract("jinja2.ext:babel_extract", file, KEYWORDS)]

    assert texts(MAILS / name / "body.txt") == texts(MAILS / name / "body.html")


@pytest.mark.parametrize(
    ("order", "first_line"),
    [
        (["bg", "en"], "Следва текст на английски. / English text follows below."),
        (["en", "bg"], "Bulgarian text follows below. / Следва текст на български."),
    ],
)
def test_the_first_line_says_in_both_languages_that_the_other_follows(order, first_line):
    letter = letters.render("invitation", order, values())
    assert letter.text.splitlines()[0] == first_line
    assert first_line in " ".join(Reader(letter.html).words)


def test_a_single_language_needs_no_such_line():
    letter = letters.render("invitation", ["en"], values())
    assert letter.text.startswith("Dear Ms Ivanova,\n\n")
    assert "follows" not in letter.html


def test_a_language_without_a_catalogue_is_not_promised():
    both = letters.render("invitation", ["ko", "bg", "en"], values())
    assert both == letters.render("invitation", ["bg", "en"], values())
    assert letters.render("sign_in", ["ko"], values()).subject == "Sign-in link"


def test_the_subject_begins_with_the_noun():
    letter = letters.render("invitation", ["bg", "en"], values())
    assert letter.subject == (
        "Покана: Учебно посещение в Сеул, 12–16 октомври 2026\u00a0г. / "
        "Invitation: Study visit to Seoul, 12–16 October 2026"
    )


def test_what_people_typed_is_shown_and_runs_nothing():
    letter = letters.render(
        "invitation",
        ["en"],
        values(event_title="<script>a&b</script>\r\nBcc: x", description="<b>bold</b>\x00"),
    )
    assert letter.subject == "Invitation: <script>a&b</script> Bcc: x, 12–16 October 2026"
    assert "<script>a&b</script>" in letter.text
    assert "<b>bold</b>" in letter.text
    assert "&lt;script&gt;a&amp;b&lt;/script&gt;" in letter.html
    assert "<script>" not in letter.html


def test_a_value_that_is_missing_is_an_error():
    with pytest.raises(UndefinedError, match="answer_url"):
        letters.render(
            "invitation",
            ["en"],
            lambda code: {k: v for k, v in values()(code).items() if k != "answer_url"},
        )


@pytest.mark.parametrize(
    ("salutation", "name", "greeting"),
    [
        ("Dear Ms Ivanova,", "Maria", "Dear Ms Ivanova,"),
        ("", "Maria Ivanova", "Dear Maria Ivanova,"),
        ("", "", "Ladies and gentlemen,"),
    ],
)
def test_nobody_is_called_by_a_guess(salutation, name, greeting):
    letter = letters.render("registration_link", ["en"], values(salutation=salutation, name=name))
    assert letter.text.splitlines()[0] == greeting


@pytest.mark.parametrize(
    ("name", "changes", "said", "unsaid"),
    [
        ("registration_received", {}, "A place is held for you.", "waitlist"),
        ("registration_received", {"position": 3}, "number 3 on the waitlist", "is held"),
        ("registration_received", {}, "until Tuesday, 24 November 2026, 10:00", "None"),
        ("registration_received", {"hold_until": ""}, "Please confirm", "until"),
        ("registration_waitlisted", {"position": 12}, "number 12 on the waitlist", "None"),
        ("registration_waitlisted", {}, "as soon as a place becomes free", "None"),
        ("registration_cancelled", {"reason": "visit_cancelled"}, "event is cancelled", "mistake"),
        ("registration_cancelled", {"reason": "by_organizer"}, "organizers have", "As requested"),
        ("registration_cancelled", {"reason": "withdrawn"}, "As requested", "organizers have"),
        ("cancellation", {}, "event is cancelled", "withdrawn"),
        ("cancellation", {"event_cancelled": False}, "is withdrawn", "event is cancelled"),
        ("poll_invitation", {}, "Elena Dimitrova asks you which", "Which of the times"),
        ("poll_invitation", {"asked_by": ""}, "Which of the times below", "asks you"),
        ("poll_invitation", {"shows_answers": True}, "the names and answers", "Only the org"),
        ("poll_invitation", {}, "Only the organizers see", "names and answers"),
        ("poll_result", {"event_url": ""}, "You need do nothing.", "Page of the event"),
        ("sign_in", {"minutes": 1}, "within 1 minute.", "minutes"),
        ("update", {}, "Start\n  Before: 12\n  Now: 13\n", "None"),
        ("invitation", {"made_up": True}, "Made-up example", "None"),
        ("invitation", {"place": ""}, "City visit", "Place"),
        ("invitation", {"online_url": "https://m.org/x"}, "Online: https://m.org/x", "None"),
    ],
)
def test_a_letter_says_what_is_the_case(name, changes, said, unsaid):
    letter = letters.render(name, ["en"], values(**changes))
    assert said in letter.text
    assert unsaid not in letter.text


def test_the_time_block_stands_in_columns():
    letter = letters.render("invitation", ["bg"], values(when=evening))
    block = (
        "ср, 8 юли 2026 г.   19:00–20:30 ч.   София     (UTC+3)\n"
        "чт, 9 юли           01:00–02:30 ч.   Сеул      (UTC+9)   +1 ден · нощ\n"
        "ср, 8 юли           18:00–19:30 ч.   Франкфурт (UTC+2)\n"
    )
    assert block in letter.text.replace("\u00a0", " ")


def test_hangul_takes_two_columns():
    places = [timeblock.Place("서울", "Asia/Seoul"), timeblock.Place("Sofi", "Europe/Sofia")]
    one, other = times.columns(timeblock.rows(EVENING, None, places)).splitlines()
    assert one.index("(") + 2 == other.index("(")


@pytest.mark.parametrize(
    ("minutes", "start", "hours"),
    [
        (None, "19:00", "19:00"),
        (90, "19:00", "19:00–20:30"),
        (120, "23:00", "23:00–01:00"),
        (24 * 60, "19:00", "19:00 – Thu, 9 July, 19:00"),
        (49 * 60, "19:00", "19:00 – Fri, 10 July, 20:00"),
    ],
)
def test_an_end_on_another_day_says_so(minutes, start, hours):
    at = zones.to_utc(wall(f"2026-07-08 {start}"), "Europe/Sofia")
    (row,) = evening(minutes, at, ("Europe/Sofia",)).rows
    assert times.hours(row) == hours


@pytest.mark.parametrize(
    ("when", "said"),
    [
        (visit, "\n12–16 October 2026\n"),
        (lambda: When(time_known=False), "\n8 July 2026 (hour not published)\n"),
        (lambda: evening(None), "The end was not published."),
    ],
)
def test_what_was_not_published_is_said(when, said):
    assert said in letters.render("invitation", ["en"], values(when=when)).text


def test_letters_are_one_narrow_column_in_the_readers_own_colours():
    html = letters.render("update", ["bg", "en"], values(when=evening)).html
    assert "max-width:600px" in html
    assert '<meta name="color-scheme" content="light dark">' in html
    assert set(re.findall(r"[;\"](?:background|color):(#\w+)", html)) == {"#1d4f91", "#ffffff"}
    assert "<img" not in html
    assert "<style" not in html


@pytest.mark.parametrize("module", [plain, colours, times])
def test_the_examples_in_the_docstrings_hold(module):
    found = doctest.testmod(module)
    assert (found.failed, found.attempted > 0) == (0, True)
