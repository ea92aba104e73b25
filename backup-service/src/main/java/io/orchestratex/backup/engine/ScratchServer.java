package io.orchestratex.backup.engine;

/**
 * A server that runs in a {@link ScratchFolder}.
 *
 * @param way loads all that a backup holds, also what a restore of the installation's own servers
 *     would leave as it is
 */
public record ScratchServer(EngineAccess access, FreshLoad way) {}
