/*
 * Two producers and two consumers of ITEMS items each around a buffer of two places: the model that the bounded buffer is
 * measured against. Each operation on a semaphore, the lock or the shared number is a step; the register is cleared
 * after use. A run that stops early is an invalid end state.
 */
#ifndef ITEMS
#define ITEMS 4
#endif

byte room = 2, items = 0;
bool locked = false;
int stored = 0;
byte ended = 0;

inline change(amount)
{
    atomic { !locked -> locked = true };
    seen = stored;
    d_step { stored = seen + amount; seen = 0 };
    locked = false
}

proctype produce()
{
    int seen = 0;
    byte i = 0;
    do
    :: atomic { i < ITEMS && room > 0 -> room = room - 1 };
        change(1);
        d_step { items = items + 1; i = i + 1 }
    :: i == ITEMS -> break
    od;
    atomic { i = 0; ended = ended + 1 }
}

proctype consume()
{
    int seen = 0;
    byte i = 0;
    do
    :: atomic { i < ITEMS && items > 0 -> items = items - 1 };
        change(-1);
        d_step { room = room + 1; i = i + 1 }
    :: i == ITEMS -> break
    od;
    atomic { i = 0; ended = ended + 1 }
}

active proctype shop()
{
    atomic { run produce(); run consume(); run produce(); run consume() };
    ended == 4;
    printf("stored %d\n", stored)
}
