package io.orchestratex.backup.engine;

/**
 * Something that a restore could not bring back as the backup has it, besides records: those are
 * compared by {@link ObjectFact}, and a restore whose records differ fails.
 *
 * @param kind in the engine's own words, such as {@code FK CONSTRAINT}
 * @param name which one, with its database
 * @param reason what is different and why, and what to do; a sentence without its full stop
 */
public record Deviation(String kind, String name, String reason) {}
