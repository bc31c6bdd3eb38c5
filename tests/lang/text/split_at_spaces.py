for text in ('a b  ', '  a b', ' a  b  c ', '\u2003x y z\u2003', ''):
    for most in (-1, 0, 1, 2):
        print(text.split(None, most), text.rsplit(maxsplit=most))
