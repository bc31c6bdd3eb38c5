f"{for}"
f"{a.b.}"
