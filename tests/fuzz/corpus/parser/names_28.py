class A:
    [(j := 1) for x in y]
*a = 1
