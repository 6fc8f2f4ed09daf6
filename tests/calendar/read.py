#!/usr/bin/env python3
"""Reads an iCalendar file from standard input, strictly, and prints what it says as JSON."""

import json
import sys
from datetime import datetime, timezone

import icalendar


def plain(value):
    if hasattr(value, "dt"):
        moment = value.dt
        if isinstance(moment, datetime):
            return moment.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
        return str(moment)
    if isinstance(value, icalendar.vGeo):
        return [value.latitude, value.longitude]
    if isinstance(value, int):
        return int(value)
    return str(value)


calendar = icalendar.Calendar.from_ical(sys.stdin.buffer.read())
components = [calendar, *calendar.walk("VEVENT")]
wrong = [str(error) for component in components for error in component.errors]
missing = [
    f"{event.get('UID')}: no {name}"
    for event in calendar.walk("VEVENT")
    for name in (*event.required, "DTSTART")
    if name not in event
]
print(json.dumps({
    "wrong": wrong + missing,
    "calendar": {name: plain(value) for name, value in calendar.items()},
    "events": [{name: plain(value) for name, value in event.items()}
               for event in calendar.walk("VEVENT")],
}))
