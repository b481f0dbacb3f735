"""Bulgarian names of the public holidays of the countries that the exchange knows best.

Only words: by country, from the library's English name. Bulgaria's own names come from the
library, which has them from the law; the one here is a phrase, and begins small like the others.
Names that are phrases begin small, names of days as Bulgarian writes them. `tests/core` walks
the years 2015 to 2037 and finds a name that is missing, and one that no year has.
"""

from __future__ import annotations

CHINA = {
    "New Year's Day": "Нова година",
    "Chinese New Year's Eve": "Навечерие на Китайската нова година",
    "Chinese New Year (Spring Festival)": "Китайска нова година (Празник на пролетта)",
    "Chinese New Year Extended Holiday": "удължена почивка за Китайската нова година",
    "Tomb-Sweeping Day": "Цинмин (ден за почит към предците)",
    "Labor Day": "Ден на труда",
    "Dragon Boat Festival": "Празник на драконовите лодки",
    "Mid-Autumn Festival": "Празник на средата на есента",
    "National Day": "Национален празник",
    "70th Anniversary of the Victory of the Chinese People's War of Resistance against Japanese "
    "Aggression and the World Anti-Fascist War": (
        "70 години от победата на китайския народ в съпротивата срещу японската агресия "
        "и от победата в световната война срещу фашизма"
    ),
}
INDONESIA = {
    "New Year's Day": "Нова година",
    "Isra' and Mi'raj": "Исра и Мирадж (възнесение на пророка Мохамед)",
    "Lunar New Year": "Китайска нова година (Имлек)",
    "Day of Silence": "Ден на тишината (Ниепи)",
    "Eid al-Fitr": "Рамазан байрам",
    "Eid al-Fitr Second Day": "Рамазан байрам, втори ден",
    "Good Friday": "Разпети петък",
    "Easter Sunday": "Великден",
    "International Labor Day": "Международен ден на труда",
    "Ascension Day": "Възнесение Господне",
    "Eid al-Adha": "Курбан байрам",
    "Vesak Day": "Весак (празник на Буда)",
    "Pancasila Day": "Ден на Панчасила",
    "Islamic New Year": "Ислямска нова година",
    "Independence Day": "Ден на независимостта",
    "Prophet's Birthday": "Мавлид (рожден ден на пророка Мохамед)",
    "Christmas Day": "Рождество Христово",
    "General Election Day": "Ден на общите избори",
    "Local Election Day": "Ден на местните избори",
}
JAPAN = {
    "New Year's Day": "Нова година",
    "Coming of Age Day": "Ден на пълнолетието",
    "Foundation Day": "Ден на основаването на държавата",
    "Emperor's Birthday": "Рожден ден на императора",
    "Emperor's Enthronement Day": "Възкачване на императора на престола",
    "Vernal Equinox Day": "Ден на пролетното равноденствие",
    "Showa Day": "Ден на Шова",
    "Constitution Day": "Ден на конституцията",
    "Greenery Day": "Ден на зеленината",
    "Children's Day": "Ден на детето",
    "Marine Day": "Ден на морето",
    "Mountain Day": "Ден на планината",
    "Respect for the Aged Day": "Ден на почит към възрастните хора",
    "National Holiday": "национален почивен ден",
    "Autumnal Equinox Day": "Ден на есенното равноденствие",
    "Physical Education Day": "Ден на физическото възпитание",
    "Sports Day": "Ден на спорта",
    "Culture Day": "Ден на културата",
    "Labor Thanksgiving Day": "Ден на благодарност за труда",
    "Substitute Holiday": "заместващ почивен ден",
}
KOREA = {
    "New Year's Day": "Нова година",
    "The day preceding Korean New Year": "денят преди Корейската нова година",
    "Korean New Year": "Корейска нова година (Соллал)",
    "The second day of Korean New Year": "Корейска нова година, втори ден",
    "Independence Movement Day": "Ден на движението за независимост",
    "Labor Day": "Ден на труда",
    "Children's Day": "Ден на детето",
    "Buddha's Birthday": "Рожден ден на Буда",
    "Memorial Day": "Ден на паметта",
    "Constitution Day": "Ден на конституцията",
    "Liberation Day": "Ден на освобождението",
    "Armed Forces Day": "Ден на въоръжените сили",
    "The day preceding Chuseok": "денят преди Чусок",
    "Chuseok": "Чусок (празник на реколтата)",
    "The second day of Chuseok": "Чусок, втори ден",
    "National Foundation Day": "Ден на основаването на държавата",
    "Hangul Day": "Ден на корейската азбука",
    "Christmas Day": "Рождество Христово",
    "Local Election Day": "Ден на местните избори",
    "National Assembly Election Day": "Ден на парламентарните избори",
    "Presidential Election Day": "Ден на президентските избори",
    "Temporary Public Holiday": "извънреден почивен ден",
}
MONGOLIA = {
    "New Year's Day": "Нова година",
    "Lunar New Year": "Цагаан сар (лунна нова година)",
    "International Women's Day": "Международен ден на жената",
    "The Buddha's Birthday": "Рожден ден на Буда",
    "Children's Day": "Ден на детето",
    "National Festival and People's Revolution Anniversary": (
        "Наадам и годишнина от Народната революция"
    ),
    "Genghis Khan's Birthday": "Рожден ден на Чингис хан",
    "Republic Day": "Ден на републиката",
    "National Freedom and Independence Day": "Ден на националната свобода и независимост",
}
NAMES: dict[str, dict[str, str]] = {
    "BG": {"Non-working day": "неприсъствен ден"},
    "CN": CHINA,
    "ID": INDONESIA,
    "JP": JAPAN,
    "KR": KOREA,
    "MN": MONGOLIA,
}
