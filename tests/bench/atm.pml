/*
 * Two processes, ROUNDS times load and store each, without a lock: the model that `lockstep explore` is measured
 * against. A load is one step, the store with the loop's counter is one; the register is cleared after use, as
 * Lockstep clears it, so that states that differ only in a dead number are one. Each end is printed when it is met.
 */
#ifndef ROUNDS
#define ROUNDS 30
#endif

int balance = 100;
byte ended = 0;

c_decl {
    static char met[1024];
};

proctype change(int amount)
{
    int seen = 0;
    byte i = 0;
    do
    :: atomic { i < ROUNDS -> seen = balance };

        d_step { balance = seen + amount; seen = 0; i = i + 1 }
    :: else -> break
    od;
    atomic { i = 0; ended = ended + 1 }
}

active proctype bank()
{
    atomic { run change(-1); run change(1) };
    ended == 2;
    c_code {
        if (!met[512 + now.balance - 100]) {
            met[512 + now.balance - 100] = 1;
            printf("end %d\n", now.balance);
        }
    }
}
