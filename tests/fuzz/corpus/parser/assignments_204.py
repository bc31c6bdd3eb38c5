class A(
    x = 1
if (a and
    b
    c = 1
