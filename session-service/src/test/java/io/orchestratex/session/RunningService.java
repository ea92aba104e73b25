package io.orchestratex.session;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestratex.kit.TestService;
import java.util.Map;
import java.util.Objects;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/** session-service on databases of its own. */
public final class RunningService extends TestService {

  private static @Nullable RunningService shared;

  private RunningService(Map<String, String> environment, Map<String, Object> settings) {
    super(environment, settings);
  }

  /** One service for all tests that need nothing special. */
  public static synchronized RunningService shared() {
    RunningService running = shared;
    if (running == null) {
      running =
          start(
              environment("shared"),
              Map.of(
                  "orchestratex.session.provider.demo.word-delay", "1ms",
                  "orchestratex.session.provider.max-wait", "60s"));
      Runtime.getRuntime().addShutdownHook(new Thread(running::close));
      shared = running;
    }
    return running;
  }

  /** The variables of a service with fresh databases. */
  public static Map<String, String> environment(String suffix) {
    return environment("session-service", suffix);
  }

  /** A service that is ready. */
  public static RunningService start(
      Map<String, String> environment, Map<String, Object> settings) {
    RunningService service = new RunningService(environment, settings);
    service.start();
    return service;
  }

  /** A service that may not be ready. */
  public static RunningService launch(
      Map<String, String> environment, Map<String, Object> settings) {
    RunningService service = new RunningService(environment, settings);
    service.launch();
    return service;
  }

  /** The service's Redis database, as the service may use it. */
  public String redisUri() {
    return variable("REDIS_URI");
  }

  /** The one document that has this value in a field; fails when there is none. */
  public Document document(String collection, String field, Object value) {
    return Objects.requireNonNull(
        mongo().getCollection(collection).find(new Document(field, value)).first(),
        () -> collection + " has none with " + field + " " + value);
  }

  public JsonNode startSession(String token) {
    return json(post("/api/v1/sessions", token, "{\"title\":\"Test\"}"), 201);
  }

  /** A session with one thread; returns the thread. */
  public JsonNode openThread(String token) {
    String session = startSession(token).get("id").asText();
    return json(
        post("/api/v1/sessions/" + session + "/threads", token, "{\"domain\":\"research\"}"), 201);
  }
}
