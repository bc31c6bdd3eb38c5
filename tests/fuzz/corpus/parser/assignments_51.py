print **x
print {x}
