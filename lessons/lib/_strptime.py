# Reading a moment from text, as datetime.strptime() does.

from datetime import _DAY_NAMES, _MONTH_NAMES, _from_ordinal, _ordinal

_LONG_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_LONG_MONTHS = [None, "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
                "November", "December"]
_DIGITS = {"Y": 4, "m": 2, "d": 2, "H": 2, "I": 2, "M": 2, "S": 2, "y": 2, "j": 3, "f": 6}
_SHORTHANDS = {"T": "%H:%M:%S", "D": "%m/%d/%y", "F": "%Y-%m-%d", "R": "%H:%M", "c": "%a %b %d %H:%M:%S %Y",
               "x": "%m/%d/%y", "X": "%H:%M:%S"}


def _read_number(text, at, most, least):
    end = at
    while end < len(text) and end - at < most and "0" <= text[end] <= "9":
        end += 1
    return (int(text[at:end]), end) if end - at >= least else (None, at)


def _read_word(text, at, words):
    for index in range(len(words)):
        word = words[index]
        if word is not None and text[at:at + len(word)].lower() == word.lower():
            return index, at + len(word)
    return None, at


def _read_offset(text, at):
    if text[at:at + 1] == "Z":
        return 0, at + 1
    if text[at:at + 1] not in ("+", "-"):
        return None, at
    sign = -1 if text[at] == "-" else 1
    hours, at = _read_number(text, at + 1, 2, 2)
    at += text[at:at + 1] == ":"
    minutes, at = _read_number(text, at, 2, 2)
    if hours is None or minutes is None:
        return None, at
    return sign * (hours * 3600 + minutes * 60), at


def _read_field(text, at, letter):
    if letter in _DIGITS:
        start = at
        value, at = _read_number(text, at, _DIGITS[letter], 4 if letter == "Y" else 1)
        if letter == "f" and value is not None:
            value *= 10 ** (6 - (at - start))
        return value, at
    if letter in "bB":
        value, end = _read_word(text, at, _LONG_MONTHS if letter == "B" else _MONTH_NAMES)
        return value, end
    if letter in "aA":
        return _read_word(text, at, _LONG_DAYS if letter == "A" else _DAY_NAMES)
    if letter == "p":
        return _read_word(text, at, ["AM", "PM"])
    if letter == "z":
        return _read_offset(text, at)
    raise ValueError(f"'{letter}' is a bad directive in format")


def _read_moment(text, format):
    for letter, meaning in _SHORTHANDS.items():
        format = format.replace("%" + letter, meaning)
    found = {}
    at = index = 0
    wrong = ValueError(f"time data {text!r} does not match format {format!r}")
    while index < len(format):
        if format[index] == "%" and index + 1 < len(format):
            letter = format[index + 1]
            index += 2
            if letter == "%":
                value, at = (True, at + 1) if text[at:at + 1] == "%" else (None, at)
            else:
                value, at = _read_field(text, at, letter)
                found["b" if letter == "B" else letter] = value
            if value is None:
                raise wrong
        elif format[index].isspace():
            if not text[at:at + 1].isspace():
                raise wrong
            while text[at:at + 1].isspace():
                at += 1
            while index < len(format) and format[index].isspace():
                index += 1
        else:
            if text[at:at + 1].lower() != format[index].lower():
                raise wrong
            at += 1
            index += 1
    if at != len(text):
        raise ValueError(f"unconverted data remains: {text[at:]}")
    if not _in_bounds(found):
        raise wrong
    return found


def _in_bounds(found):
    for letter, least, most in (("m", 1, 12), ("d", 1, 31), ("H", 0, 23), ("I", 1, 12), ("M", 0, 59), ("S", 0, 61),
                                ("j", 1, 366)):
        if letter in found and not least <= found[letter] <= most:
            return False
    return True


def _moment_of(found):
    year = found.get("Y", 1900)
    if "y" in found:
        year = found["y"] + (2000 if found["y"] < 69 else 1900)
    month, day = found.get("m", found.get("b", 1)), found.get("d", 1)
    if "j" in found:
        year, month, day = _from_ordinal(_ordinal(year, 1, 1) + found["j"] - 1)
    hour = found.get("H", 0)
    if "I" in found:
        hour = found["I"] % 12 + 12 * found.get("p", 0)
    return year, month, day, hour, found.get("M", 0), found.get("S", 0), found.get("f", 0)


def read(text, format):
    """The fields (year … microsecond) and the offset from UTC in seconds, or None."""
    found = _read_moment(text, format)
    return _moment_of(found), found.get("z")
