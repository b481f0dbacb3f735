// ical.js, strict, placing by the VTIMEZONEs of the file alone: what Thunderbird reads with.
'use strict';
const fs = require('fs');

// From there alone: Node.js would rather take what lies above this file.
const at = { paths: [process.env.INSTALLED] };
const ICAL = require(require.resolve('ical.js', at));

ICAL.design.strict = true;

function moment(time) {
  if (time.isDate) return time.toString();
  if (time.zone === ICAL.Timezone.localTimezone) throw new Error(`${time} floats`);
  return new Date(time.toUnixTime() * 1000).toISOString().replace('.000Z', 'Z');
}

function instance(event, start, end) {
  return {
    uid: event.uid,
    start: moment(start),
    end: moment(end),
    summary: event.summary ?? '',
    description: event.description ?? '',
    location: event.location ?? '',
    status: event.component.getFirstPropertyValue('status'),
  };
}

function instances(master) {
  if (!master.isRecurring()) return [instance(master, master.startDate, master.endDate)];
  const found = [];
  const dates = master.iterator();
  for (let date = dates.next(); date; date = dates.next()) {
    const details = master.getOccurrenceDetails(date);
    found.push(instance(details.item, details.startDate, details.endDate));
  }
  return found;
}

function read(file) {
  ICAL.TimezoneService.reset();
  const calendar = new ICAL.Component(ICAL.parse(fs.readFileSync(file, 'utf8')));
  for (const zone of calendar.getAllSubcomponents('vtimezone')) {
    ICAL.TimezoneService.register(new ICAL.Timezone(zone));
  }
  const masters = new Map();
  const exceptions = [];
  for (const component of calendar.getAllSubcomponents('vevent')) {
    const uid = component.getFirstPropertyValue('uid');
    if (component.hasProperty('recurrence-id')) exceptions.push(component);
    else if (masters.has(uid)) throw new Error(`${uid} stands twice`);
    else masters.set(uid, component);
  }
  const own = (uid) => exceptions.filter((each) => each.getFirstPropertyValue('uid') === uid);
  const series = [...masters].map(([uid, component]) =>
    new ICAL.Event(component, { strictExceptions: true, exceptions: own(uid) }));
  const alone = exceptions.filter((each) => !masters.has(each.getFirstPropertyValue('uid')))
    .map((each) => new ICAL.Event(each));
  return [...series, ...alone].flatMap(instances);
}

for (const file of process.argv.slice(2)) {
  const answer = { file, complaints: [], instances: [] };
  try {
    answer.instances = read(file);
  } catch (error) {
    answer.complaints.push(String(error));
  }
  console.log(JSON.stringify(answer));
}
