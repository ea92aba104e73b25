package io.orchestratex.session.usage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestratex.kit.access.Role;
import io.orchestratex.session.RunningService;
import java.time.Instant;
import java.util.Date;
import java.util.UUID;
import org.bson.Document;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sums of what prompts used: by period, by group, and only what the caller may see. */
class UsageTest {

  private static final String USAGE = "/api/v1/analytics/usage";

  private final RunningService service = RunningService.shared();
  private final String ann = "ann-" + UUID.randomUUID();
  private final String ben = "ben-" + UUID.randomUUID();

  private void prompt(String user, String at, String model, String status, String cost) {
    service
        .mongo()
        .getCollection("model_responses")
        .insertOne(
            new Document("thread_id", new ObjectId())
                .append("session_id", new ObjectId())
                .append("user_id", user)
                .append("iteration", 1)
                .append("provider", "demo")
                .append("model_name", model)
                .append("status", status)
                .append("input_tokens", 3L)
                .append("output_tokens", 7L)
                .append("cost_usd", Decimal128.parse(cost))
                .append("created_at", Date.from(Instant.parse(at))));
  }

  private JsonNode usage(String token, String query) {
    return service.json(service.get(USAGE + query, token), 200);
  }

  @Test
  void sumsUpByDayInTheZoneThatIsAskedForAndByGroup() {
    prompt(ann, "2026-03-28T22:30:00Z", "small", "completed", "0.01");
    prompt(ann, "2026-03-28T23:30:00Z", "small", "completed", "0.02");
    // Berlin's clocks go forward on this day, which has 23 hours.
    prompt(ann, "2026-03-29T21:30:00Z", "large", "failed", "0");
    prompt(ann, "2026-03-29T21:40:00Z", "large", "completed", "1.50");
    prompt(ann, "2026-03-29T22:00:00Z", "large", "completed", "9");
    prompt(ben, "2026-03-29T10:00:00Z", "small", "completed", "4");
    String analyst = RunningService.token("eve", Role.ANALYST);
    String range =
        "?from=2026-03-28T00:00:00%2B01:00&to=2026-03-30T00:00:00%2B02:00&zone=Europe/Berlin";

    JsonNode own = usage(RunningService.token(ann, Role.AGENT), range + "&group_by=model");

    assertThat(own.get("items").toString())
        .isEqualTo(
            """
            [{"period":"2026-03-27T23:00:00Z","group":"small","prompts":1,"failures":0,\
            "input_tokens":3,"output_tokens":7,"total_tokens":10,"total_cost":0.01},\
            {"period":"2026-03-28T23:00:00Z","group":"large","prompts":2,"failures":1,\
            "input_tokens":6,"output_tokens":14,"total_tokens":20,"total_cost":1.5},\
            {"period":"2026-03-28T23:00:00Z","group":"small","prompts":1,"failures":0,\
            "input_tokens":3,"output_tokens":7,"total_tokens":10,"total_cost":0.02}]\
            """);
    assertThat(own.at("/total/prompts").asLong()).isEqualTo(4);
    assertThat(own.at("/total/total_cost").decimalValue()).isEqualByComparingTo("1.53");
    assertThat(own.get("truncated").asBoolean()).isFalse();
    JsonNode all = usage(analyst, range + "&group_by=user");
    assertThat(all.get("items").findValuesAsText("group")).contains(ann, ben);
    assertThat(usage(analyst, range + "&user_id=" + ben).at("/total/prompts").asLong())
        .isEqualTo(1);
  }

  @Test
  void anAgentSeesNothingOfAnotherUser() {
    prompt(ben, "2026-04-01T10:00:00Z", "small", "completed", "4");
    String range = "?from=2026-04-01T00:00:00Z&to=2026-04-02T00:00:00Z";
    String agent = RunningService.token(ann, Role.AGENT);

    for (String query : new String[] {range, range + "&user_id=" + ben, range + "&group_by=user"}) {
      JsonNode seen = usage(agent, query);
      assertThat(seen.get("items")).isEmpty();
      assertThat(seen.at("/total/prompts").asLong()).isZero();
    }
  }

  @Test
  void byHourAndWithoutARangeTheDayIsSummedUp() {
    prompt(ann, Instant.now().toString(), "small", "pending", "0");
    JsonNode today = usage(RunningService.token(ann, Role.AGENT), "?interval=hour&to=now");

    assertThat(today.get("interval").asText()).isEqualTo("hour");
    assertThat(today.get("from").asText()).endsWith("T00:00:00Z");
    assertThat(today.at("/items/0/prompts").asLong()).isEqualTo(1);
    assertThat(today.at("/items/0/period").asText()).endsWith(":00:00Z");
    assertThat(today.at("/items/0").has("group")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "?interval=hour&from=-32d, ?from",
    "?from=-401d, ?from",
    "?from=now&to=-1h, ?from",
    "?from=yesterday, ?from",
    "?from=%2B999999999-12-31T00:00:00Z, ?from",
    "?interval=week, ?interval",
    "?group_by=title, ?group_by",
    "?group_by[$ne]=x, ?group_by[$ne]",
    "?zone=Europe/Atlantis, ?zone",
    "?zone=%2B18:00, ?zone",
    "?group=model, ?group"
  })
  void refusesWhatIsUnknownOrTooLongWithItsParameter(String query, String pointer) {
    JsonNode problem =
        service.json(
            service.get(
                USAGE + query.replace("[", "%5B").replace("]", "%5D"),
                RunningService.token(ann, Role.AGENT)),
            400);

    assertThat(problem.at("/errors/0/pointer").asText()).isEqualTo(pointer);
  }
}
