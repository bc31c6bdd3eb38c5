(exea): pasr
global x
x = exeloba=1

