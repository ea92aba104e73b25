package io.orchestratex.bench.backup;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orchestratex.bench.stack.ServiceProcess;
import io.orchestratex.cli.access.Gateway;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Backup and restore as a user orders them, over the gateway. */
final class OurJobs {

  private static final String BACKUPS = "/api/v1/backups";
  private static final String RESTORES = "/api/v1/restores";

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
      String id,
      double seconds,
      double processorSeconds,
      long storedBytes,
      Map<String, Double> phases) {

    Took {
      phases = Map.copyOf(phases);
    }

    /** Seconds in a state; 0 when it was never seen. */
    double in(String state) {
      return phases.getOrDefault(state, 0.0);
    }
  }

  Took backup(String target) {
    ObjectNode body = Gateway.body().put("label", "bench");
    body.putArray("targets").add(target);
    return follow(BACKUPS, body);
  }

  Took restore(String backup, String target) {
    ObjectNode body = Gateway.body().put("backup", backup);
    body.putArray("targets").add(target);
    body.putArray("databases").add(Filling.DATABASE);
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
    String path = collection + "/" + job.path("id").asText();
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
              stored(job),
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

  private static long stored(JsonNode job) {
    long bytes = 0;
    for (JsonNode part : job.path("parts")) {
      bytes += part.path("stored_bytes").asLong();
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
