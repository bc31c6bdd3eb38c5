"""datetime: date, time, datetime and timedelta, with time zones of a fixed offset."""
import time as _time

from collections import namedtuple as _namedtuple

MINYEAR = 1
MAXYEAR = 9999

_DAYS_BEFORE = [0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334]
_DAY_NAMES = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
_MONTH_NAMES = [None, "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def _is_leap(year):
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _days_in_month(year, month):
    if month == 2:
        return 29 if _is_leap(year) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def _ordinal(year, month, day):
    before = year - 1
    days = before * 365 + before // 4 - before // 100 + before // 400
    return days + _DAYS_BEFORE[month] + (month > 2 and _is_leap(year)) + day


def _from_ordinal(ordinal):
    year = max(1, ordinal * 400 // 146097 - 1)
    while _ordinal(year + 1, 1, 1) <= ordinal:
        year += 1
    month = 1
    while month < 12 and _ordinal(year, month + 1, 1) <= ordinal:
        month += 1
    return year, month, ordinal - _ordinal(year, month, 1) + 1


def _check_date(year, month, day):
    for value in (year, month, day):
        if not isinstance(value, int):
            raise TypeError(f"'{type(value).__name__}' object cannot be interpreted as an integer")
    if not MINYEAR <= year <= MAXYEAR:
        raise ValueError(f"year {year} is out of range")
    if not 1 <= month <= 12:
        raise ValueError("month must be in 1..12")
    if not 1 <= day <= _days_in_month(year, month):
        raise ValueError("day is out of range for month")


def _check_time(hour, minute, second, microsecond):
    if not 0 <= hour <= 23:
        raise ValueError("hour must be in 0..23")
    if not 0 <= minute <= 59:
        raise ValueError("minute must be in 0..59")
    if not 0 <= second <= 59:
        raise ValueError("second must be in 0..59")
    if not 0 <= microsecond <= 999999:
        raise ValueError("microsecond must be in 0..999999")


def _time_text(hour, minute, second, microsecond, timespec="auto"):
    if timespec == "auto":
        timespec = "microseconds" if microsecond else "seconds"
    text = f"{hour:02d}:{minute:02d}"
    if timespec == "minutes":
        return text
    text += f":{second:02d}"
    if timespec == "milliseconds":
        text += f".{microsecond // 1000:03d}"
    elif timespec == "microseconds":
        text += f".{microsecond:06d}"
    elif timespec != "seconds":
        raise ValueError("Unknown timespec value")
    return text


def _strftime(moment, format, microsecond, zone):
    parts = []
    at = 0
    while at < len(format):
        if format[at] == "%" and format[at + 1:at + 2] == "f":
            parts.append(f"{microsecond:06d}")
            at += 2
        elif format[at] == "%" and format[at + 1:at + 2] in ("z", "Z"):
            parts.append("" if zone is None else "+0000" if format[at + 1] == "z" else "UTC")
            at += 2
        elif format[at] == "%":
            parts.append(format[at:at + 2])
            at += 2
        else:
            parts.append(format[at])
            at += 1
    return _time.strftime("".join(parts), moment)


class timedelta:
    _tp_name = "datetime.timedelta"

    def __init__(self, days=0, seconds=0, microseconds=0, milliseconds=0, minutes=0, hours=0, weeks=0):
        days += weeks * 7
        seconds += minutes * 60 + hours * 3600
        microseconds += milliseconds * 1000
        if isinstance(days, float):
            whole = days // 1
            seconds += (days - whole) * 86400
            days = int(whole)
        if isinstance(seconds, float):
            whole = seconds // 1
            microseconds += (seconds - whole) * 1000000
            seconds = int(whole)
        total = (days * 86400 + seconds) * 1000000 + round(microseconds)
        self._set(total)

    def _set(self, total):
        self.days, rest = divmod(total, 86400000000)
        self.seconds, self.microseconds = divmod(rest, 1000000)
        if not -999999999 <= self.days <= 999999999:
            raise OverflowError(f"days={self.days}; must have magnitude <= 999999999")

    def _total(self):
        return (self.days * 86400 + self.seconds) * 1000000 + self.microseconds

    @staticmethod
    def _of(total):
        made = timedelta()
        made._set(total)
        return made

    def total_seconds(self):
        return self._total() / 1000000

    def __add__(self, other):
        if not isinstance(other, timedelta):
            return NotImplemented
        return timedelta._of(self._total() + other._total())

    def __sub__(self, other):
        if not isinstance(other, timedelta):
            return NotImplemented
        return timedelta._of(self._total() - other._total())

    def __mul__(self, other):
        if isinstance(other, int):
            return timedelta._of(self._total() * other)
        if isinstance(other, float):
            return timedelta._of(round(self._total() * other))
        return NotImplemented

    __rmul__ = __mul__

    def __truediv__(self, other):
        if isinstance(other, timedelta):
            return self._total() / other._total()
        if isinstance(other, (int, float)):
            return timedelta._of(round(self._total() / other))
        return NotImplemented

    def __floordiv__(self, other):
        if isinstance(other, timedelta):
            return self._total() // other._total()
        if isinstance(other, int):
            return timedelta._of(self._total() // other)
        return NotImplemented

    def __mod__(self, other):
        if not isinstance(other, timedelta):
            return NotImplemented
        return timedelta._of(self._total() % other._total())

    def __divmod__(self, other):
        if not isinstance(other, timedelta):
            return NotImplemented
        count, rest = divmod(self._total(), other._total())
        return count, timedelta._of(rest)

    def __neg__(self):
        return timedelta._of(-self._total())

    def __pos__(self):
        return self

    def __abs__(self):
        return timedelta._of(abs(self._total()))

    def __eq__(self, other):
        return isinstance(other, timedelta) and self._total() == other._total()

    def __lt__(self, other):
        return self._total() < other._total() if isinstance(other, timedelta) else NotImplemented

    def __le__(self, other):
        return self._total() <= other._total() if isinstance(other, timedelta) else NotImplemented

    def __gt__(self, other):
        return self._total() > other._total() if isinstance(other, timedelta) else NotImplemented

    def __ge__(self, other):
        return self._total() >= other._total() if isinstance(other, timedelta) else NotImplemented

    def __hash__(self):
        return hash((self.days, self.seconds, self.microseconds))

    def __bool__(self):
        return self._total() != 0

    def __repr__(self):
        parts = [f"{name}={value}" for name, value in
                 (("days", self.days), ("seconds", self.seconds), ("microseconds", self.microseconds)) if value]
        return "datetime.timedelta(" + (", ".join(parts) or "0") + ")"

    def __str__(self):
        minutes, second = divmod(self.seconds, 60)
        hour, minute = divmod(minutes, 60)
        text = f"{hour}:{minute:02d}:{second:02d}"
        if self.days:
            text = f"{self.days} day{'' if abs(self.days) == 1 else 's'}, {text}"
        if self.microseconds:
            text += f".{self.microseconds:06d}"
        return text


class tzinfo:
    _tp_name = "datetime.tzinfo"

    """What a time zone of one's own derives from: utcoffset(dt), tzname(dt), dst(dt)."""

    def fromutc(self, dt):
        return dt.replace(tzinfo=None) + self.utcoffset(dt)


class timezone(tzinfo):
    _tp_name = "datetime.timezone"

    def __init__(self, offset, name=None):
        if not isinstance(offset, timedelta):
            raise TypeError(f"timezone() argument 1 must be datetime.timedelta, not {type(offset).__name__}")
        if not abs(offset) < timedelta(days=1):
            raise ValueError("offset must be a timedelta strictly between -timedelta(hours=24) and "
                             f"timedelta(hours=24), not {offset!r}.")
        self._offset = offset
        self._name = name

    def tzname(self, dt):
        if self._name is not None:
            return self._name
        return "UTC" + (_offset_text(self._offset) if self._offset else "")

    def utcoffset(self, dt):
        return self._offset

    def dst(self, dt):
        return None

    def __eq__(self, other):
        return isinstance(other, timezone) and self._offset == other._offset

    def __hash__(self):
        return hash(self._offset)

    def __repr__(self):
        if self is timezone.utc:
            return "datetime.timezone.utc"
        name = "" if self._name is None else f", {self._name!r}"
        return f"datetime.timezone({self._offset!r}{name})"

    def __str__(self):
        return self.tzname(None)


def _offset_text(offset):
    sign = "-" if offset.days < 0 else "+"
    seconds = abs(offset).seconds
    text = f"{sign}{seconds // 3600:02d}:{seconds // 60 % 60:02d}"
    return text + (f":{seconds % 60:02d}" if seconds % 60 else "")


timezone.utc = timezone(timedelta(0))
UTC = timezone.utc

_IsoCalendarDate = _namedtuple("IsoCalendarDate", "year week weekday")
_IsoCalendarDate.__repr__ = lambda self: f"datetime.IsoCalendarDate(year={self[0]}, week={self[1]}, weekday={self[2]})"


class date:
    _tp_name = "datetime.date"

    def __init__(self, year, month, day):
        _check_date(year, month, day)
        self.year = year
        self.month = month
        self.day = day

    @classmethod
    def today(cls):
        now = _time.localtime()
        return cls(now.tm_year, now.tm_mon, now.tm_mday)

    @classmethod
    def fromordinal(cls, ordinal):
        return cls(*_from_ordinal(ordinal))

    @classmethod
    def fromisoformat(cls, text):
        parts = text.split("-")
        if len(text) != 10 or len(parts) != 3:
            raise ValueError(f"Invalid isoformat string: {text!r}")
        return cls(int(parts[0]), int(parts[1]), int(parts[2]))

    def toordinal(self):
        return _ordinal(self.year, self.month, self.day)

    def weekday(self):
        return (self.toordinal() + 6) % 7

    def isoweekday(self):
        return self.weekday() + 1

    def replace(self, year=None, month=None, day=None):
        return date(self.year if year is None else year, self.month if month is None else month,
                    self.day if day is None else day)

    def isoformat(self):
        return f"{self.year:04d}-{self.month:02d}-{self.day:02d}"

    def _fields(self, hour=0, minute=0, second=0):
        days = self.toordinal() - _ordinal(self.year, 1, 1) + 1
        return (self.year, self.month, self.day, hour, minute, second, self.weekday(), days, -1)

    def isocalendar(self):
        # The week of a day is that of its Thursday.
        thursday = self.toordinal() - self.weekday() + 3
        year = _from_ordinal(thursday)[0]
        return _IsoCalendarDate(year, (thursday - _ordinal(year, 1, 1)) // 7 + 1, self.isoweekday())

    @classmethod
    def fromisocalendar(cls, year, week, day):
        fourth = _ordinal(year, 1, 4)
        monday = fourth - (fourth + 6) % 7
        return cls.fromordinal(monday + (week - 1) * 7 + day - 1)

    @classmethod
    def fromtimestamp(cls, timestamp):
        fields = _time.localtime(timestamp)
        return cls(fields.tm_year, fields.tm_mon, fields.tm_mday)

    def timetuple(self):
        return _time.struct_time(self._fields())

    def strftime(self, format):
        return _strftime(self._fields(), format, 0, None)

    def ctime(self):
        return f"{_DAY_NAMES[self.weekday()]} {_MONTH_NAMES[self.month]} {self.day:2d} 00:00:00 {self.year:04d}"

    def _key(self):
        return (self.year, self.month, self.day)

    def __add__(self, other):
        if not isinstance(other, timedelta):
            return NotImplemented
        return date.fromordinal(self.toordinal() + other.days)

    __radd__ = __add__

    def __sub__(self, other):
        if isinstance(other, timedelta):
            return self + timedelta(-other.days)
        if isinstance(other, date):
            return timedelta(self.toordinal() - other.toordinal())
        return NotImplemented

    def __eq__(self, other):
        return type(other) is type(self) and self._key() == other._key()

    def __lt__(self, other):
        return self._key() < other._key() if isinstance(other, type(self)) else NotImplemented

    def __le__(self, other):
        return self._key() <= other._key() if isinstance(other, type(self)) else NotImplemented

    def __gt__(self, other):
        return self._key() > other._key() if isinstance(other, type(self)) else NotImplemented

    def __ge__(self, other):
        return self._key() >= other._key() if isinstance(other, type(self)) else NotImplemented

    def __hash__(self):
        return hash(self._key())

    def __format__(self, format):
        return self.strftime(format) if format else str(self)

    def __repr__(self):
        return f"datetime.date({self.year}, {self.month}, {self.day})"

    def __str__(self):
        return self.isoformat()


class time:
    _tp_name = "datetime.time"

    def __init__(self, hour=0, minute=0, second=0, microsecond=0):
        _check_time(hour, minute, second, microsecond)
        self.hour = hour
        self.minute = minute
        self.second = second
        self.microsecond = microsecond

    def _key(self):
        return (self.hour, self.minute, self.second, self.microsecond)

    def isoformat(self, timespec="auto"):
        return _time_text(self.hour, self.minute, self.second, self.microsecond, timespec)

    @classmethod
    def fromisoformat(cls, text):
        return datetime.fromisoformat("2000-01-01T" + text.removeprefix("T")).time()

    def replace(self, hour=None, minute=None, second=None, microsecond=None):
        return time(self.hour if hour is None else hour, self.minute if minute is None else minute,
                    self.second if second is None else second,
                    self.microsecond if microsecond is None else microsecond)

    def __gt__(self, other):
        return self._key() > other._key() if isinstance(other, time) else NotImplemented

    def __ge__(self, other):
        return self._key() >= other._key() if isinstance(other, time) else NotImplemented

    def strftime(self, format):
        return _strftime((1900, 1, 1, self.hour, self.minute, self.second, 0, 1, -1), format, self.microsecond, None)

    def __eq__(self, other):
        return isinstance(other, time) and self._key() == other._key()

    def __lt__(self, other):
        return self._key() < other._key() if isinstance(other, time) else NotImplemented

    def __le__(self, other):
        return self._key() <= other._key() if isinstance(other, time) else NotImplemented

    def __hash__(self):
        return hash(self._key())

    def __format__(self, format):
        return self.strftime(format) if format else str(self)

    def __repr__(self):
        parts = [self.hour, self.minute]
        if self.second or self.microsecond:
            parts.append(self.second)
        if self.microsecond:
            parts.append(self.microsecond)
        return "datetime.time(" + ", ".join([str(part) for part in parts]) + ")"

    def __str__(self):
        return self.isoformat()


class datetime(date):
    _tp_name = "datetime.datetime"

    def __init__(self, year, month, day, hour=0, minute=0, second=0, microsecond=0, tzinfo=None):
        date.__init__(self, year, month, day)
        _check_time(hour, minute, second, microsecond)
        self.hour = hour
        self.minute = minute
        self.second = second
        self.microsecond = microsecond
        self.tzinfo = tzinfo

    @classmethod
    def _of_ns(cls, ns, zone):
        if zone is not None:
            ns += zone.utcoffset(None)._total() * 1000
        seconds, rest = divmod(ns, 1000000000)
        fields = _time.localtime(seconds) if zone is None else _time.gmtime(seconds)
        return cls(fields.tm_year, fields.tm_mon, fields.tm_mday, fields.tm_hour, fields.tm_min, fields.tm_sec,
                   rest // 1000, zone)

    @classmethod
    def utcfromtimestamp(cls, timestamp):
        return cls._of_ns(round(timestamp * 1000000) * 1000, timezone.utc).replace(tzinfo=None)

    @classmethod
    def now(cls, tz=None):
        return cls._of_ns(_time.time_ns(), tz)

    @classmethod
    def today(cls):
        return cls.now()

    @classmethod
    def strptime(cls, date_string, format):
        import _strptime
        fields, offset_s = _strptime.read(date_string, format)
        zone = None
        if offset_s is not None:
            zone = timezone(timedelta(seconds=offset_s)) if offset_s else timezone.utc
        return cls(*fields, zone)

    @classmethod
    def utcnow(cls):
        made = cls._of_ns(_time.time_ns(), timezone.utc)
        made.tzinfo = None
        return made

    @classmethod
    def fromtimestamp(cls, timestamp, tz=None):
        return cls._of_ns(round(timestamp * 1000000) * 1000, tz)

    @classmethod
    def combine(cls, day, moment):
        return cls(day.year, day.month, day.day, moment.hour, moment.minute, moment.second, moment.microsecond)

    @classmethod
    def fromisoformat(cls, text):
        day = date.fromisoformat(text[:10])
        if len(text) == 10:
            return cls(day.year, day.month, day.day)
        clock, dot, fraction = text[11:].partition(".")
        parts = [int(part) for part in clock.split(":")] + [0, 0]
        return cls(day.year, day.month, day.day, parts[0], parts[1], parts[2], int((fraction + "000000")[:6]))

    def date(self):
        return date(self.year, self.month, self.day)

    def time(self):
        return time(self.hour, self.minute, self.second, self.microsecond)

    def timestamp(self):
        if self.tzinfo is not None:
            return (self._utc_micros() - _EPOCH_MICROS) / 1000000
        return _time.mktime(self._fields(self.hour, self.minute, self.second)) + self.microsecond / 1000000

    def timetuple(self):
        return _time.struct_time(self._fields(self.hour, self.minute, self.second))

    def replace(self, year=None, month=None, day=None, hour=None, minute=None, second=None, microsecond=None,
                tzinfo=True):
        return datetime(self.year if year is None else year, self.month if month is None else month,
                        self.day if day is None else day, self.hour if hour is None else hour,
                        self.minute if minute is None else minute, self.second if second is None else second,
                        self.microsecond if microsecond is None else microsecond,
                        self.tzinfo if tzinfo is True else tzinfo)

    def isoformat(self, sep="T", timespec="auto"):
        text = date.isoformat(self) + sep
        text += _time_text(self.hour, self.minute, self.second, self.microsecond, timespec)
        return text if self.tzinfo is None else text + _offset_text(self.tzinfo.utcoffset(self))

    def strftime(self, format):
        return _strftime(self._fields(self.hour, self.minute, self.second), format, self.microsecond, self.tzinfo)

    def ctime(self):
        clock = f"{self.hour:02d}:{self.minute:02d}:{self.second:02d}"
        return f"{_DAY_NAMES[self.weekday()]} {_MONTH_NAMES[self.month]} {self.day:2d} {clock} {self.year:04d}"

    def _key(self):
        return (self.year, self.month, self.day, self.hour, self.minute, self.second, self.microsecond)

    def utcoffset(self):
        return None if self.tzinfo is None else self.tzinfo.utcoffset(self)

    def tzname(self):
        return None if self.tzinfo is None else self.tzinfo.tzname(self)

    def dst(self):
        return None if self.tzinfo is None else self.tzinfo.dst(self)

    def timetz(self):
        return self.time()

    def utctimetuple(self):
        return self.astimezone(timezone.utc).timetuple() if self.tzinfo is not None else self.timetuple()

    def astimezone(self, tz=None):
        if tz is None:
            local = _time.localtime(self.timestamp())
            tz = timezone(timedelta(seconds=local.tm_gmtoff), local.tm_zone)
        return datetime._of_ns(round(self.timestamp() * 1000000) * 1000, tz)

    def _utc_micros(self):
        return self._micros() - (0 if self.tzinfo is None else self.tzinfo.utcoffset(self)._total())

    def _micros(self):
        seconds = (self.toordinal() * 24 + self.hour) * 3600 + self.minute * 60 + self.second
        return seconds * 1000000 + self.microsecond

    def __add__(self, other):
        if not isinstance(other, timedelta):
            return NotImplemented
        days, rest = divmod(self._micros() + other._total(), 86400000000)
        seconds, microsecond = divmod(rest, 1000000)
        if not 1 <= days <= 3652059:
            raise OverflowError("date value out of range")
        year, month, day = _from_ordinal(days)
        return datetime(year, month, day, seconds // 3600, seconds // 60 % 60, seconds % 60, microsecond,
                        self.tzinfo)

    __radd__ = __add__

    def __sub__(self, other):
        if isinstance(other, timedelta):
            return self + -other
        if isinstance(other, datetime):
            if (self.tzinfo is None) != (other.tzinfo is None):
                raise TypeError("can't subtract offset-naive and offset-aware datetimes")
            return timedelta._of(self._utc_micros() - other._utc_micros())
        return NotImplemented

    def _order(self, other):
        # Two moments as numbers that can be compared; None: the other is none.
        if not isinstance(other, datetime):
            return None
        if (self.tzinfo is None) != (other.tzinfo is None):
            raise TypeError("can't compare offset-naive and offset-aware datetimes")
        return self._utc_micros() - other._utc_micros()

    def __eq__(self, other):
        if not isinstance(other, datetime) or (self.tzinfo is None) != (other.tzinfo is None):
            return False
        return self._utc_micros() == other._utc_micros()

    def __lt__(self, other):
        order = self._order(other)
        return self._no_order(other) if order is None else order < 0

    def __le__(self, other):
        order = self._order(other)
        return self._no_order(other) if order is None else order <= 0

    def __gt__(self, other):
        order = self._order(other)
        return self._no_order(other) if order is None else order > 0

    def __ge__(self, other):
        order = self._order(other)
        return self._no_order(other) if order is None else order >= 0

    def _no_order(self, other):
        if isinstance(other, date):
            raise TypeError(f"can't compare {type(self).__module__}.{type(self).__name__} to "
                            f"{type(other).__module__}.{type(other).__name__}")
        return NotImplemented

    def __hash__(self):
        return hash(self._key())

    def __repr__(self):
        parts = [self.year, self.month, self.day, self.hour, self.minute]
        if self.second or self.microsecond:
            parts.append(self.second)
        if self.microsecond:
            parts.append(self.microsecond)
        text = ", ".join([str(part) for part in parts])
        if self.tzinfo is not None:
            text += f", tzinfo={self.tzinfo!r}"
        return f"datetime.datetime({text})"

    def __str__(self):
        return self.isoformat(" ")


_EPOCH_MICROS = datetime(1970, 1, 1)._micros()

timedelta.min = timedelta(-999999999)
timedelta.max = timedelta(999999999, 86399, 999999)
timedelta.resolution = timedelta(microseconds=1)
date.min = date(1, 1, 1)
date.max = date(9999, 12, 31)
date.resolution = timedelta(days=1)
time.min = time(0, 0)
time.max = time(23, 59, 59, 999999)
time.resolution = timedelta(microseconds=1)
timezone.min = timezone(-timedelta(hours=23, minutes=59))
timezone.max = timezone(timedelta(hours=23, minutes=59))
datetime.min = datetime(1, 1, 1)
datetime.max = datetime(9999, 12, 31, 23, 59, 59, 999999)
