"""string: the constants, capwords and Template."""

whitespace = " \t\n\r\v\f"
ascii_lowercase = "abcdefghijklmnopqrstuvwxyz"
ascii_uppercase = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ascii_letters = ascii_lowercase + ascii_uppercase
digits = "0123456789"
hexdigits = digits + "abcdef" + "ABCDEF"
octdigits = "01234567"
punctuation = r"""!"#$%&'()*+,-./:;<=>?@[\]^_`{|}~"""
printable = digits + ascii_letters + punctuation + whitespace


def capwords(s, sep=None):
    return (sep or " ").join([word.capitalize() for word in s.split(sep)])


class Template:
    delimiter = "$"

    def __init__(self, template):
        self.template = template

    def _fill(self, mapping, safe):
        parts = []
        text = self.template
        at = 0
        while at < len(text):
            sign = text.find("$", at)
            if sign < 0:
                parts.append(text[at:])
                break
            parts.append(text[at:sign])
            at = sign + 1
            if text[at:at + 1] == "$":
                parts.append("$")
                at += 1
                continue
            braced = text[at:at + 1] == "{"
            start = at + 1 if braced else at
            end = start
            while end < len(text) and (text[end] == "_" or text[end].isascii() and text[end].isalnum()):
                end += 1
            name = text[start:end]
            if not name or name[0].isdigit() or braced and text[end:end + 1] != "}":
                if not safe:
                    line = text[:sign].count("\n") + 1
                    column = sign - text[:sign].rfind("\n")
                    raise ValueError(f"Invalid placeholder in string: line {line}, col {column}")
                parts.append("$")
                continue
            after = end + 1 if braced else end
            if safe and name not in mapping:
                parts.append(text[sign:after])
            else:
                parts.append(str(mapping[name]))
            at = after
        return "".join(parts)

    def substitute(self, mapping={}, /, **words):
        return self._fill({**mapping, **words}, False)

    def safe_substitute(self, mapping={}, /, **words):
        return self._fill({**mapping, **words}, True)
