package io.orchestratex.local.part;

import java.util.Map;

/** One engine or service of the stack: a process with a name, an address and a log. */
public interface Part {

  String name();

  /** Host and port for an engine, a base URL for a service; says so when no port was chosen yet. */
  String address();

  /**
   * Chooses the ports this part listens on, before any part starts, so that others can be told.
   * Does nothing to a part that runs.
   */
  void choosePorts();

  /** Starts it unless it runs as it should; returns once it answers. */
  void up(Progress progress);

  /**
   * Waits for a server that somebody else started on the chosen ports, such as a container, and
   * makes its accounts.
   */
  void adopt();

  /** Ends it, cleanly if it can. */
  void down(Progress progress);

  PartStatus status();

  /** Its process, for tests that hurt it. */
  io.orchestratex.local.process.PartProcess process();

  /** Names and values by which the tools for this part are told where and as whom to connect. */
  default Map<String, String> toolEnvironment() {
    return Map.of();
  }
}
