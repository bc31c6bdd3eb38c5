f"{a !r}"
f"{a! r}"
