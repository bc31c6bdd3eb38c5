f"{*a}"
f"{a,b}"
