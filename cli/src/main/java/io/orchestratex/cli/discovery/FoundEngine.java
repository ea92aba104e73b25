package io.orchestratex.cli.discovery;

import org.jspecify.annotations.Nullable;

/**
 * An engine that runs here.
 *
 * @param endpoint where this machine reaches it; null when nothing here does
 * @param seenAs what was seen of it, such as {@code process 71 (mongod)}
 * @param container the container that it runs in; null for a process of this machine
 * @param obstacle why it cannot be reached; null when it can
 */
public record FoundEngine(
    EngineKind kind,
    @Nullable Endpoint endpoint,
    String seenAs,
    @Nullable Container container,
    @Nullable String obstacle) {

  static FoundEngine at(EngineKind kind, Endpoint endpoint, String seenAs) {
    return new FoundEngine(kind, endpoint, seenAs, null, null);
  }

  static FoundEngine unreachable(EngineKind kind, String seenAs, String obstacle) {
    return new FoundEngine(kind, null, seenAs, null, obstacle);
  }
}
