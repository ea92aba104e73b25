package io.orchestratex.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestratex.kit.access.Role;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a service says of itself for the page about the system. */
class SystemPartTest {

  private static final String SYSTEM = "/api/v1/session-service/system";

  private final RunningService service = RunningService.shared();

  @Test
  void namesItsVersionAndTheEnginesItUses() {
    JsonNode part =
        service.json(service.get(SYSTEM, RunningService.token("op", Role.OPERATOR)), 200);

    assertThat(part.get("service").asText()).isEqualTo("session-service");
    assertThat(part.get("version").asText()).matches("\\d+\\.\\d+\\.\\d+.*");
    assertThat(part.get("started_at").asText()).startsWith("20");
    assertThat(part.get("engines").findValuesAsText("engine"))
        .containsExactly("kafka", "mongodb", "postgresql", "redis");
    assertThat(part.get("engines").findValuesAsText("state")).containsOnly("up");
    assertThat(part.get("engines").findValuesAsText("version"))
        .as("Kafka does not tell its own")
        .hasSize(3)
        .allMatch(version -> version.matches("\\d+\\.\\d+.*"));
    assertThat(part.toString()).doesNotContain("@");
  }

  @Test
  void namesItsSettingsWithTheirOriginAndNoSecret() {
    JsonNode groups =
        service.json(
            service.get(SYSTEM + "/settings", RunningService.token("root", Role.ADMIN)), 200);
    Map<String, String> byKey = new HashMap<>();
    groups.forEach(group ->
        group
            .get("settings")
            .forEach(each ->
                byKey.put(
                    each.get("key").asText(),
                    each.path("value").asText() + " by " + each.get("origin").asText())));

    assertThat(byKey)
        .containsEntry("orchestratex.session.conversation.history-messages", "20 by default")
        .containsEntry(
            "orchestratex.access.jwks-url",
            service.variable("ORCHESTRATEX_ACCESS_JWKS_URL") + " by environment")
        .containsEntry("datasources.default.password", "*** by environment")
        .containsKey("orchestratex.session.provider.openai.api-key")
        .hasEntrySatisfying(
            "mongodb.uri",
            uri -> assertThat(uri).startsWith("mongodb://***@").endsWith("by environment"));
    assertThat(groups.toString())
        .doesNotContain(service.variable("POSTGRES_PASSWORD"))
        .doesNotContain(service.variable("KAFKA_PASSWORD"))
        .doesNotContain(accountOf(service.variable("MONGODB_URI")))
        .doesNotContain(accountOf(service.variable("REDIS_URI")));
  }

  private static String accountOf(String uri) {
    return URI.create(uri.replaceAll("\\?.*", "")).getUserInfo();
  }

  @Test
  void onlyAdminsSeeSettings() {
    String operator = RunningService.token("op", Role.OPERATOR);

    assertThat(service.get(SYSTEM + "/settings", operator).statusCode()).isEqualTo(403);
    assertThat(service.get(SYSTEM, RunningService.token("ann", Role.AGENT)).statusCode())
        .isEqualTo(403);
    assertThat(service.get(SYSTEM, null).statusCode()).isEqualTo(401);
  }
}
