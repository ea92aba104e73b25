package io.orchestratex.cli.discovery;

import java.util.List;

/**
 * What a look at this machine came to.
 *
 * @param engines those that were found, by engine and port
 * @param unseen what could not be looked at, a sentence each that says what to do
 */
public record Found(List<FoundEngine> engines, List<String> unseen) {
  public Found {
    engines = List.copyOf(engines);
    unseen = List.copyOf(unseen);
  }
}
