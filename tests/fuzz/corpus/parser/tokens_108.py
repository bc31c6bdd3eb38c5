x = "He said "hi""
{(]}
