for a, b in [(7, 2), (-7, 2), (7, -2), (-7, -2), (7.5, 2), (-7.5, 2), (0, 3), (1, 0.1)]:
    print(a + b, a - b, a * b, a / b, a // b, a % b)
print(2 ** 10, 2 ** -1, 2 ** 0.5, (-2) ** 3, -2 ** 2, 0 ** 0)
print(2 ** 100, 3 ** 50 - 1, -(2 ** 70) // 3, 2 ** 70 % 1000, 10 ** 20 / 10 ** 18)
print(1 << 40, (1 << 40) >> 38, -5 >> 1, 5 & 3, 5 | 3, 5 ^ 3, ~5)
print(True + True, True * 3, 5 - False)
print(+5, -5, --5, ~-1, not 0, not 1)
print(1e300 * 1e10, -1e300 * 1e10, 5e-324 / 2)
print(9223372036854775807 + 1, -9223372036854775808 - 1, 140737488355327 + 1, 140737488355328 * 2)
print(7 // 2.0, 7 % 2.5, -7 // 2.0, -7 % 2.5, 1e16 + 1)
print("ab" + "cd", "ab" * 3, 3 * "ab", [1] + [2], [0] * 3, (1,) + (2,), 2 * (1, 2))
for text in ["1 / 0", "1 // 0", "1 % 0", "1.0 / 0", "1 + 'a'", "'a' + 1", "[] + ()", "-'a'", "1 << -1", "0 ** -1", "None + 1"]:
    pass


def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__ + ":", e)


attempt(lambda: 1 / 0)
attempt(lambda: 1 // 0)
attempt(lambda: 1 % 0)
attempt(lambda: 1.0 / 0)
attempt(lambda: 1 + "a")
attempt(lambda: "a" + 1)
attempt(lambda: [] + ())
attempt(lambda: -"a")
attempt(lambda: 1 << -1)
attempt(lambda: 0 ** -1)
attempt(lambda: None + 1)
attempt(lambda: "a" * "b")
attempt(lambda: [1] * 1.5)
attempt(lambda: ~1.5)
attempt(lambda: {} | {1: 2})
attempt(lambda: {1, 2} & {2, 3})
attempt(lambda: {1, 2} - {2})
attempt(lambda: {1} < 3)
x = 60 * 60 * 24
y = 1 - 0.9
z = 3 * 1.1 + 2
w = 10 ** 6
print(x, y, z, w, 1 - 1, 0.1 + 0.2, 0.1 * 3, 2 / 3, 1 / 3 * 3, -0.0, 0.0 * -1)
print(5 .__class__ is int)
big = 2 ** 64
print(big + 1, big - big, big * -1, big // 7, big % 7, -big // 7, -big % 7, big & 0xFF, big | 1, big >> 60)
print(divmod(-7, 2), divmod(7.5, 2), pow(3, 4, 5), abs(-3), round(2.5), round(3.14159, 2))
