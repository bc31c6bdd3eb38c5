/*
 * SHA-512: random.seed of a text goes through it.
 */
#ifndef LESSONS_VM_SHA512_H
#define LESSONS_VM_SHA512_H

#include <stddef.h>
#include <stdint.h>

void sha512(const uint8_t *bytes, size_t size_bytes, uint8_t digest[64]);

#endif
