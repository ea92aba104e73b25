package io.orchestratex.journey.console;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orchestratex.cli.access.Gateway;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** One of each thing that a user can name, with the same text wherever a user may write one. */
final class Seeds {

  private static final int SHORT = 50;

  private final Gateway admin;
  private final String text;
  private final String rule = "seeded-" + UUID.randomUUID().toString().substring(0, 8);
  private final List<String> pages = new ArrayList<>();
  private String key = "";

  Seeds(Gateway admin, String text) {
    this.admin = admin;
    this.text = text;
  }

  void plant() {
    plantConversation();
    plantWork();
    plantCase();
    ObjectNode seeded = Gateway.body().put("id", rule).put("description", text);
    seeded.put("enabled", false).put("severity", "low").put("message", text);
    ObjectNode condition = seeded.putObject("condition").put("kind", "threshold");
    condition.putObject("selector").put("metric", "seeded_value");
    condition.put("comparison", "above").put("fire", 2).put("clear", 1).put("for_seconds", 60);
    admin.post("/api/v1/rules", seeded);
    pages.add("/console/rules/" + rule);
    pages.add("/console/rules/" + rule + "/edit");
    ObjectNode named = Gateway.body().put("name", text);
    named.putArray("roles").add("analyst");
    key = created("/api/v1/api-keys", named);
    pages.add("/console/api-keys");
  }

  private void plantConversation() {
    ObjectNode titled = Gateway.body().put("title", text);
    titled.putObject("metadata").put("note", text).put(shortened(), "note");
    String session = created("/api/v1/sessions", titled);
    String thread =
        created(
            "/api/v1/sessions/" + session + "/threads",
            Gateway.body().put("domain", text).put("title", text));
    // The demo model says it back.
    admin.post("/api/v1/threads/" + thread + "/responses", Gateway.body().put("prompt", text));
    pages.add("/console/sessions/" + session);
    pages.add("/console/sessions/" + session + "/threads/" + thread);
  }

  private void plantWork() {
    ObjectNode worker = Gateway.body().put("name", text).put("role", text);
    worker.putArray("capabilities").add(text);
    worker.putObject("metadata").put("note", text);
    String agent = created("/api/v1/agents", worker);
    ObjectNode work =
        Gateway.body().put("type", text).put("description", text).put("agent_id", agent);
    work.putObject("payload").put("note", text);
    pages.add("/console/tasks/" + created("/api/v1/tasks", work));
    pages.add("/console/agents/" + agent);
  }

  private void plantCase() {
    ObjectNode opened = Gateway.body().put("title", text).put("description", text);
    opened.put("severity", "low").put("priority", "low");
    opened.putArray("tags").add(shortened());
    String id = created("/api/v1/cases", opened);
    admin.patch("/api/v1/cases/" + id, Gateway.body().put("note", text));
    pages.add("/console/cases/" + id);
  }

  /** The pages about what was planted. */
  List<String> pages() {
    return List.copyOf(pages);
  }

  void remove() {
    admin.delete("/api/v1/rules/" + rule);
    if (!key.isEmpty()) {
      admin.delete("/api/v1/api-keys/" + key);
    }
  }

  /** Its beginning, where a text may not be long. */
  private String shortened() {
    return text.substring(0, Math.min(SHORT, text.length()));
  }

  private String created(String path, ObjectNode body) {
    return admin.post(path, body).path("id").asText();
  }
}
