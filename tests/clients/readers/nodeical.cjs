// node-ical: a reader of web services and home automation, with its own expansion of series.
'use strict';
const fs = require('fs');

// From there alone: Node.js would rather take what lies above this file.
const at = { paths: [process.env.INSTALLED] };
const ical = require(require.resolve('node-ical', at));

const FROM = new Date('1970-01-01T00:00:00Z');
const TO = new Date('2039-01-01T00:00:00Z');

function day(date) {
  const two = (number) => String(number).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

function moment(date, whole) {
  return whole ? day(date) : date.toISOString().replace('.000Z', 'Z');
}

// A text with parameters (LANGUAGE) is an object here.
function text(value) {
  return value?.val ?? value ?? '';
}

function instance(event, start, end) {
  const whole = event.datetype === 'date';
  return {
    uid: event.uid,
    start: moment(start, whole),
    end: moment(end, whole),
    summary: text(event.summary),
    description: text(event.description),
    location: text(event.location),
    status: text(event.status),
  };
}

function instances(event) {
  if (!event.rrule) {
    const own = event.recurrences ? [...new Set(Object.values(event.recurrences))] : [];
    return own.length ? own.map((each) => instance(each, each.start, each.end))
      : [instance(event, event.start, event.end)];
  }
  return ical.expandRecurringEvent(event, { from: FROM, to: TO })
    .map((each) => instance(each.event, each.start, each.end));
}

for (const file of process.argv.slice(2)) {
  const answer = { file, complaints: [], instances: [] };
  try {
    const parts = Object.values(ical.sync.parseICS(fs.readFileSync(file, 'utf8')));
    answer.instances = parts.filter((each) => each.type === 'VEVENT').flatMap(instances);
  } catch (error) {
    answer.complaints.push(String(error));
  }
  console.log(JSON.stringify(answer));
}
