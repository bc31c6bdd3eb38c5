b"é"
"a" b"b"
