package io.orchestratex.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestratex.cli.access.Gateway;
import io.orchestratex.local.LongRunning;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.bson.Document;
import org.junit.jupiter.api.Test;

/** A conversation is stored, backed up, damaged, noticed and restored. */
@LongRunning("starts the whole stack first, then waits for the monitor and the alerts")
class ThreadJourneyTest extends Journey {

  @Test
  void aConversationSurvivesTheLossOfItsCollection() {
    Gateway agent = newcomer("thread-journey", "agent");
    String session = newSession(agent, "Thread journey");
    String thread = newThread(agent, session);
    ask(agent, thread, "What is a fencing token?");
    ask(agent, thread, "Give an example.");
    JsonNode before = history(agent, thread);
    assertThat(before).hasSize(2);

    String backup = backup("mongodb", "postgresql");
    JsonNode taken = admin.get("/api/v1/backups/" + backup);
    assertThat(taken.path("verified").asBoolean()).isTrue();

    mongo.getDatabase("orchestratex").getCollection(MODEL_RESPONSES).deleteMany(new Document());
    assertThat(history(agent, thread)).isEmpty();

    JsonNode restore = confirmed(conversationsOf(backup));
    JsonNode done =
        ended(admin, "/api/v1/restores/" + restore.path("id").asText(), Duration.ofMinutes(2));

    assertThat(done.path("state").asText()).as(done.toString()).isEqualTo("succeeded");
    assertThat(done.at("/report/equal").asBoolean()).isTrue();
    assertThat(history(agent, thread)).isEqualTo(before);
  }

  @Test
  void totalsOfASessionAreTheSumOfItsResponses() {
    Gateway agent = newcomer("totals", "agent");
    String session = newSession(agent, "Totals");
    String thread = newThread(agent, session);
    BigDecimal cost = BigDecimal.ZERO;
    long tokens = 0;
    for (int i = 0; i < 3; i++) {
      JsonNode response = ask(agent, thread, "Question number " + i);
      cost = cost.add(new BigDecimal(response.path("cost_usd").asText()));
      tokens += response.path("tokens_used").asLong();
    }

    JsonNode read = agent.get("/api/v1/sessions/" + session);

    assertThat(new BigDecimal(read.path("total_cost").asText()))
        .isEqualByComparingTo(cost)
        .isPositive();
    assertThat(read.path("total_tokens").asLong()).isEqualTo(tokens).isPositive();
  }

  @Test
  void anAnswerArrivesTokenByToken() {
    Gateway agent = newcomer("stream", "agent");
    String thread = newThread(agent, newSession(agent, "Stream"));
    List<String> kinds = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    JsonNode[] done = new JsonNode[1];

    agent.stream(
        "/api/v1/threads/" + thread + "/responses",
        Gateway.body().put("prompt", "Stream this, please.").put("stream", true),
        (kind, data) -> {
          kinds.add(kind);
          if (kind.equals("token")) {
            text.append(data.path("text").asText());
          } else {
            done[0] = data;
          }
        });

    assertThat(kinds).endsWith("done").hasSizeGreaterThan(2);
    assertThat(done[0].path("response_text").asText()).isEqualTo(text.toString()).contains("demo");
    assertThat(history(agent, thread)).hasSize(1);
  }

  @Test
  void theShrinkOfACollectionBecomesAnAlertWithACaseAndEndsWithTheRestore() {
    Gateway agent = newcomer("shrink", "agent");
    String thread = newThread(agent, newSession(agent, "Shrink"));
    ask(agent, thread, "One.");
    ask(agent, thread, "Two.");
    long documents =
        mongo.getDatabase("orchestratex").getCollection(MODEL_RESPONSES).countDocuments();
    await(
        "the monitor counted them",
        Duration.ofSeconds(60),
        () -> sampled("orchestratex", MODEL_RESPONSES) == documents);
    String backup = backup("mongodb");

    mongo.getDatabase("orchestratex").getCollection(MODEL_RESPONSES).deleteMany(new Document());

    JsonNode alert = await("an alert", Duration.ofSeconds(60), () -> shrinkAlert("orchestratex"));
    assertThat(alert.path("severity").asText()).isEqualTo("critical");
    String path = "/api/v1/alerts/" + alert.path("id").asText();
    String caseId =
        await(
            "its case",
            Duration.ofSeconds(20),
            () -> nonEmpty(admin.get(path).path("case_id").asText("")));
    assertThat(admin.get("/api/v1/cases/" + caseId).path("severity").asText())
        .isEqualTo("critical");

    JsonNode restore = confirmed(conversationsOf(backup));
    JsonNode done =
        ended(admin, "/api/v1/restores/" + restore.path("id").asText(), Duration.ofMinutes(2));
    assertThat(done.path("state").asText()).as(done.toString()).isEqualTo("succeeded");

    await(
        "the alert ends",
        Duration.ofSeconds(60),
        () -> admin.get(path).path("resolved").asBoolean());
  }

  private static @org.jspecify.annotations.Nullable String nonEmpty(String text) {
    return text.isEmpty() || text.equals("null") ? null : text;
  }
}
