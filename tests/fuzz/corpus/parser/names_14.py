continue
if 1:
    break
