package io.orchestratex.local.part.service;

import io.orchestratex.local.part.Need;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** One of the services: what it needs of the engines, of the machine and of the other services. */
public interface Service {

  /** {@code gateway-service} and so on: folder, artifact, Kafka account, name in every list. */
  String name();

  /** The port it listens on when no other program does. */
  int standardPort();

  int heapMegabytes();

  /**
   * Whether it computes so much that both compilers pay. The others start quicker with the first
   * alone, which has no instructions of the processor for hashes and encryption.
   */
  default boolean isCompiledTwice() {
    return false;
  }

  /** What it needs of the engines. */
  List<Need> needs();

  /**
   * The variables that name a file or folder of its own, with the place below the stack's folder.
   * The caller's variable of the same name wins.
   */
  default Map<String, String> files() {
    return Map.of();
  }

  /** Variables that give way to those of the caller. */
  default Map<String, String> proposals() {
    return Map.of();
  }

  /** Of {@link #proposals()}, those that name files, as seen from the caller's folder. */
  default List<String> proposedFiles() {
    return List.of();
  }

  /**
   * Variables of the caller's that name files or folders of this service, besides {@link #files()}
   * and {@link #proposedFiles()}: a regular expression for the whole name.
   */
  default String namesFile() {
    return variablePrefix() + "[A-Z0-9_]+_(PATH|FILE|FOLDER)";
  }

  /** Variables that it is given in every stack, also in those of module tests. */
  default Map<String, String> settings(Neighbours neighbours) {
    return Map.of();
  }

  /** Variables that make sense only where all services run together. */
  default Map<String, String> settingsAmongOthers(Neighbours neighbours) {
    return Map.of("ORCHESTRATEX_ACCESS_JWKS_URL", GatewayService.keysAt(neighbours));
  }

  /** {@code session} for {@code session-service}. */
  default String shortName() {
    return name().replace("-service", "");
  }

  default String mainClass() {
    return "io.orchestratex." + shortName() + ".Application";
  }

  /** What the names of the caller's variables begin with that reach this service. */
  default String variablePrefix() {
    return "ORCHESTRATEX_" + shortName().toUpperCase(Locale.ROOT) + "_";
  }
}
