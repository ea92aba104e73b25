package io.orchestratex.backup.pipeline;

/**
 * What a stored file holds.
 *
 * @param plainBytes length of what the engine wrote
 * @param plainHash SHA-256 of it, in hex
 * @param storedBytes length of the file, or of its chunks, compressed and encrypted
 * @param storedHash SHA-256 of the file, in hex; empty when it is kept in chunks
 */
public record Content(long plainBytes, String plainHash, long storedBytes, String storedHash) {}
