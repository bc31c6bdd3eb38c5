"a" = x
None = x
