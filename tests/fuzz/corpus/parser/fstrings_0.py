f"{a b}"
f"{}"
