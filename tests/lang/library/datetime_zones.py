from datetime import *
import datetime as dt
for s, f in (("2024-02-29 13:05:09", "%Y-%m-%d %H:%M:%S"), ("29/02/24 01:05 PM", "%d/%m/%y %I:%M %p"), ("Feb 3 2020", "%b %d %Y"), ("2020-1-2T03:04:05.5+0530", "%Y-%m-%dT%H:%M:%S.%f%z"), ("2020 060", "%Y %j"), ("x", "%Y"), ("2020-13-01", "%Y-%m-%d"), ("2020-01-01 x", "%Y-%m-%d"), ("Monday, 01 January 2024", "%A, %d %B %Y"), ("2023-02-30", "%Y-%m-%d")):
    try: print(repr(datetime.strptime(s, f)))
    except ValueError as e: print(e)
z = timezone(timedelta(hours=-5, minutes=-30))
d = datetime(2020, 1, 1, 12, tzinfo=z)
print(d, repr(d), d.utcoffset(), d.tzname(), d.astimezone(timezone.utc), d.timestamp(), d == datetime(2020, 1, 1, 17, 30, tzinfo=timezone.utc), d.isoformat(), repr(z), str(z))
print(date(2021, 1, 3).isocalendar(), date.fromisocalendar(2020, 53, 7), time.max, time(1, 2).replace(hour=5), time.fromisoformat("10:20"), divmod(timedelta(5), timedelta(2)))
for f in (lambda: d < datetime(2020, 1, 1), lambda: timezone(5), lambda: timezone(timedelta(days=2)), lambda: d - datetime(2020, 1, 1), lambda: datetime(2020, 1, 1) < date(2020, 1, 1)):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
print(datetime(2020, 5, 5).timetuple(), datetime(2020, 5, 5, 1).timetuple().tm_yday)
