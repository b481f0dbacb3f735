<?php
// sabre/vobject with its validation, placing by the names of zones: what Nextcloud reads with.

require 'Sabre/VObject/autoload.php';

use Sabre\VObject\Reader;
use Sabre\VObject\RecurrenceIterator;

// The library is older than this PHP and says so with every call; all else ends the reading.
error_reporting(E_ALL & ~E_DEPRECATED);
set_error_handler(function ($level, $words, $file, $line) {
    if (error_reporting() & $level) {
        throw new ErrorException("$words ($file:$line)");
    }
    return true;
}, E_ALL & ~E_DEPRECATED);

function moment($property, DateTime $time) {
    if (!$property->hasTime()) {
        return $time->format('Y-m-d');
    }
    if (!isset($property['TZID']) && substr((string)$property, -1) !== 'Z') {
        throw new Exception("$property floats");
    }
    $time = clone $time;
    return $time->setTimezone(new DateTimeZone('UTC'))->format('Y-m-d\TH:i:s\Z');
}

function instance($event, DateTime $start, DateTime $end) {
    return [
        'uid' => (string)$event->UID,
        'start' => moment($event->DTSTART, $start),
        'end' => moment($event->DTSTART, $end),
        'summary' => (string)$event->SUMMARY,
        'description' => (string)$event->DESCRIPTION,
        'location' => (string)$event->LOCATION,
        'status' => (string)$event->STATUS,
    ];
}

function instances($calendar) {
    $masters = [];
    foreach ($calendar->select('VEVENT') as $event) {
        $masters[(string)$event->UID] = ($masters[(string)$event->UID] ?? false)
            || isset($event->RRULE);
    }
    $found = [];
    foreach ($calendar->select('VEVENT') as $event) {
        if (!$masters[(string)$event->UID]) {
            $end = $event->DTEND->getDateTime();
            $found[] = instance($event, $event->DTSTART->getDateTime(), $end);
        }
    }
    foreach (array_keys(array_filter($masters)) as $uid) {
        $dates = new RecurrenceIterator($calendar, (string)$uid);
        while ($dates->valid()) {
            $event = $dates->getEventObject();
            // Of a meeting that stands apart the iterator would add the length of the others.
            $apart = isset($event->{'RECURRENCE-ID'});
            $end = $apart ? $event->DTEND->getDateTime() : $dates->getDTEnd();
            $found[] = instance($event, $dates->getDTStart(), $end);
            $dates->next();
        }
    }
    return $found;
}

foreach (array_slice($argv, 1) as $file) {
    $answer = ['file' => $file, 'complaints' => [], 'instances' => []];
    try {
        $calendar = Reader::read(file_get_contents($file));
        foreach ($calendar->validate() as $found) {
            $answer['complaints'][] = "{$found['level']}: {$found['message']}";
        }
        $answer['instances'] = instances($calendar);
    } catch (Throwable $error) {
        $answer['complaints'][] = get_class($error) . ': ' . $error->getMessage();
    }
    echo json_encode($answer, JSON_UNESCAPED_UNICODE | JSON_THROW_ON_ERROR), "\n";
}
