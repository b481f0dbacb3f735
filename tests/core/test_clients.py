"""Which program fetched a calendar, by headers as they stand in access logs and source code."""

from __future__ import annotations

import pytest

from scheduler.core.clients import KINDS, kind_of

CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0"
OLD_OUTLOOK = "MSIE 7.0; Windows NT 10.0; WOW64; Trident/7.0; Microsoft Outlook 16.0.9126"

SAID = [
    ("google", "Google-Calendar-Importer"),
    ("google", "Mozilla/5.0 (compatible; Google-Calendar-Importer)"),
    ("outlook", "Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.17328; Pro)"),
    ("outlook", "Microsoft.Exchange/15.20 (Windows NT 10.0; Win64; x64)"),
    ("outlook", "Microsoft Exchange (Windows NT 10.0)"),
    ("outlook", "Mozilla/4.0 (compatible; ms-office; MSOffice 16)"),
    ("outlook", f"Mozilla/4.0 (compatible; {OLD_OUTLOOK}; ms-office; MSOffice 16)"),
    ("outlook", "Outlook-iOS/709.2189947.prod.iphone (3.24.0)"),
    ("thunderbird", "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Thunderbird/128.8.0"),
    ("thunderbird", "Mozilla/5.0 (Windows NT 10.0; rv:153.0) Gecko/20100101 Thunderbird/153.0"),
    ("evolution", "Evolution/3.60.2"),
    ("nextcloud", "Nextcloud Webcal Service"),
    ("nextcloud", "Nextcloud Webcal Crawler"),
    ("icsx5", "ICSx5/2.4.3 (ical4j/3.2.19 okhttp/5.3.2 Android/16)"),
    ("davx5", "DAVx5/4.4-ose (dav4jvm; okhttp/4.12.0) Android/14"),
    ("vdirsyncer", "vdirsyncer/0.20.0"),
    ("apple", "iOS/26.6 (23G71) dataaccessd/1.0"),
    ("apple", "iOS/26.0 (23A341) calaccessd/1.0"),
    ("apple", "iPadOS/26.0 (23A341) somedaemon/2.0"),
    ("apple", "macOS/14.6.1 (23G93) dataaccessd/1.0"),
    ("apple", "macOS/11.0 (20A5343i) CalendarAgent/950"),
    ("apple", "Mac+OS+X/10.10.5 (14F27) CalendarAgent/316.1"),
    ("apple", "Mac_OS_X/10.9 (13A603) CalendarAgent/174"),
    ("apple", "CalendarStore/5.0 (1127); iCal/5.0 (1535); Mac OS X/10.7.1 (11B26)"),
    ("browser", "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0"),
    ("browser", f"Mozilla/5.0 (Linux; Android 14; Pixel 8) {CHROME} Mobile Safari/537.36"),
    ("browser", f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {CHROME} Safari/537.36 Edg/126.0.0.0"),
    ("browser", "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1"),
    ("other", "Fantastical/4.0 CFNetwork/1498 Darwin/24.0.0"),
    ("other", "WordPress/7.1 ICS Calendar/12.1.3.1"),
    ("other", "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"),
    ("other", "curl/8.4.0"),
    ("other", "python-requests/2.32"),
    ("other", "studios/1.0"),
    ("other", "Mozilla/5.0"),
    ("other", ""),
]


@pytest.mark.parametrize(("kind", "said"), SAID)
def test_a_program_is_told_by_what_it_says_of_itself(kind: str, said: str) -> None:
    assert kind_of(said) == kind
    assert kind_of(said.upper()) == kind


def test_every_kind_stands_in_the_table_above() -> None:
    assert {kind for kind, _ in SAID} == set(KINDS)


@pytest.mark.parametrize("said", ["x" * 100_000, "ios/" * 50_000, "\x00\ud800\n", "Календар/1.0"])
def test_whatever_is_said_gets_a_kind_that_fits_its_column(said: str) -> None:
    assert kind_of(said) in KINDS
    assert max(map(len, KINDS)) <= 40
