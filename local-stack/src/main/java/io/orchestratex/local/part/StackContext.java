package io.orchestratex.local.part;

import io.orchestratex.local.stack.Ports;
import io.orchestratex.local.stack.Secrets;
import io.orchestratex.local.stack.StackFolder;

/**
 * What a part of a stack is made with.
 *
 * @param claims what the services need of the engines
 * @param caching what Java programs do with their class caches
 */
public record StackContext(
    StackFolder folder, Ports ports, Secrets secrets, Claims claims, Caching caching) {

  /** Whether Java programs use class caches. */
  public enum Caching {
    /** They do without: what a test kills and starts is not to depend on what was built. */
    OFF,
    /** They use those that fit. */
    ON,
    /** They record for those that are missing. */
    TRAINING
  }
}
