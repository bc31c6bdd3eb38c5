[x for x in y if x = 1]
[x for x in y if x.z = 1]
