def t(f):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
b = b'Hello, World \xff\x80!'
t(lambda: (b.upper(), b.lower(), b.find(b'o'), b.find(111), b.rfind(b'o'), b.count(b'l'), b.replace(b'l', b'L'), b.split(b','), b.startswith(b'He'), b.endswith((b'x', b'!')), b.index(b'W')))
t(lambda: (b' \t a b \x85'.strip(), b'a b  c'.split(), b'a,b,c'.rsplit(b',', 1), b','.join([b'x', b'y']), b'ab'.center(6, b'*'), b'7'.zfill(3), b'a=b'.partition(b'='), b'a\nb\r\n'.splitlines(), b'abc'.title(), b'12'.isdigit(), b'\xe9'.isalpha()))
t(lambda: b'abc'.find('a')); t(lambda: b'a'.split('b')); t(lambda: b'a'.join(['x'])); t(lambda: b'abc'.index(b'z')); t(lambda: b'a'.find(300)); t(lambda: b'-'.join(x for x in [b'1', b'2'])); t(lambda: b'x'.replace('a', b'')); t(lambda: b'abc'.startswith('a') if False else 0)
