package io.orchestratex.cli.backup;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestratex.cli.access.Gateway;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Chooses targets by their engine. */
final class EngineOptions {

  @Option(
      names = "--engine",
      paramLabel = "ENGINE",
      description = "Only targets of this engine, see: ox target list; may be repeated.")
  private @Nullable List<String> engines;

  @Option(names = "--mongodb-only", description = "The same as --engine mongodb.")
  private boolean mongodb;

  @Option(names = "--postgres-only", description = "The same as --engine postgresql.")
  private boolean postgres;

  @Option(names = "--redis-only", description = "The same as --engine redis.")
  private boolean redis;

  @Option(names = "--sqlite-only", description = "The same as --engine sqlite.")
  private boolean sqlite;

  @Option(names = "--volumes-only", description = "The same as --engine volume.")
  private boolean volumes;

  @Option(names = "--neo4j-only", description = "The same as --engine neo4j.")
  private boolean neo4j;

  private Set<String> chosen() {
    Set<String> all = new LinkedHashSet<>(engines == null ? List.of() : engines);
    if (mongodb) {
      all.add("mongodb");
    }
    if (postgres) {
      all.add("postgresql");
    }
    if (redis) {
      all.add("redis");
    }
    if (sqlite) {
      all.add("sqlite");
    }
    if (volumes) {
      all.add("volume");
    }
    if (neo4j) {
      all.add("neo4j");
    }
    return all;
  }

  /**
   * The targets that are meant.
   *
   * @param verb to be blamed
   * @param named those that the caller named; null when none
   */
  @Nullable List<String> targets(CommandSpec verb, Gateway gateway, @Nullable List<String> named) {
    Set<String> engines = chosen();
    if (engines.isEmpty()) {
      return named;
    }
    if (named != null) {
      throw new ParameterException(
          verb.commandLine(), "Name targets (--target) or engines, not both.");
    }
    List<String> targets = new ArrayList<>();
    for (JsonNode each : gateway.get(JoinedTargets.BACKED_UP + "?limit=100").path("items")) {
      if (engines.contains(each.path("engine").asText())) {
        targets.add(each.path("id").asText());
      }
    }
    if (targets.isEmpty()) {
      throw new ParameterException(
          verb.commandLine(),
          "No target has the engine " + String.join(", ", engines) + "; see: ox target list.");
    }
    return targets;
  }
}
