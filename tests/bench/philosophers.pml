/* SEATS philosophers, each takes the left fork, then the right one, once. The deadlock is an invalid end state. */
#ifndef SEATS
#define SEATS 3
#endif

bool taken[SEATS];

proctype dine(byte left; byte right)
{
    atomic { !taken[left] -> taken[left] = true };
    atomic { !taken[right] -> taken[right] = true };
    taken[right] = false;
    taken[left] = false
}

init
{
    byte i = 0;
    atomic {
        do
        :: i < SEATS -> run dine(i, (i + 1) % SEATS); i = i + 1
        :: else -> break
        od
    }
}
