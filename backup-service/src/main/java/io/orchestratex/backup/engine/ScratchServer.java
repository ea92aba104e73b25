package io.orchestratex.backup.engine;

/**
 * A server that runs in a {@link ScratchFolder}.
 *
 * @param way restores of all that a backup holds, also of what a restore of the installation's own
 *     servers would leave as it is
 */
public record ScratchServer(EngineAccess access, StagedRestore way) {}
