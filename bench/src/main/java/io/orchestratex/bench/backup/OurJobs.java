package io.orchestratex.bench.backup;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orchestratex.bench.stack.ServiceProcess;
import io.orchestratex.cli.access.Gateway;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Backup and restore as a user orders them, over the gateway. */
final class OurJobs {

  private static final String BACKUPS = "/api/v1/backups";
  private static final String RESTORES = "/api/v1/restores";

  /** A target that is one database. */
  private static final String FILE = "sqlite";

  private static final Set<String> ONGOING = Set.of("queued", "running");

  private final Gateway admin;
  private final ServiceProcess service;

  OurJobs(Gateway admin, ServiceProcess service) {
    this.admin = admin;
    this.service = service;
  }

  /**
   * A job that ended well.
   *
   * @param seconds from the order to its end, everything in it
   * @param processorSeconds of backup-service and the programs it runs, not of the engine
   * @param phases seconds that were spent in each state, as seen from outside every 50 ms
   */
  record Took(
      String id, double seconds, double processorSeconds, Bytes bytes, Map<String, Double> phases) {

    long sourceBytes() {
      return bytes.source();
    }

    long storedBytes() {
      return bytes.stored();
    }

    long addedBytes() {
      return bytes.added();
    }

    Took {
      phases = Map.copyOf(phases);
    }

    /** Seconds in a state; 0 when it was never seen. */
    double in(String state) {
      return phases.getOrDefault(state, 0.0);
    }
  }

  /** What a backup read, needs, and added to the vault. */
  record Bytes(long source, long stored, long added) {}

  /** The share of the data that a backup had read when its worker was killed. */
  record Begun(String id, double share) {}

  ServiceProcess service() {
    return service;
  }

  Took backup(String target) {
    return follow(BACKUPS, backupOf(target));
  }

  private static ObjectNode backupOf(String target) {
    ObjectNode body = Gateway.body().put("label", "bench");
    body.putArray("targets").add(target);
    if (!target.equals(FILE)) {
      body.putArray("databases").add(Filling.DATABASE); // What the stock tools dump.
    }
    return body;
  }

  /** Begins a backup and kills the service when so much of the data was read. */
  Begun killedAt(double share, String target, long sourceBytes) {
    String id = admin.post(BACKUPS, backupOf(target)).path("id").asText();
    while (true) {
      JsonNode job = admin.get(BACKUPS + "/" + id);
      double done = job.at("/progress/bytes").asDouble() / sourceBytes;
      if (done >= share || !ONGOING.contains(job.path("state").asText())) {
        service.kill();
        if (!job.path("state").asText().equals("running")) {
          throw new IllegalStateException("it was not running any more when it was to be killed");
        }
        return new Begun(id, done);
      }
    }
  }

  /** Follows the next attempt at a backup whose worker was killed, from its beginning. */
  Took resumed(String id) {
    while (admin.get(BACKUPS + "/" + id).path("attempt").asInt() < 2) {
      pause();
    }
    return follow(BACKUPS + "/" + id, service.processorSeconds(), System.nanoTime());
  }

  /** Removes the packs, which would go some time after the last backup that needs them. */
  void emptyVault() {
    Path packs = Path.of(service.variable("ORCHESTRATEX_BACKUP_VAULT_PATH")).resolve("packs");
    try (Stream<Path> files = Files.isDirectory(packs) ? Files.list(packs) : Stream.of()) {
      for (Path each : files.toList()) {
        Files.delete(each);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Took restore(String backup, String target) {
    ObjectNode body = Gateway.body().put("backup", backup);
    body.putArray("targets").add(target);
    if (!target.equals(FILE)) {
      body.putArray("databases").add(Filling.DATABASE);
    }
    String token = admin.post(RESTORES, body).at("/plan/token").asText();
    return follow(RESTORES, body.put("confirm", true).put("plan_token", token));
  }

  /** Deletes a backup, and its bytes with it. */
  void delete(String backup) {
    admin.delete(BACKUPS + "/" + backup);
  }

  /** Deletes the safety backups that restores took. */
  void deleteAll() {
    for (JsonNode each : admin.get(BACKUPS + "?limit=100").path("items")) {
      delete(each.path("id").asText());
    }
  }

  private Took follow(String collection, ObjectNode order) {
    double processor = service.processorSeconds();
    long begin = System.nanoTime();
    JsonNode job = admin.post(collection, order);
    return follow(collection + "/" + job.path("id").asText(), processor, begin);
  }

  private Took follow(String path, double processor, long begin) {
    JsonNode job;
    Map<String, Double> phases = new LinkedHashMap<>();
    long last = begin;
    while (true) {
      job = admin.get(path);
      long now = System.nanoTime();
      phases.merge(job.path("state").asText(), (now - last) / 1e9, Double::sum);
      last = now;
      switch (job.path("state").asText()) {
        case "succeeded" -> {
          addSteps(job, phases);
          return new Took(
              job.path("id").asText(),
              (now - begin) / 1e9,
              service.processorSeconds() - processor,
              new Bytes(
                  sum(job, "source_bytes"), sum(job, "stored_bytes"), sum(job, "added_bytes")),
              phases);
        }
        case "failed", "cancelled", "rolled_back", "rollback_failed" ->
            throw new IllegalStateException(
                path + " ended " + job.path("state").asText() + ": " + job.path("failure"));
        default -> pause();
      }
    }
  }

  /** A restore reports its own steps. */
  private static void addSteps(JsonNode job, Map<String, Double> phases) {
    for (JsonNode step : job.path("steps")) {
      String started = step.path("started_at").asText("");
      String finished = step.path("finished_at").asText("");
      if (!started.isEmpty() && !finished.isEmpty()) {
        phases.put(
            "step " + step.path("name").asText(),
            Duration.between(Instant.parse(started), Instant.parse(finished)).toMillis() / 1e3);
      }
    }
  }

  private static long sum(JsonNode job, String field) {
    long bytes = 0;
    for (JsonNode part : job.path("parts")) {
      bytes += part.path(field).asLong();
    }
    return bytes;
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(50);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
