print(*a, *b)
del *a
