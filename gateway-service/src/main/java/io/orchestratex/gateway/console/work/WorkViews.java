package io.orchestratex.gateway.console.work;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestratex.gateway.console.frame.Badge;
import io.orchestratex.gateway.console.frame.Badge.Tone;
import io.orchestratex.gateway.console.frame.Pages;
import io.orchestratex.gateway.console.frame.Picture;
import io.orchestratex.gateway.console.frame.TableQuery;
import io.orchestratex.gateway.console.frame.Visit;
import io.orchestratex.gateway.console.service.session.Agent;
import io.orchestratex.gateway.console.service.session.Owners;
import io.orchestratex.gateway.console.service.session.Task;
import io.orchestratex.kit.access.Role;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the pages about agents and tasks say. */
final class WorkViews {

  static final List<String> AGENT_STATES = List.of("active", "idle", "busy", "offline");
  static final List<String> TASK_STATES = List.of("pending", "running", "completed", "failed");

  /** Registrations and tasks are no events, so lists ask for them. */
  static final int EVERY_SECONDS = 10;

  static final int CSV_ROWS = 5_000;

  private WorkViews() {}

  static Badge state(Agent agent) {
    return switch (agent.status()) {
      case "active", "idle" -> new Badge(Tone.GOOD, agent.status());
      case "busy" -> new Badge(Tone.BUSY, "busy");
      default -> new Badge(Tone.NEUTRAL, agent.status());
    };
  }

  static Badge state(Task task) {
    return switch (task.status()) {
      case "completed" -> new Badge(Tone.GOOD, "completed");
      case "failed" -> new Badge(Tone.BAD, "failed");
      case "running" -> new Badge(Tone.BUSY, "running");
      default -> new Badge(Tone.NEUTRAL, task.status());
    };
  }

  static boolean isEmpty(@Nullable JsonNode object) {
    return object == null || object.isEmpty();
  }

  /** The beginning of an id, for where there is little room. */
  static String shortened(String id) {
    return id.substring(0, Math.min(8, id.length()));
  }

  /** The beginning of a text, for a line of a table. */
  static String line(String text) {
    String line = text.strip().lines().findFirst().orElse("");
    int end = line.offsetByCodePoints(0, Math.min(120, line.codePointCount(0, line.length())));
    return end < text.strip().length() ? line.substring(0, end) + "…" : line;
  }

  /** Why this person may not change an agent; null when they may. */
  static @Nullable String refusal(Pages pages, Visit visit, Agent agent) {
    String byRole = pages.refusal(visit, Role.OPERATOR, Role.AGENT);
    return byRole != null ? byRole : Owners.refusal(visit, agent.ownerId(), "agent");
  }

  /** What stands in place of a table without rows; null where it has rows. */
  static @Nullable Picture empty(
      TableQuery query, long total, String noun, String text, @Nullable String next) {
    if (total > query.offset()) {
      return null;
    }
    if (total > 0) {
      return Picture.empty(
          "No more " + noun + "s",
          "The list has fewer pages now.",
          "To the first page",
          query.address(1));
    }
    return query.isFiltered()
        ? Picture.empty(
            "No " + noun + " matches",
            "None of all " + noun + "s has these values.",
            "Show all " + noun + "s",
            query.unfiltered())
        : Picture.empty(
            "No " + noun + "s yet", text, next, next == null ? null : query.path() + "/new");
  }
}
