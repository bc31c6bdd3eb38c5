f"{a\N{DIGIT ONE}}"
f"\N{DIGIT ONE}"
