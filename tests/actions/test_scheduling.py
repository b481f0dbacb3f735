"""What an organizer does to an event, and what follows from it, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from scheduler import errors
from scheduler.actions import inviting, scheduling
from scheduler.db import transaction
from scheduler.models import VisitItem
from scheduler.queries import agenda, history, outbox, verification
from tests.world import NOW, SESSION, World, mails

pytestmark = pytest.mark.any_db
LATER = NOW + timedelta(hours=1)


def test_a_draft_tells_nobody_and_is_seen_by_organizers_alone(world: World) -> None:
    event = world.draft()
    assert (event.status, event.sequence, event.version) == ("draft", 0, 1)
    assert not event.is_public
    assert mails() == []
    assert scheduling.plan_of(event) == replace(SESSION, fold=0, end_fold=0)


def test_wall_time_is_kept_and_the_moment_is_derived(world: World) -> None:
    event = world.draft()
    assert event.start_utc.isoformat() == "2027-03-10T08:00:00+00:00"
    assert event.end_utc.isoformat() == "2027-03-10T09:30:00+00:00"


def test_publishing_invites_the_participants_of_its_cities(world: World) -> None:
    event = world.draft()
    with transaction():
        invited = scheduling.publish(event, by=world.elena, now=LATER)
    assert invited == 2
    assert (event.status, event.published, event.sequence) == ("confirmed", LATER, 0)
    assert [mail.recipient for mail in mails("invitation")] == [
        "petar@sofia.example",
        "minseo@seoul.example",
    ]


def test_publishing_without_inviting_tells_nobody(world: World) -> None:
    assert world.published().status == "confirmed"
    assert mails() == []


def test_publishing_twice_is_refused(world: World) -> None:
    event = world.published()
    with pytest.raises(errors.AlreadyPublished), transaction():
        scheduling.publish(event, by=world.elena, now=LATER)


def test_a_tentative_event_is_confirmed_later_with_a_higher_sequence(world: World) -> None:
    event = world.draft()
    with transaction():
        scheduling.publish(event, by=world.elena, now=NOW, invite=False, tentative=True)
    assert (event.status, event.sequence) == ("tentative", 0)
    with transaction():
        scheduling.publish(event, by=world.elena, now=LATER, invite=False)
    assert (event.status, event.sequence) == ("confirmed", 1)


def test_whoever_was_invited_tentatively_hears_that_it_is_certain(world: World) -> None:
    event = world.draft()
    with transaction():
        scheduling.publish(event, by=world.elena, now=NOW, tentative=True)
    _all_left()
    with transaction():
        scheduling.publish(event, by=world.elena, now=LATER, invite=False)
    assert [mail.recipient for mail in mails("update")] == [
        "petar@sofia.example",
        "minseo@seoul.example",
    ]
    told = outbox.shown(mails("update")[0])
    assert "Състояние\n  Преди: предварително\n  Сега: потвърдено" in told.text.replace(
        "\r\n", "\n"
    )
    assert ("STATUS:CONFIRMED" in told.calendar, "SEQUENCE:1" in told.calendar) == (True, True)


def test_a_title_missing_in_one_language_stops_the_publishing_not_the_draft(world: World) -> None:
    event = world.draft(title={"bg": "Само на български"})
    with pytest.raises(errors.NotReadyToPublish) as refused, transaction():
        scheduling.publish(event, by=world.elena, now=LATER)
    assert refused.value.message == "Before publishing, write the title in: English."


def test_moving_raises_the_sequence_and_updates_whoever_was_told(world: World) -> None:
    event = world.published(invite=True)
    _all_left()
    with transaction():
        moved = scheduling.move(
            event, datetime(2027, 3, 11, 9, 0), version=event.version, by=world.elena, now=LATER
        )
    assert moved
    assert (event.sequence, event.end_utc.isoformat()) == (1, "2027-03-11T08:30:00+00:00")
    assert [mail.recipient for mail in mails("update")] == [
        "petar@sofia.example",
        "minseo@seoul.example",
    ]


def test_who_was_never_told_hears_one_invitation_not_two_messages(world: World) -> None:
    event = world.published(invite=True)
    with transaction():
        scheduling.move(
            event, datetime(2027, 3, 11, 9, 0), version=event.version, by=world.elena, now=LATER
        )
    assert [(mail.kind, mail.state) for mail in mails()] == [
        ("invitation", "superseded"),
        ("invitation", "superseded"),
        ("invitation", "queued"),
        ("invitation", "queued"),
    ]


def test_a_mended_text_keeps_the_sequence_and_tells_only_if_asked(world: World) -> None:
    event = world.published(invite=True)
    _all_left()
    mended = replace(SESSION, description={"bg": "Поправено.", "en": "Mended."})
    before = event.changed
    with transaction():
        scheduling.change(
            event, mended, version=event.version, by=world.elena, now=LATER, tell=False
        )
    assert (event.sequence, mails("update")) == (0, [])
    assert event.changed > before


def test_the_time_of_change_rises_even_within_one_second(world: World) -> None:
    event = world.draft()
    for n in range(3):
        before = event.changed
        with transaction():
            scheduling.change(
                event,
                replace(SESSION, capacity=n + 1),
                version=event.version,
                by=world.elena,
                now=NOW,
            )
        assert event.changed > before


def test_saving_nothing_new_changes_nothing(world: World) -> None:
    event = world.draft()
    with transaction():
        assert not scheduling.change(event, SESSION, version=1, by=world.elena, now=LATER)
    assert event.version == 1


def test_the_second_of_two_editors_is_refused_and_nothing_is_overwritten(world: World) -> None:
    event = world.draft()
    first = replace(SESSION, title={"bg": "Първи", "en": "First"})
    second = replace(SESSION, title={"bg": "Втори", "en": "Second"})
    with transaction():
        scheduling.change(event, first, version=1, by=world.elena, now=LATER)
    with pytest.raises(errors.EditedMeanwhile) as refused, transaction():
        scheduling.change(event, second, version=1, by=world.jiho, now=LATER)
    assert refused.value.current == 2
    assert event.title == {"bg": "Първи", "en": "First"}


def test_cancelling_keeps_the_page_and_tells_whoever_was_told(world: World) -> None:
    event = world.published(invite=True)
    _all_left()
    with transaction():
        scheduling.cancel(event, by=world.elena, now=LATER)
    assert (event.status, event.sequence, event.is_public) == ("cancelled", 1, True)
    assert [mail.recipient for mail in mails("cancellation")] == [
        "petar@sofia.example",
        "minseo@seoul.example",
    ]
    with pytest.raises(errors.AlreadyCancelled), transaction():
        scheduling.cancel(event, by=world.elena, now=LATER)


def test_a_cancelled_draft_was_never_public_and_stays_unseen(world: World) -> None:
    event = world.draft()
    with transaction():
        scheduling.cancel(event, by=world.elena, now=LATER)
    assert not event.is_public
    assert agenda.public_occurrences(world.programme, agenda.Filters()) == []


def test_a_city_taken_off_hears_a_cancellation_and_a_new_one_an_invitation(world: World) -> None:
    event = world.published(invite=True, cities=("sofia",))
    _all_left()
    with transaction():
        scheduling.change(
            event,
            replace(SESSION, cities=("seoul",)),
            version=event.version,
            by=world.admin,
            now=LATER,
        )
    assert [(mail.kind, mail.recipient) for mail in mails()][1:] == [
        ("cancellation", "petar@sofia.example"),
        ("invitation", "minseo@seoul.example"),
    ]


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"start": datetime(2027, 3, 28, 3, 30)}, "start", "hour_skipped"),
        ({"start": datetime(2027, 10, 31, 3, 30), "end": None}, "start", "hour_repeated"),
        ({"end": datetime(2027, 3, 10, 9, 0)}, "end", "end_before_start"),
        ({"zone": "Europe/Atlantis"}, "zone", "zone_unknown"),
        ({"zone": "Europe"}, "zone", "zone_unknown"),
        ({"title": {"bg": "а" * 10_000, "en": "a"}}, "title.bg", "too_long"),
        ({"title": {"bg": "а\x00б", "en": "a"}}, "title.bg", "control_characters"),
        ({"title": {"bg": "а\ufdd0b\ufdd1", "en": "a"}}, "title.bg", "control_characters"),
        ({"title": {}}, "title.bg", "missing"),
        ({"title": {"bg": "а", "ko": "가"}}, "title.ko", "not_in_programme"),
        ({"cities": ("atlantis",)}, "cities", "not_in_programme"),
        ({"themes": ("magic",)}, "themes", "not_in_programme"),
        ({"host_city": "third-city"}, "host_city", "not_in_programme"),
        ({"capacity": 0}, "capacity", "out_of_range"),
        ({"online_url": "javascript:alert(1)"}, "online_url", "link_invalid"),
        ({"online_url": "https://x.example/\r\nATTENDEE:x"}, "online_url", "link_invalid"),
        ({"online_url": "https://x.example/\u2028x"}, "online_url", "link_invalid"),
        ({"online_url": "https://x.example:99999/"}, "online_url", "link_invalid"),
        ({"end": datetime(2029, 3, 10, 9, 0)}, "end", "too_long_event"),
        ({"start": datetime(1066, 3, 10, 9, 0)}, "start", "date_out_of_range"),
    ],
)
def test_a_plan_that_breaks_a_rule_is_refused_at_its_field(
    world: World, changes: dict[str, object], field: str, code: str
) -> None:
    with pytest.raises(errors.Several) as refused:
        world.draft(**changes)
    assert [(each.field, each.code) for each in refused.value.refusals] == [(field, code)]


def test_the_second_of_a_repeated_hour_is_kept(world: World) -> None:
    event = world.draft(start=datetime(2027, 10, 31, 3, 30), end=None, fold=1)
    assert (event.fold, event.start_utc.isoformat()) == (1, "2027-10-31T01:30:00+00:00")
    with transaction():
        assert not scheduling.change(
            event,
            replace(scheduling.plan_of(event), fold=None),
            version=1,
            by=world.elena,
            now=LATER,
        )


def test_a_stranger_may_not_even_know_of_a_draft(world: World) -> None:
    event = world.draft()
    with pytest.raises(errors.NotFound), transaction():
        scheduling.publish(event, by=world.mallory, now=LATER)
    with pytest.raises(errors.NotAllowed), transaction():
        scheduling.draft(world.programme, SESSION, by=world.petar, now=LATER)


def test_an_organizer_of_a_city_that_takes_no_part_may_not_change_it(world: World) -> None:
    event = world.published(cities=("sofia",))
    with pytest.raises(errors.NotAllowed), transaction():
        scheduling.cancel(event, by=world.jiho, now=LATER)


def test_history_says_who_did_what_and_its_chain_holds(world: World) -> None:
    event = world.published()
    with transaction():
        scheduling.cancel(event, by=world.jiho, now=LATER)
    entries = history.of_event(event)
    assert [(entry.verb, entry.actor_id) for entry in entries] == [
        ("cancel", world.jiho.id),
        ("publish", world.elena.id),
        ("draft", world.elena.id),
    ]
    assert list(verification.findings(LATER)) == []


def _all_left() -> None:
    with transaction():
        for mail in mails():
            mail.state = "sent"


def test_an_answer_to_another_hour_is_none(world: World) -> None:
    event = world.published(invite=True)
    _all_left()
    petar = inviting.get_invitation(event, world.petar)
    with transaction():
        inviting.respond(petar, "accepted", now=NOW)
    with transaction():
        scheduling.change(
            event,
            replace(scheduling.plan_of(event), title={"bg": "Друго", "en": "Other"}),
            version=event.version,
            by=world.elena,
            now=LATER,
        )
    told = outbox.shown(mails("update")[0])
    assert petar.answer == "accepted"
    assert "PARTSTAT=ACCEPTED" in told.calendar.replace("\r\n ", "")
    assert "Отговорът Ви остава в сила" in told.text
    _all_left()
    with transaction():
        scheduling.move(
            event, datetime(2027, 3, 11, 9, 0), version=event.version, by=world.elena, now=LATER
        )
    told = outbox.shown(mails("update")[2])
    assert (petar.answer, petar.answered) == ("needs-action", None)
    assert "PARTSTAT=NEEDS-ACTION;RSVP=TRUE" in told.calendar.replace("\r\n ", "")


def test_a_letter_says_both_hours_in_every_city_and_no_change_that_is_none(world: World) -> None:
    event = world.published(invite=True)
    _all_left()
    with transaction():
        scheduling.change(
            event,
            replace(
                scheduling.plan_of(event),
                start=datetime(2027, 3, 10, 9, 30),
                title={"bg": "Топлоснабдяване в квартала", "en": "Heat"},
            ),
            version=event.version,
            by=world.elena,
            now=LATER,
        )
    text = outbox.shown(mails("update")[0]).text.replace("\r\n", "\n").replace("\xa0", " ")
    assert "Сега: сряда, 10 март 2027 г., 09:30 ч. (София) · 16:30 ч. (Сеул)" in text
    assert "Заглавие" not in text
    assert "Title\n  Before: District heating\n  Now: Heat" in text


def test_the_quiet_switch_is_for_texts_and_not_for_cities(world: World) -> None:
    event = world.published(invite=True, cities=("sofia",))
    _all_left()
    with transaction():
        scheduling.change(
            event,
            replace(SESSION, cities=("seoul",)),
            version=event.version,
            by=world.admin,
            now=LATER,
            tell=False,
        )
    assert [mail.kind for mail in mails()] == ["invitation", "cancellation", "invitation"]


def test_what_is_over_tells_nobody(world: World) -> None:
    event = world.published(invite=True)
    _all_left()
    after = datetime(2027, 4, 1, tzinfo=UTC)
    with transaction():
        scheduling.change(
            event,
            replace(scheduling.plan_of(event), title={"bg": "Друго", "en": "Other"}),
            version=event.version,
            by=world.elena,
            now=after,
        )
    with transaction():
        scheduling.cancel(event, by=world.elena, now=after)
    assert {mail.kind for mail in mails()} == {"invitation"}


def test_a_published_session_does_not_become_a_visit(world: World) -> None:
    event = world.published()
    with pytest.raises(errors.Several) as refused, transaction():
        scheduling.change(
            event,
            replace(scheduling.plan_of(event), kind="city_visit"),
            version=event.version,
            by=world.elena,
            now=LATER,
        )
    assert [each.code for each in refused.value.refusals] == ["kind_fixed"]


def test_a_visit_does_not_end_before_its_last_stop(world: World) -> None:
    event = world.visit()
    with transaction():
        event.visit.items = [VisitItem(uid="1", day=5, title={"bg": "Край", "en": "End"})]
    with pytest.raises(errors.Several) as refused, transaction():
        scheduling.change(
            event,
            replace(scheduling.plan_of(event), end=date(2027, 5, 11)),
            version=event.version,
            by=world.jiho,
            now=LATER,
        )
    assert [(each.field, each.code) for each in refused.value.refusals] == [
        ("end", "stops_beyond_end")
    ]


def test_history_keeps_no_free_text_and_no_link(world: World) -> None:
    secret = "https://meet.example.org/private"
    event = world.draft(description={"bg": "Ivan Petrov", "en": "Ivan"}, online_url=secret)
    with transaction():
        scheduling.change(
            event,
            replace(scheduling.plan_of(event), description={"bg": "Maria", "en": "Ivan"}),
            version=event.version,
            by=world.elena,
            now=LATER,
        )
    changed, drafted = history.of_event(event)
    anew = ["description.bg"]
    assert changed.details == {"changes": {}, "texts": anew, "rewritten": anew}
    assert not {"title", "description", "venue", "online_url"} & drafted.details["plan"].keys()


def test_publishing_what_somebody_else_has_changed_is_refused(world: World) -> None:
    event = world.draft()
    seen = event.version
    with transaction():
        scheduling.change(
            event, replace(SESSION, capacity=9), version=seen, by=world.jiho, now=LATER
        )
    with pytest.raises(errors.EditedMeanwhile), transaction():
        scheduling.publish(event, by=world.elena, now=LATER, version=seen)
