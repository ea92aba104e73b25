package io.orchestratex.session.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.ConnectionString;
import io.orchestratex.kit.Gate;
import io.orchestratex.kit.access.Role;
import io.orchestratex.kit.idempotency.IdempotencyKey;
import io.orchestratex.session.RunningService;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a client hears while an engine is there and says nothing. */
@Timeout(120)
class HangingStoresTest {

  private static final Duration DEADLINE = Duration.ofSeconds(1);

  private final String ann = RunningService.token("ann", Role.AGENT);

  @Test
  void requestsAreRefusedAtTheirDeadlineAndServedWhenTheEngineGoesOn() throws Exception {
    Map<String, String> environment = new HashMap<>(RunningService.environment("hanging"));
    String mongoUri = Objects.requireNonNull(environment.get("MONGODB_URI"));
    String member = new ConnectionString(mongoUri).getHosts().getFirst();
    String jdbcUrl = Objects.requireNonNull(environment.get("POSTGRES_URL"));
    URI sql = URI.create(jdbcUrl.substring("jdbc:".length()));
    try (Gate mongo = new Gate(member);
        Gate postgres = new Gate(sql.getHost() + ":" + sql.getPort())) {
      mongo.open();
      postgres.open();
      environment.put(
          "MONGODB_URI",
          mongoUri
              .replace(member, mongo.address())
              .replaceFirst("replicaSet=[^&]+", "directConnection=true"));
      environment.put(
          "POSTGRES_URL", jdbcUrl.replace(sql.getHost() + ":" + sql.getPort(), postgres.address()));
      try (RunningService service =
          RunningService.start(
              environment,
              Map.of(
                  "orchestratex.store.deadline", DEADLINE,
                  "orchestratex.session.idempotency.lease", "2s",
                  "orchestratex.session.idempotency.renew-interval", "200ms"))) {
        String thread = service.openThread(ann).get("id").asText();
        service.json(service.get("/api/v1/agents", ann), 200);

        mongo.freeze();
        Supplier<HttpResponse<String>> prompt =
            () ->
                service.post(
                    "/api/v1/threads/" + thread + "/responses",
                    ann,
                    "{\"prompt\":\"Hi\"}",
                    IdempotencyKey.HEADER,
                    "hanging");
        isRefusedInTime(service, prompt, "MongoDB");
        isRefusedInTime(service, () -> service.get("/api/v1/sessions", ann), "MongoDB");
        mongo.thaw();
        Awaitility.await()
            .atMost(Duration.ofSeconds(20))
            .until(() -> prompt.get().statusCode() == 201);

        postgres.freeze();
        isRefusedInTime(service, () -> service.get("/api/v1/agents", ann), "PostgreSQL");
        isRefusedInTime(
            service, () -> service.post("/api/v1/tasks", ann, "{\"type\":\"late\"}"), "PostgreSQL");
        postgres.thaw();
        Awaitility.await()
            .atMost(Duration.ofSeconds(20))
            .until(() -> service.get("/api/v1/agents", ann).statusCode() == 200);
      }
    }
  }

  private static void isRefusedInTime(
      RunningService service, Supplier<HttpResponse<String>> request, String engine) {
    long begun = System.nanoTime();
    HttpResponse<String> refused = request.get();

    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(DEADLINE.multipliedBy(5));
    assertThat(service.problem(refused, 503, "session.store-unavailable").get("detail").asText())
        .contains(engine)
        .doesNotContain("Hikari");
    assertThat(refused.headers().firstValue("Retry-After")).hasValue("5");
  }
}
