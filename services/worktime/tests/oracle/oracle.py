"""Makes up cases for the bulk commands and answers them by its own reading of procedures.md, "Counting".

    oracle.py DATA COUNT SEED

DATA holds holidays.csv and ramadan.csv. Each line on standard output is {"command": "due" or "ledger", "line", "expected"}:
expected is null where the command must refuse. Nothing here is shared with the crate: working time is a list of
intervals, pauses are cut out of it, and what remains is added up.
"""

import calendar as months
import csv
import datetime
import functools
import json
import random
import sys

try:
    import numpy as np
except ModuleNotFoundError:
    sys.exit("the oracle needs numpy: name a Python that has it in the environment variable PYTHON")

DATA, COUNT, SEED = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
RANDOM = random.Random(SEED)

AGENCIES = {"kemenpanrb": 7, "kota-tangerang": 7, "kota-makassar": 8, "kabupaten-badung": 8, "kota-jayapura": 9}
UNITS = ["working_days", "working_minutes", "calendar_days", "calendar_months"]

# Everything is counted in milliseconds of local time since 1970.
SECOND = 1000
MINUTE = 60 * SECOND
DAY = 24 * 60 * MINUTE

# Perpres 21/2023: (ordinary, Ramadan) x (Monday to Thursday, Friday), each two stretches of hours and minutes.
HOURS = {
    (False, False): [((7, 30), (12, 0)), ((13, 0), (16, 0))],
    (False, True): [((7, 30), (11, 30)), ((13, 0), (16, 30))],
    (True, False): [((8, 0), (12, 0)), ((12, 30), (15, 0))],
    (True, True): [((8, 0), (11, 30)), ((12, 30), (15, 30))],
}

with open(f"{DATA}/holidays.csv", encoding="utf-8") as file:
    HOLIDAYS = list(csv.DictReader(file))
with open(f"{DATA}/ramadan.csv", encoding="utf-8") as file:
    RAMADAN = [(np.datetime64(row["first_day"]), np.datetime64(row["last_day"])) for row in csv.DictReader(file)]
YEARS = range(int(min(row["date"] for row in HOLIDAYS)[:4]), int(max(row["date"] for row in HOLIDAYS)[:4]) + 1)
BEGIN = np.datetime64(f"{YEARS[0]}-01-01")
END = np.datetime64(f"{YEARS[-1] + 1}-01-01")


class Refused(Exception):
    pass


def as_ms(day):
    return int(day.astype("datetime64[ms]").astype(np.int64))


@functools.cache
def worked_time(known_on):
    """The closings of all working days, and the stretches worked, as known on a day."""
    known = [row for row in HOLIDAYS if not known_on or not row["announced"] or row["announced"] <= known_on]
    free = np.array([row["date"] for row in known if row["kind"] != "make_up"], dtype="datetime64[D]")
    made_up = np.array([row["date"] for row in known if row["kind"] == "make_up"], dtype="datetime64[D]")
    closings, stretches = [], []
    for day in np.arange(BEGIN, END):
        is_made_up = day in made_up
        if not is_made_up and not np.is_busday(day, holidays=free):
            continue
        ramadan = any(first <= day <= last for first, last in RAMADAN)
        friday = day.astype(datetime.date).weekday() == 4 and not is_made_up
        for (open_hour, open_minute), (close_hour, close_minute) in HOURS[ramadan, friday]:
            midnight = as_ms(day)
            opens = midnight + (open_hour * 60 + open_minute) * MINUTE
            closes = midnight + (close_hour * 60 + close_minute) * MINUTE
            stretches.append((opens, closes))
        closings.append(closes)
    return np.array(closings), np.array(stretches)


def covered(local):
    if not as_ms(BEGIN) <= local < as_ms(END):
        raise Refused
    return local


