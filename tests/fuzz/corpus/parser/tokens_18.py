x=09.5
x=1if 1 else 2
