package io.orchestratex.local.binary;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A program that the stack runs and does not bring: where it may be on this machine, and where it
 * is fetched from when it is not.
 */
public abstract class Program {

  private final String name;

  /** Takes its name for messages, such as {@code mongod}. */
  protected Program(String name) {
    this.name = name;
  }

  /**
   * Tries each source in its order, those that fetch by {@link Sources#orSlowly}.
   *
   * @param progress called with what is being fetched
   */
  protected abstract Sources lookIn(Sources sources, Consumer<String> progress);

  /** Looks without fetching anything. */
  public final Optional<Path> atHand() {
    return lookIn(Sources.atHand(), _ -> {}).found();
  }

  /**
   * Looks everywhere.
   *
   * @throws IOException when there is none, saying why each source had none
   */
  public final Path find(Consumer<String> progress) throws IOException {
    Sources sources = lookIn(Sources.everywhere(progress), progress);
    return sources
        .found()
        .orElseThrow(() -> new IOException("no " + name + ": " + sources.reasons()));
  }
}
