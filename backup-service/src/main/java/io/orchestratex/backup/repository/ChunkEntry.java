package io.orchestratex.backup.repository;

/**
 * A chunk in a pack.
 *
 * @param offset of its first byte in the pack
 * @param storedBytes its length in the pack, compressed and encrypted
 * @param plainBytes its length before that
 */
record ChunkEntry(ChunkId id, int offset, int storedBytes, int plainBytes) {}
