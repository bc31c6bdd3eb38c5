rows = [("alice", 30, 1234.5), ("bob", 4, 99.999), ("carol", 101, 0.1)]
print("{:<10}{:>5}{:>12}".format("name", "n", "amount")); print("-" * 27)
for n, a, m in rows: print("{:<10}{:>5d}{:>12,.2f}".format(n.title(), a, m))
print("%-10s|%5d|%8.3f" % rows[0]); print(f"{sum(r[2] for r in rows):.3e}", f"{0.256:.1%}", f"{255:#06x}", f"{-7 // 2} {-7 % 3} {7 / 2}")
