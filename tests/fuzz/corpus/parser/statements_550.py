import = 1
x = pass
