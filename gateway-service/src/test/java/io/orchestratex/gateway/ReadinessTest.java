package io.orchestratex.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.mongodb.ConnectionString;
import io.orchestratex.kit.Gate;
import java.time.Duration;
import java.util.Map;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;

/** The gateway says so when it cannot work. */
class ReadinessTest {

  @Test
  void isNotReadyWhileMongoDbIsAwayAndAgainWhenItIsBack() throws Exception {
    try (StubService service = new StubService()) {
      Map<String, String> environment = TestGateway.environment("readiness", service);
      String uri = environment.getOrDefault("MONGODB_URI", "");
      String member = new ConnectionString(uri).getHosts().getFirst();
      try (Gate gate = new Gate(member)) {
        environment.put(
            "MONGODB_URI",
            uri.replace(member, gate.address())
                .replaceFirst("replicaSet=[^&]+", "directConnection=true"));
        gate.open();
        try (TestGateway gateway = TestGateway.start(environment)) {
          within().until(() -> readiness(gateway) == 200);
          assertThat(own(gateway).get("status").asText()).isEqualTo("UP");

          gate.close();
          within().until(() -> readiness(gateway) == 503);
          within().until(() -> own(gateway).get("status").asText().equals("DOWN"));
          assertThat(own(gateway).get("detail").asText()).isEqualTo("is not ready");
          assertThat(gateway.get("/health/liveness", null).statusCode()).isEqualTo(200);

          gate.open();
          within().until(() -> readiness(gateway) == 200);
          within().until(() -> gateway.get("/api/v1/health", null).statusCode() == 200);
        }
      }
    }
  }

  private static ConditionFactory within() {
    return await().atMost(Duration.ofSeconds(30)).pollInSameThread();
  }

  private static int readiness(TestGateway gateway) throws Exception {
    return gateway.get("/health/readiness", null).statusCode();
  }

  private static JsonNode own(TestGateway gateway) throws Exception {
    return TestGateway.json(gateway.get("/api/v1/health", null)).at("/services/gateway-service");
  }
}
