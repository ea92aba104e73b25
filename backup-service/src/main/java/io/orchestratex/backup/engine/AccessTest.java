package io.orchestratex.backup.engine;

import io.orchestratex.kit.connection.ConnectionReport;

/**
 * Ability: can say which step of getting at a server fails, and which right the account lacks for a
 * full backup, with the statement that gives it.
 */
public interface AccessTest {

  /** Tries everything that a backup needs, within some seconds. Changes nothing. */
  ConnectionReport test(EngineAccess access);
}
