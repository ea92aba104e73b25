package io.orchestratex.cli.backup;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orchestratex.cli.access.ApiFailure;
import io.orchestratex.cli.access.Gateway;
import io.orchestratex.cli.output.ExitCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is backed up and what is watched as one list: the same id is the same target. Each has
 * {@code backed_up} and {@code watched}, and {@code gap}, the command that adds what is missing.
 */
public final class JoinedTargets {

  /** Where targets are backed up. */
  public static final String BACKED_UP = "/api/v1/targets";

  /** Where targets are watched. */
  public static final String WATCHED = "/api/v1/monitor/targets";

  /** Engines that can be backed up; host, services and brokers are only watched. */
  private static final Set<String> ENGINES = Set.of("mongodb", "postgresql", "redis");

  private static final int PAGE = 100;

  private final SortedMap<String, ObjectNode> byId = new TreeMap<>();
  private final List<String> away = new ArrayList<>();

  private JoinedTargets() {}

  /** Asks both services; one of them may be away. */
  public static JoinedTargets read(Gateway gateway) {
    JoinedTargets joined = new JoinedTargets();
    boolean backups = joined.readAll(gateway, BACKED_UP, "backup-service", joined::backedUp);
    boolean watches = joined.readAll(gateway, WATCHED, "monitor-service", joined::watched);
    if (backups && watches) {
      joined.byId.values().forEach(JoinedTargets::gap);
    }
    return joined;
  }

  private interface Each {
    void add(JsonNode target);
  }

  /** False when the service that knows it does not answer. */
  private boolean readAll(Gateway gateway, String path, String service, Each each) {
    try {
      int read = 0;
      JsonNode page;
      do {
        page = gateway.get(path + "?limit=" + PAGE + "&offset=" + read);
        page.path("items").forEach(each::add);
        read += page.path("items").size();
      } while (!page.path("items").isEmpty() && read < page.at("/paging/total").asInt());
      return true;
    } catch (ApiFailure e) {
      if (e.exitCode() != ExitCode.UNREACHABLE || e.status() == 0 || !away.isEmpty()) {
        throw e;
      }
      away.add(service);
      return false;
    }
  }

  private ObjectNode of(JsonNode target, String engine) {
    return byId.computeIfAbsent(
        target.path("id").asText(),
        id -> {
          ObjectNode made = Gateway.body().put("id", id);
          made.set("engine", target.path(engine));
          made.set("address", target.path("address"));
          made.set("source", target.path("source"));
          made.set("labels", target.path("labels"));
          return made.put("backed_up", false).put("watched", false);
        });
  }

  private void backedUp(JsonNode target) {
    ObjectNode joined = of(target, "engine").put("backed_up", true);
    target
        .properties()
        .forEach(field -> {
          if (!joined.has(field.getKey())) {
            joined.set(field.getKey(), field.getValue());
          }
        });
  }

  private void watched(JsonNode target) {
    ObjectNode joined = of(target, "kind").put("watched", true);
    ObjectNode watch = Gateway.body();
    for (String field : List.of("state", "since", "last_measured_at", "reason", "failure")) {
      if (target.has(field)) {
        watch.set(field, target.get(field));
      }
    }
    joined.set("watch", watch);
  }

  private static void gap(ObjectNode target) {
    boolean backedUp = target.path("backed_up").asBoolean();
    boolean watched = target.path("watched").asBoolean();
    if (backedUp != watched && ENGINES.contains(target.path("engine").asText())) {
      target.put(
          "gap",
          "ox target add %s://USER@%s --id %s --%s-only"
              .formatted(
                  target.path("engine").asText(),
                  target.path("address").asText().replaceFirst("^[a-z+]+://", ""),
                  target.path("id").asText(),
                  backedUp ? "watch" : "backup"));
    }
  }

  /** A page of them, in the form of the lists of the services. */
  ObjectNode page(int limit, int offset) {
    ObjectNode answer = Gateway.body();
    ArrayNode items = answer.putArray("items");
    byId.values().stream().skip(offset).limit(limit).forEach(items::add);
    answer.putObject("paging").put("limit", limit).put("offset", offset).put("total", byId.size());
    away.forEach(answer.withArray("away")::add);
    return answer;
  }

  /** All of them, by id. */
  public List<ObjectNode> all() {
    return List.copyOf(byId.values());
  }

  @Nullable ObjectNode find(String id) {
    return byId.get(id);
  }

  /** Services that did not answer, so that what they know is missing. */
  public List<String> away() {
    return List.copyOf(away);
  }
}
