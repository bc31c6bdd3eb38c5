x = None = 1
None, x = 1
