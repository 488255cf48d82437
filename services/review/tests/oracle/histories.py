"""Makes up histories of cases and answers them by its own reading of procedures.md, "Counting" and A's steps 4 to 10.

    histories.py DATA COUNT SEED

DATA holds holidays.csv and ramadan.csv. The first line on standard output lists the calendars; each other line is a history:
what was done when, and what the clock says at some moments. Nothing here is shared with the crate: a working day is a date in a
list, a pause is a pair of numbers, and used days are closings that no pause holds. Only Python's own library is used.

Times are milliseconds since 1970 in UTC; inside, they are local.
"""

import bisect
import calendar as months
import csv
import datetime
import functools
import json
import random
import sys

DATA, COUNT, SEED = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
RANDOM = random.Random(SEED)

SECOND = 1000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
EPOCH = datetime.date(1970, 1, 1)

ALLOWANCE = 60
MARKS = [50, 75, 90, 100]

with open(f"{DATA}/holidays.csv", encoding="utf-8") as file:
    NATIONAL = list(csv.DictReader(file))
with open(f"{DATA}/ramadan.csv", encoding="utf-8") as file:
    RAMADAN = [
        (datetime.date.fromisoformat(row["first_day"]), datetime.date.fromisoformat(row["last_day"]))
        for row in csv.DictReader(file)
    ]
FIRST_YEAR = int(min(row["date"] for row in NATIONAL)[:4])
LAST_YEAR = int(max(row["date"] for row in NATIONAL)[:4])

# Days that an agency enters beside the national ones: date, kind, announced.
LOCAL = [
    [],
    [("2025-02-28", "local_holiday", ""), ("2025-06-28", "make_up", "2025-06-01"), ("2026-02-27", "local_holiday", "")],
    [("2024-11-27", "local_holiday", "2024-11-01"), ("2026-03-07", "make_up", ""), ("2026-04-03", "make_up", "2026-03-01")],
]
KNOWN = [None, "2025-08-06", "2025-08-07", "2025-06-15", "2026-02-15"]
CALENDARS = [(zone, local, known) for zone in (7, 8, 9) for local in range(len(LOCAL)) for known in KNOWN]


class Beyond(Exception):
    """Beyond the years that the calendar covers."""


@functools.cache
def closings(local, known_on):
    """The closing of every working day, in order; a day is worked or not, and closes at an hour of its own."""
    days = [(row["date"], row["kind"], row["announced"]) for row in NATIONAL] + LOCAL[local]
    known = [(date, kind) for date, kind, announced in days if not known_on or not announced or announced <= known_on]
    made_up = {date for date, kind in known if kind == "make_up"}
    free = {date for date, kind in known if kind != "make_up"}
    found = []
    day = datetime.date(FIRST_YEAR, 1, 1)
    while day.year <= LAST_YEAR:
        name, weekday = day.isoformat(), day.weekday()
        if name in made_up or (weekday < 5 and name not in free):
            friday = weekday == 4 and name not in made_up
            fasting = any(first <= day <= last for first, last in RAMADAN)
            hour, minute = {(0, 0): (16, 0), (0, 1): (16, 30), (1, 0): (15, 0), (1, 1): (15, 30)}[fasting, friday]
            found.append((day - EPOCH).days * DAY + hour * HOUR + minute * MINUTE)
        day += datetime.timedelta(days=1)
    return found


