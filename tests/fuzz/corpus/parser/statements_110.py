with x as y, z as w:
    pass
with x as (y, z):
    pass
