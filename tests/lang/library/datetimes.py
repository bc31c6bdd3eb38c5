from datetime import datetime, date, timedelta, time, timezone
d = datetime(2024, 2, 29, 13, 5, 9, 123456)
print(d, repr(d), d.isoformat(), d.date(), d.time(), d.strftime("%Y-%m-%d %H:%M:%S.%f %A %B %j %p %I %a %b %y %U %%"))
print(d + timedelta(days=1, hours=5), d - datetime(2023, 1, 1), (d - datetime(2023, 1, 1)).total_seconds(), d.weekday(), d.isoweekday(), d.isocalendar())
print(datetime.strptime("21 June, 2018", "%d %B, %Y"), datetime.fromisoformat("2020-01-02T03:04:05"), date.today() >= date(2020, 1, 1))
print(timedelta(seconds=3661), repr(timedelta(days=-1, seconds=5)), timedelta(hours=1) * 2, timedelta(hours=5) / timedelta(hours=2), timedelta(days=5) // 2, abs(timedelta(-1)), str(timedelta(milliseconds=5)))
print(d.replace(year=2020), d.year, d.timetuple()[:6], date(2024, 12, 31).timetuple().tm_yday, d.ctime())
print(datetime(2020, 1, 1, tzinfo=timezone.utc), timezone.utc, timezone(timedelta(hours=-5)), time(1, 2) < time(3), d.timestamp() > 0)
print(datetime.fromtimestamp(0, timezone.utc), datetime.min, datetime.max, date.fromordinal(700000), d.toordinal())
for f in (lambda: date(2023, 2, 29), lambda: datetime(2020, 13, 1), lambda: d - 5, lambda: d < date(2020, 1, 1), lambda: datetime.strptime("x", "%Y"), lambda: time(25), lambda: date("a", 1, 1)):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
