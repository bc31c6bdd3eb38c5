f(), a = x
1, a = x
