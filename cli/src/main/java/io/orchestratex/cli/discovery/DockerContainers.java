package io.orchestratex.cli.discovery;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.orchestratex.local.process.Commands;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Engines in running containers, by the {@code docker} program: it knows contexts, {@code
 * DOCKER_HOST} and rights, and its {@code inspect} writes the JSON of the engine's API.
 */
final class DockerContainers {

  private static final Duration LIMIT = Duration.ofSeconds(15);
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Variables whose values may be shown; of every other one only the name is. */
  private static final Set<String> HARMLESS =
      Set.of(
          "POSTGRES_USER",
          "POSTGRES_DB",
          "PGDATA",
          "PG_VERSION",
          "PG_MAJOR",
          "MONGO_INITDB_ROOT_USERNAME",
          "MONGO_INITDB_DATABASE",
          "MONGO_VERSION",
          "MONGO_MAJOR",
          "REDIS_VERSION",
          "VALKEY_VERSION",
          "NEO4J_EDITION");

  private final Optional<Path> program;

  DockerContainers() {
    this(Commands.find("docker"));
  }

  DockerContainers(Optional<Path> program) {
    this.program = program;
  }

  private static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    Refused(String reason) {
      super(reason);
    }
  }

  Found look() {
    if (program.isEmpty()) {
      return new Found(
          List.of(), List.of("Containers were not looked at: there is no docker program here."));
    }
    try {
      List<String> ids = run("ps", "--quiet", "--no-trunc").lines().toList();
      if (ids.isEmpty()) {
        return new Found(List.of(), List.of());
      }
      List<String> inspect = new ArrayList<>(List.of("inspect", "--type=container"));
      inspect.addAll(ids);
      return engines(JSON.readTree(run(inspect.toArray(String[]::new))));
    } catch (Refused e) {
      return new Found(
          List.of(),
          List.of("Containers were not looked at, because docker says: " + e.getMessage()));
    } catch (IOException e) {
      return new Found(
          List.of(), List.of("Containers were not looked at, because docker's answer is no JSON."));
    }
  }

  /** What the program prints goes through a pipe only: it holds passwords. */
  private String run(String... arguments) throws Refused, IOException {
    List<String> command = new ArrayList<>(List.of(program.orElseThrow().toString()));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).start();
    process.getOutputStream().close();
    Thread limit = Thread.ofVirtual().start(() -> endAtLimit(process));
    StringBuilder said = new StringBuilder();
    Thread errors =
        Thread.ofVirtual()
            .start(() -> process.errorReader(UTF_8).lines().limit(20).forEach(said::append));
    try {
      String output = new String(process.getInputStream().readAllBytes(), UTF_8);
      int exit = process.waitFor();
      errors.join();
      if (exit != 0) {
        throw new Refused(
            said.isEmpty() ? "nothing within " + LIMIT.toSeconds() + " s" : said.toString());
      }
      return output;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Refused("interrupted");
    } finally {
      process.destroyForcibly();
      limit.interrupt();
    }
  }

  private static void endAtLimit(Process process) {
    try {
      if (!process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Out of what {@code docker inspect} prints. */
  static Found engines(JsonNode inspected) {
    List<FoundEngine> found = new ArrayList<>();
    for (JsonNode each : inspected) {
      kind(each).ifPresent(kind -> found.add(engine(each, kind)));
    }
    return new Found(found, List.of());
  }

  /** By the ports that its image declares, since names of images say little of what is in them. */
  private static Optional<EngineKind> kind(JsonNode container) {
    for (EngineKind kind : EngineKind.values()) {
      if (container.at("/Config/ExposedPorts").has(kind.port() + "/tcp")) {
        return Optional.of(kind);
      }
    }
    String image = container.at("/Config/Image").asText();
    boolean declares = !container.at("/Config/ExposedPorts").isEmpty();
    return declares ? Optional.empty() : EngineKind.ofImage(image);
  }

  private static FoundEngine engine(JsonNode json, EngineKind kind) {
    Container container = container(json, kind);
    boolean sharesNetwork = json.at("/HostConfig/NetworkMode").asText().equals("host");
    if (sharesNetwork) {
      return new FoundEngine(
          kind, new Endpoint("127.0.0.1", kind.port()), container.toString(), container, null);
    }
    for (JsonNode binding : json.at("/NetworkSettings/Ports").path(kind.port() + "/tcp")) {
      String host = binding.path("HostIp").asText();
      boolean isEvery = host.isEmpty() || host.equals("0.0.0.0") || host.equals("::");
      return new FoundEngine(
          kind,
          new Endpoint(isEvery ? "127.0.0.1" : host, binding.path("HostPort").asInt()),
          container.toString(),
          container,
          null);
    }
    return new FoundEngine(
        kind,
        null,
        container.toString(),
        container,
        "publishes no port, so nothing outside its networks reaches it; publish port %d of it"
            .formatted(kind.port()));
  }

  private static Container container(JsonNode json, EngineKind kind) {
    Map<String, String> environment = new HashMap<>();
    for (JsonNode each : json.at("/Config/Env")) {
      String[] variable = each.asText().split("=", 2);
      environment.put(variable[0], variable.length > 1 ? variable[1] : "");
    }
    Map<String, String> shown = new TreeMap<>();
    environment.forEach(
        (name, value) -> shown.put(name, HARMLESS.contains(name) ? value : "(set)"));
    shown.remove("PATH");
    String name = json.path("Name").asText().replaceFirst("^/", "");
    Set<String> names = new HashSet<>(Set.of(name));
    for (JsonNode network : json.at("/NetworkSettings/Networks")) {
      network.path("Aliases").forEach(alias -> names.add(alias.asText()));
      names.add(network.path("IPAddress").asText());
    }
    names.remove("");
    boolean isPostgres = kind == EngineKind.POSTGRESQL;
    return new Container(
        name,
        json.at("/Config/Image").asText(),
        names,
        kind.port(),
        shown,
        isPostgres
            ? environment.getOrDefault("POSTGRES_USER", "postgres")
            : environment.get("MONGO_INITDB_ROOT_USERNAME"),
        environment.get(isPostgres ? "POSTGRES_PASSWORD" : "MONGO_INITDB_ROOT_PASSWORD"));
  }
}
