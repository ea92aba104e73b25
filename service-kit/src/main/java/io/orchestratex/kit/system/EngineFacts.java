package io.orchestratex.kit.system;

/**
 * An engine that the service uses. The methods may block; who calls them sets a limit.
 * Implementations are thread-safe.
 */
public interface EngineFacts {

  /** Its kind, in small letters, such as {@code mongodb}. */
  String engine();

  /** Host and port, several separated by commas; no account and no database. */
  String address();

  /**
   * Its version; empty when it answers and does not say.
   *
   * @throws Exception when it does not answer
   */
  String version() throws Exception;
}
