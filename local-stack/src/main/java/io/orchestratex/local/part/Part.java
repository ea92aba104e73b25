package io.orchestratex.local.part;

import io.orchestratex.local.process.PartProcess;

/** One engine or service of the stack: a process with a name, an address and a log. */
public interface Part {

  String name();

  /** Host and port for an engine, a base URL for a service; says so when no port was chosen yet. */
  String address();

  /**
   * Chooses the ports this part listens on, before any part starts, so that others can be given
   * them. Does nothing to a part that runs.
   */
  void choosePorts();

  /** Starts it unless it runs as it should; returns once it answers. */
  void up(Progress progress);

  /** Ends it, cleanly if it can. */
  void down(Progress progress);

  PartStatus status();

  /** Its process, for tests that hurt it. */
  PartProcess process();
}
