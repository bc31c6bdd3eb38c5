x !== y
x && y
