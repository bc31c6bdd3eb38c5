x=0o8
x=0b