def date_of(local):
    return np.datetime64(local // DAY, "D")


def nth_end(start, unit, amount):
    """The end of the n-th calendar day or month after the day of the start."""
    day = date_of(start)
    if unit == "calendar_days":
        day = day + np.timedelta64(amount, "D")
    else:
        month = day.astype("datetime64[M]") + np.timedelta64(amount, "M")
        year, number = divmod(month.astype(int), 12)
        length = months.monthrange(1970 + year, number + 1)[1]
        wanted = int((day - day.astype("datetime64[M]").astype("datetime64[D]")).astype(int)) + 1
        day = month.astype("datetime64[D]") + np.timedelta64(min(wanted, length) - 1, "D")
    return as_ms(day) + DAY - SECOND


def without(stretches, pause):
    """Cuts one pause out of stretches of time."""
    first, last = pause
    before = np.column_stack([stretches[:, 0], np.minimum(stretches[:, 1], first)])
    after = np.column_stack([np.maximum(stretches[:, 0], last), stretches[:, 1]])
    cut = np.concatenate([before, after])
    cut = cut[cut[:, 0] < cut[:, 1]]
    return cut[np.argsort(cut[:, 0], kind="stable")]


def running(known_on, start, unit, pauses):
    """What passes while the clock runs: the closings after the day of the start, or the stretches after the start."""
    closings, stretches = worked_time(known_on)
    if unit == "working_days":
        closings = closings[closings // DAY > start // DAY]
        for first, last in pauses:
            closings = closings[(closings < first) | (closings >= last)]
        return closings
    for pause in [(-(10**15), start), *pauses]:
        if pause[0] < pause[1]:
            stretches = without(stretches, pause)
    return stretches


def due(known_on, start, amount, unit, pauses=()):
    if amount < 1:
        raise Refused
    covered(start)
    if unit.startswith("calendar"):
        return covered(nth_end(start, unit, amount))
    passes = running(known_on, start, unit, pauses)
    if unit == "working_days":
        if amount > len(passes):
            raise Refused
        return int(passes[amount - 1])
    total = np.cumsum(passes[:, 1] - passes[:, 0])
    index = int(np.searchsorted(total, amount * MINUTE, side="left"))
    if index == len(passes):
        raise Refused
    return int(passes[index, 1] - (total[index] - amount * MINUTE))


def used(known_on, start, unit, pauses, at):
    if unit.startswith("calendar"):
        amount = 0
        while nth_end(start, unit, amount + 1) <= at:
            amount += 1
        return amount
    passes = running(known_on, start, unit, pauses)
    if unit == "working_days":
        return int(np.count_nonzero(passes <= at))
    return int(np.clip(np.minimum(passes[:, 1], at) - passes[:, 0], 0, None).sum() // MINUTE)


def read_ledger(known_on, start, amount, unit, pauses, at):
    if unit.startswith("calendar") and pauses:
        raise Refused
    if any(last is not None and first >= last for first, last in pauses):
        raise Refused
    covered(at)
    closed = [(first, at if last is None else last) for first, last in pauses]
    ends = due(known_on, start, amount, unit, closed)
    late = at >= ends + SECOND if unit.startswith("calendar") else at > ends
    stands = any(max(first, start) <= at and (last is None or at < last) for first, last in pauses)
    state = "overdue" if late else "paused" if stands else "running"
    return ends, used(known_on, start, unit, closed, at), state


def written(local, hours):
    text = str(np.datetime64(local, "ms"))
    whole, fraction = text.split(".")
    fraction = fraction.rstrip("0")
    sign = "-" if hours < 0 else "+"
    return f"{whole}{'.' + fraction if fraction else ''}{sign}{abs(hours):02}:00"


def some_writing(local, hours):
    """The same instant, as somebody somewhere may write it."""
    elsewhere = RANDOM.choice([hours, hours, 0, 9, -5])
    text = written(local + (elsewhere - hours) * 60 * MINUTE, elsewhere)
    return text.replace("+00:00", RANDOM.choice(["Z", "+00:00"]))


EDGES = [(0, 0), (7, 30), (8, 0), (11, 30), (12, 0), (12, 30), (13, 0), (15, 0), (15, 30), (16, 0), (16, 30), (18, 0)]


def some_time():
    choice = RANDOM.random()
    if choice < 0.35:
        hour, minute = RANDOM.choice(EDGES)
        return (hour * 60 + minute) * MINUTE + RANDOM.choice([0, 0, 0, -1, 1]) * SECOND
    if choice < 0.4:
        return DAY - SECOND + RANDOM.choice([0, 500])
    if choice < 0.45:
        return RANDOM.randrange(DAY)
    return RANDOM.randrange(24 * 60) * MINUTE


def some_start():
    choice = RANDOM.random()
    if choice < 0.3:
        day = np.datetime64(RANDOM.choice(HOLIDAYS)["date"]) + RANDOM.choice([-1, 0, 0, 1])
    elif choice < 0.5:
        day = np.datetime64("2023-01-07") + 7 * RANDOM.randrange(255) + RANDOM.randrange(2)
    elif choice < 0.52:
        day = BEGIN + RANDOM.randrange(-20, 3 * 366 * 2)
    else:
        day = BEGIN + RANDOM.randrange(int((END - BEGIN).astype(int)) - 120)
    return as_ms(day) + some_time()


def some_amount(unit):
    most = {"working_days": 130, "working_minutes": 9000, "calendar_days": 200, "calendar_months": 14}[unit]
    return RANDOM.randrange(1, RANDOM.choice([3, most // 4 + 2, most]) + 1)


def some_calendar():
    agency = RANDOM.choice(list(AGENCIES))
    announced = sorted({row["announced"] for row in HOLIDAYS if row["announced"]})
    near = [str(np.datetime64(day) + step) for day in announced for step in (-1, 0, 1)]
    known_on = RANDOM.choice([None, None, *near, "2022-05-01", "2026-12-31"])
    return agency, known_on, f"{agency}@{known_on}" if known_on else agency


def some_pauses(start, at):
    pauses = []
    for _ in range(RANDOM.choice([0, 1, 1, 2, 3, 5])):
        first = (start // DAY + RANDOM.randrange(-10, 80)) * DAY + some_time()
        last = first + RANDOM.choice([30 * MINUTE, DAY, DAY // 2, RANDOM.randrange(1, 20 * DAY)])
        if RANDOM.random() < 0.2:
            last = (last // DAY) * DAY + some_time()
        pauses.append((first, max(last, first + 1) if RANDOM.random() < 0.99 else first))
    if RANDOM.random() < 0.3:
        pauses.append((at - RANDOM.choice([0, 1, DAY, RANDOM.randrange(30 * DAY), -RANDOM.randrange(9 * DAY)]), None))
    RANDOM.shuffle(pauses)
    return pauses


def refused_or(answer):
    try:
        return answer()
    except Refused:
        return None


def due_case():
    agency, known_on, name = some_calendar()
    hours, unit, start = AGENCIES[agency], RANDOM.choice(UNITS), some_start()
    amount = some_amount(unit)
    expected = refused_or(lambda: written(due(known_on, start, amount, unit), hours))
    columns = [name, some_writing(start, hours), str(amount), unit]
    if RANDOM.random() < 0.01:
        wrong = ["tidak-ada", "2025-01-02", RANDOM.choice(["0", "-1", "1.5", "", "99999999999"]), "days"]
        index = RANDOM.randrange(4)
        columns[index], expected = wrong[index], None
    return {"command": "due", "line": ",".join(columns), "expected": expected}


def ledger_case():
    agency, known_on, name = some_calendar()
    hours, unit, start = AGENCIES[agency], RANDOM.choice(UNITS + UNITS[:2]), some_start()
    amount = some_amount(unit)
    at = (start // DAY + RANDOM.choice([-1, 0, 1, *range(0, 120, 3)])) * DAY + some_time()
    pauses = some_pauses(start, at) if not unit.startswith("calendar") or RANDOM.random() < 0.05 else []
    if RANDOM.random() < 0.15:
        at = refused_or(lambda: due(known_on, start, amount, unit)) or at
        at += RANDOM.choice([-1, 0, 0, 1, 999, SECOND])
    elif RANDOM.random() < 0.15:
        at = RANDOM.choice([at, *(bound for pause in pauses for bound in pause if bound is not None)])
    line = {
        "calendar": name,
        "start": some_writing(start, hours),
        "amount": amount,
        "unit": unit,
        "pauses": [[some_writing(a, hours), None if b is None else some_writing(b, hours)] for a, b in pauses],
        "at": some_writing(at, hours),
    }
    answer = refused_or(lambda: read_ledger(known_on, start, amount, unit, pauses, at))
    if answer:
        answer = {"due": written(answer[0], hours), "used": answer[1], "state": answer[2]}
    return {"command": "ledger", "line": json.dumps(line), "expected": answer}


for number in range(COUNT):
    print(json.dumps(due_case() if number % 2 == 0 else ledger_case()))
