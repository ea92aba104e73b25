package io.orchestratex.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.orchestratex.kit.TestService;
import io.orchestratex.local.TestEngines;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;

/** A gateway on databases of its own. */
final class TestGateway extends TestService {

  static final String PASSWORD = "the-first-admins-password";

  private TestGateway(Map<String, String> environment) {
    super(environment, Map.of());
    start();
  }

  /** Environment variables for gateways that share their databases. */
  static Map<String, String> environment(String suffix, StubService service) {
    Map<String, String> environment =
        new HashMap<>(TestEngines.shared().environmentOf("gateway-service", suffix));
    environment.put("MICRONAUT_LIFECYCLE_GRACEFUL_SHUTDOWN_ENABLED", "false");
    environment.put("ORCHESTRATEX_GATEWAY_IDENTITY_ADMIN_PASSWORD", PASSWORD);
    environment.put(
        "ORCHESTRATEX_GATEWAY_IDENTITY_KEY_SECRET", "a secret for tests only, long enough it is");
    // Most tests sign somebody in; how costly a hash is by default, SignInTest looks at.
    environment.put("ORCHESTRATEX_GATEWAY_IDENTITY_PASSWORD_MEMORY", "64");
    environment.put("ORCHESTRATEX_GATEWAY_REDIS_PREFIX", "gateway:" + suffix + ":");
    environment.put("ORCHESTRATEX_GATEWAY_LIMIT_ANONYMOUS_REQUESTS", "1000000");
    environment.put("ORCHESTRATEX_GATEWAY_LIMIT_REQUESTS", "1000000");
    for (String name : new String[] {"SESSION", "BACKUP", "MONITOR", "ALERT"}) {
      environment.put("ORCHESTRATEX_GATEWAY_ROUTES_" + name + "_SERVICE", service.address());
    }
    return environment;
  }

  static TestGateway start(Map<String, String> environment) {
    return new TestGateway(environment);
  }

  int port() {
    return server().getPort();
  }

  RawClient raw() throws IOException {
    return new RawClient(port());
  }

  String adminToken() {
    return signIn("admin", PASSWORD).get("access_token").asText();
  }

  JsonNode signIn(String username, String password) {
    return json(
        post(
            "/api/v1/auth/token",
            null,
            "{\"username\":\"" + username + "\",\"password\":\"" + password + "\"}"),
        200);
  }

  static JsonNode json(HttpResponse<String> response) throws JsonProcessingException {
    return JSON.readTree(response.body());
  }

  static String code(HttpResponse<String> response) throws JsonProcessingException {
    return json(response).path("code").asText();
  }
}
