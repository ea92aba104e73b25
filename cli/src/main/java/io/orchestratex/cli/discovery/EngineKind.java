package io.orchestratex.cli.discovery;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** An engine that is looked for, and what it is recognised by. */
public enum EngineKind {
  MONGODB(27017, true, List.of("mongod"), List.of("mongo")),
  POSTGRESQL(
      5432,
      true,
      List.of("postgres", "postmaster"),
      List.of("postgres", "postgis", "pgvector", "timescale")),
  REDIS(6379, false, List.of("redis-server", "valkey-server"), List.of("redis", "valkey")),
  NEO4J(7687, false, List.of("neo4j"), List.of("neo4j"));

  private final int port;
  private final boolean backedUp;
  private final List<String> programs;
  private final List<String> images;

  EngineKind(int port, boolean backedUp, List<String> programs, List<String> images) {
    this.port = port;
    this.backedUp = backedUp;
    this.programs = programs;
    this.images = images;
  }

  /** Its name, as targets have it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The port that it listens on unless it is told otherwise. */
  public int port() {
    return port;
  }

  /** Whether the product can back it up. */
  public boolean isBackedUp() {
    return backedUp;
  }

  static Optional<EngineKind> ofPort(int port) {
    return Arrays.stream(values()).filter(each -> each.port == port).findFirst();
  }

  /** By the name of a program, without its folder. */
  static Optional<EngineKind> ofProgram(String program) {
    return Arrays.stream(values()).filter(each -> each.programs.contains(program)).findFirst();
  }

  /** By the name of an image, such as {@code docker.io/library/postgres:16}. */
  static Optional<EngineKind> ofImage(String image) {
    String last = image.substring(image.lastIndexOf('/') + 1).split("[:@]", 2)[0];
    return Arrays.stream(values())
        .filter(each -> each.images.stream().anyMatch(last.toLowerCase(Locale.ROOT)::contains))
        .findFirst();
  }
}
