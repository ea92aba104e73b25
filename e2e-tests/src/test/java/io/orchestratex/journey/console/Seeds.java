package io.orchestratex.journey.console;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orchestratex.cli.access.Gateway;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One of each thing that a user can name, with the same text wherever a user may write one. */
final class Seeds {

  private final Gateway admin;
  private final String text;
  private @Nullable String key;
  private final String rule = "seeded-" + UUID.randomUUID().toString().substring(0, 8);

  Seeds(Gateway admin, String text) {
    this.admin = admin;
    this.text = text;
  }

  void plant() {
    String session = created("/api/v1/sessions", Gateway.body().put("title", text));
    String thread =
        created(
            "/api/v1/sessions/" + session + "/threads",
            Gateway.body().put("domain", "testing").put("title", text));
    admin.post("/api/v1/threads/" + thread + "/responses", Gateway.body().put("prompt", text));
    String agent =
        created("/api/v1/agents", Gateway.body().put("name", text).put("role", "reviewer"));
    created(
        "/api/v1/tasks",
        Gateway.body().put("type", "review").put("description", text).put("agent_id", agent));
    created(
        "/api/v1/cases",
        Gateway.body()
            .put("title", text)
            .put("description", text)
            .put("severity", "low")
            .put("priority", "low"));
    ObjectNode named = Gateway.body().put("name", text);
    named.putArray("roles").add("agent");
    key = created("/api/v1/api-keys", named);
    ObjectNode seeded = Gateway.body().put("id", rule).put("description", text);
    seeded.put("enabled", false).put("severity", "low").put("message", text);
    ObjectNode condition = seeded.putObject("condition").put("kind", "threshold");
    condition.putObject("selector").put("metric", "seeded_value");
    condition.put("comparison", "above").put("fire", 2).put("clear", 1).put("for_seconds", 60);
    admin.post("/api/v1/rules", seeded);
  }

  void remove() {
    admin.delete("/api/v1/rules/" + rule);
    if (key != null) {
      admin.delete("/api/v1/api-keys/" + key);
    }
  }

  private String created(String path, ObjectNode body) {
    return admin.post(path, body).path("id").asText();
  }
}
