x = 'abc
x = '''abc

foo
