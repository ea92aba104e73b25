package io.orchestratex.backup.copy;

import java.time.Instant;

/**
 * A vault that misses copies for longer than a policy allows.
 *
 * @param count how many are missing for so long
 * @param oldest id of the backup whose copy is missing longest
 * @param dueAt when that one should have been there at the latest
 * @param reason why it is not there, for a person
 */
public record LateCopies(String vault, int count, String oldest, Instant dueAt, String reason) {}