def day_of(time):
    return EPOCH + datetime.timedelta(days=time // DAY)


def end_of(day):
    """23:59:59."""
    return (day - EPOCH).days * DAY + DAY - SECOND


def stands(pauses, closing):
    return any(first <= closing < last for first, last in pauses)


def counted(times, start, pauses):
    """The closings after the day of the start at which the clock runs, one after another."""
    after = (start // DAY + 1) * DAY
    for closing in times[bisect.bisect_left(times, after) :]:
        if not stands(pauses, closing):
            yield closing


def reading(times, start, pauses, at):
    """When the allowance is used up, projected as if the clock ran on from `at`; and how much of it is used at `at`."""
    closed = [(first, at if last is None else last) for first, last in pauses]
    closed = [(first, last) for first, last in closed if first < last]
    used = 0
    for number, closing in enumerate(counted(times, start, closed), 1):
        if closing <= at:
            used = number
        if number == ALLOWANCE:
            due = closing
            rest = counted(times, start, closed)
            return due, sum(1 for it in rest if it <= at) if due < at else used
    raise Beyond


def two_months_later(day):
    year, month = day.year + (day.month + 1) // 12, (day.month + 1) % 12 + 1
    return datetime.date(year, month, min(day.day, months.monthrange(year, month)[1]))


EDGES = [0, 7 * HOUR + 30 * MINUTE, 8 * HOUR, 12 * HOUR, 15 * HOUR, 15 * HOUR + 30 * MINUTE, 16 * HOUR, 16 * HOUR + 30 * MINUTE]


def later(time, most_days):
    """A moment after `time`, now and then at a closing or a midnight exactly."""
    day = time // DAY + RANDOM.randrange(most_days + 1)
    if RANDOM.random() < 0.3:
        moment = day * DAY + RANDOM.choice(EDGES) + RANDOM.choice([0, 0, 0, -SECOND, SECOND])
    else:
        moment = day * DAY + RANDOM.randrange(24 * 60) * MINUTE
    return moment if moment > time else time + RANDOM.choice([SECOND, MINUTE, HOUR])


class Case:
    """A case as it is told; what its clock says is reckoned anew each time from what was told."""

    def __init__(self, index, before, rule, filed):
        self.index, self.before, self.rule = index, before, rule
        self.zone, self.local, self.known_on = CALENDARS[index]
        self.now = self.start = self.filed = filed
        self.is_complete = False
        self.pauses = []
        self.outages = []
        self.follow_up_due = self.lapsed_at = None
        self.is_followed_up = self.is_closed = False
        self.told_marks = []
        self.moves = []
        self.is_changed = False

    def utc(self, local):
        return local - self.zone * HOUR

    def move(self, what, most_days=6, **more):
        self.now = later(self.now, most_days)
        self.moves.append({"do": what, "at": self.utc(self.now), **more})
        return self.now

    def pause(self, at):
        self.pauses.append([at, None])

    def go_on(self, at):
        self.pauses[-1][1] = at

    def is_paused(self):
        return bool(self.pauses) and self.pauses[-1][1] is None

    def restart(self, at):
        self.start, self.is_complete, self.pauses, self.told_marks = at, False, [], []

    def stood(self):
        """When the clock stood: pauses and outages, clipped at the start."""
        outages = [(max(first, self.start), last) for first, last in self.outages if last > self.start]
        return [tuple(it) for it in self.pauses] + outages

    def times(self):
        known_on = CALENDARS[self.index if self.is_changed else self.before][2]
        return closings(self.local, known_on)

    def ask(self, most_days=3):
        """Lets time pass, wakes the case, and says what is expected of it."""
        self.now = later(self.now, most_days)
        self.expect()

    def expect(self):
        at = self.now
        waits = self.follow_up_due is not None and not self.is_followed_up and not self.is_closed
        if waits and at >= self.follow_up_due + SECOND:
            self.lapsed_at = self.follow_up_due + SECOND
            self.is_closed = True
            self.go_on(self.lapsed_at)
        seen = self.lapsed_at if self.is_closed else at
        due, used = reading(self.times(), self.start, self.stood(), seen)
        if not self.is_closed:
            reached = [mark for mark in MARKS if used * 100 >= mark * ALLOWANCE]
            self.told_marks = [mark for mark in MARKS if mark in reached or mark in self.told_marks]
        state = "stopped" if self.is_closed else "overdue" if at > due else "paused" if self.is_paused() else "running"
        expected = {
            "used": used,
            "due": self.utc(due),
            "state": state,
            "marks": self.told_marks,
            "follow_up_due": None if self.follow_up_due is None else self.utc(self.follow_up_due),
            "lapsed_at": None if self.lapsed_at is None else self.utc(self.lapsed_at),
        }
        if not self.is_closed:
            expected["provisional"] = self.is_paused() or not self.is_complete
        calendar = self.index if self.is_changed else self.before
        self.moves.append({"do": "ask", "at": self.utc(at), "calendar": calendar, "expected": expected})

    def maybe_ask(self):
        if RANDOM.random() < 0.4:
            self.ask()
        if RANDOM.random() < 0.12:
            first = later(self.now - RANDOM.randrange(6) * DAY, 2)
            last = first + RANDOM.choice([HOUR, DAY, RANDOM.randrange(1, 5 * DAY)])
            if last <= self.now:
                self.outages.append((first, last))
                self.moves.append({"do": "outage", "at": self.utc(self.now), "from": self.utc(first), "to": self.utc(last)})
        if not self.is_changed and RANDOM.random() < 0.15:
            self.is_changed = True


def history():
    index = RANDOM.randrange(len(CALENDARS))
    zone, local, _ = CALENDARS[index]
    before = RANDOM.choice([it for it, other in enumerate(CALENDARS) if other[:2] == (zone, local)])
    begin = (datetime.date(2023, 1, 1) - EPOCH).days * DAY
    near = [datetime.date(2025, 5, 20), datetime.date(2025, 2, 10), datetime.date(2026, 1, 20)]
    if RANDOM.random() < 0.4:
        begin = (RANDOM.choice(near) - EPOCH).days * DAY
        filed = later(begin, 40)
    else:
        filed = later(begin, 3 * 365 + 90)
    case = Case(index, before, RANDOM.choice(["restart", "pause"]), filed)
    case.move("forward", 3)
    case.maybe_ask()
    case.move("forward", 3)
    for _ in range(RANDOM.choice([0, 0, 1, 1, 2])):
        case.maybe_ask()
        case.pause(case.move("return", 5))
        case.maybe_ask()
        resubmitted = case.move("resubmit", RANDOM.choice([2, 20]))
        case.go_on(resubmitted)
        if case.rule == "restart":
            case.restart(resubmitted)
    case.maybe_ask()
    case.move("complete", 5)
    case.is_complete = True
    case.maybe_ask()
    case.move("forward", 8)
    case.maybe_ask()
    if RANDOM.random() < 0.2:
        case.ask(90)
        return case
    case.pause(case.move("forward", 4))
    for _ in range(RANDOM.choice([0, 0, 1])):
        case.maybe_ask()
        case.move("discuss", 15, concluded=False)
    case.maybe_ask()
    case.move("discuss", 15, concluded=True)
    case.maybe_ask()
    case.move("sign", 4)
    case.maybe_ask()
    delivered = case.move("deliver", 6)
    case.follow_up_due = end_of(two_months_later(day_of(delivered)))
    case.maybe_ask()
    if RANDOM.random() < 0.3:
        asked = later(case.now, 40)
        if asked < case.follow_up_due:
            last = day_of(case.follow_up_due) + datetime.timedelta(days=RANDOM.randrange(1, 40))
            case.now = asked
            case.moves.append({"do": "extend", "at": case.utc(asked), "day": last.isoformat()})
            case.follow_up_due = end_of(last)
    case.maybe_ask()
    if case.is_closed:
        return case
    if RANDOM.random() < 0.4:
        case.now = case.follow_up_due + RANDOM.choice([-MINUTE, 0, 0, SECOND - 1, SECOND, DAY])
        late = case.now >= case.follow_up_due + SECOND
        if not late and RANDOM.random() < 0.5:
            case.expect()
    else:
        case.now = min(later(case.now, 50), case.follow_up_due)
        late = False
    if late or RANDOM.random() < 0.15:
        case.now = max(case.now, case.follow_up_due + SECOND)
        if RANDOM.random() < 0.5:
            case.moves.append({"do": "answer", "at": case.utc(case.now)})
        case.expect()
        case.ask(40)
        return case
    case.moves.append({"do": "answer", "at": case.utc(case.now)})
    case.is_followed_up = True
    case.go_on(case.now)
    case.maybe_ask()
    for _ in range(RANDOM.choice([0, 0, 1])):
        case.pause(case.move("revise", 8))
        case.maybe_ask()
        case.go_on(case.move("resubmit", 10))
        case.maybe_ask()
    case.ask(RANDOM.choice([5, 90]))
    case.ask(RANDOM.choice([5, 60]))
    return case


def local_days(local):
    return [{"date": date, "kind": kind, "announced": announced} for date, kind, announced in LOCAL[local]]


print(json.dumps([{"hours": zone, "days": local_days(local), "known_on": known} for zone, local, known in CALENDARS]))
made = 0
while made < COUNT:
    try:
        case = history()
    except Beyond:
        continue
    made += 1
    print(json.dumps({"clock": case.rule, "filed": case.utc(case.filed), "moves": case.moves}))
