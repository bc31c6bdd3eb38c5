if (x) {
    y
}
while (x) { y }
