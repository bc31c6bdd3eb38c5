	x
if 1:
	x
	y
