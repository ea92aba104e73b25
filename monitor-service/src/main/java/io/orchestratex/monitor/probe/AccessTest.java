package io.orchestratex.monitor.probe;

import io.orchestratex.kit.connection.ConnectionReport;
import io.orchestratex.kit.settings.Secret;

/**
 * Ability of a probe: can say which step of getting at a target fails, and which right the account
 * lacks to be measured, with the statement that gives it.
 */
public interface AccessTest {

  /** Tries everything that a measurement needs, within some seconds. Changes nothing. */
  ConnectionReport test(Secret address);
}
