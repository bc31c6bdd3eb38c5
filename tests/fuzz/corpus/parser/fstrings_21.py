f"{(lambda x: 1)}"
f"{a:=5}"
