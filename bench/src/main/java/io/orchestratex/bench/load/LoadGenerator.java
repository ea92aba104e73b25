package io.orchestratex.bench.load;

import io.orchestratex.local.process.Commands;
import java.net.URI;
import java.nio.file.Path;

/**
 * Asks for one thing again and again over kept connections, each connection waiting for its answer
 * before it asks anew (a closed loop). Latencies of such a loop leave out what callers would have
 * waited who come regardless of the answers.
 */
public interface LoadGenerator {

  /** How it is called in the report. */
  String name();

  /** Asks for so long; returns when every connection is closed. */
  LoadResult run(Order order);

  /**
   * What to ask.
   *
   * @param authorization value of that header
   */
  record Order(URI target, String authorization, int connections, int seconds) {}

  /**
   * {@code wrk} where it is installed, since it takes least of the processors that are measured;
   * else one of our own.
   *
   * @param folder closed to other accounts, for the script that holds the token
   */
  static LoadGenerator best(Path folder) {
    return Commands.find("wrk")
        .map(wrk -> (LoadGenerator) new Wrk(wrk, folder))
        .orElseGet(ClosedLoop::new);
  }
}
