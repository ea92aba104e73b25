package io.orchestratex.backup.engine;

/**
 * What a backup of the engine holds are files of whatever program. They may hold keys and
 * passwords, so only an admin exports or restores them.
 */
public interface OpaqueFiles {}
