package io.orchestratex.backup.recovery;

import java.time.Instant;

/**
 * What a recovery would do.
 *
 * @param target id of the target whose server would be brought back
 * @param backup id of the physical backup that it would begin with
 * @param to {@code latest}, {@code end}, a time, or a position of the log
 * @param folder the new server's data folder, on the machine of the service
 * @param program the server that would recover in it
 * @param backupEndedAt the earliest moment of this backup
 * @param reachesUntil the last moment that is kept of the log that follows it
 * @param logBytes bytes of log that would be read
 * @param roomNeededBytes bytes that the folder needs, about
 * @param roomFreeBytes bytes that are free there
 */
record RecoveryPlan(
    String target,
    String backup,
    String to,
    String folder,
    String program,
    Instant backupEndedAt,
    Instant reachesUntil,
    long logBytes,
    long roomNeededBytes,
    long roomFreeBytes) {}
