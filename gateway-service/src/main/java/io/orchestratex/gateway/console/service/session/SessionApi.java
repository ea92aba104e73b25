package io.orchestratex.gateway.console.service.session;

import io.orchestratex.gateway.console.frame.Visit;
import io.orchestratex.gateway.console.service.Address;
import io.orchestratex.gateway.console.service.EventStream;
import io.orchestratex.gateway.console.service.Paged;
import io.orchestratex.gateway.console.service.ServiceClient;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sessions, their threads and answers, and the models that can be asked. */
@Singleton
public final class SessionApi {

  private static final String SESSIONS = "/api/v1/sessions";
  private static final String SESSION = "/api/v1/sessions/{}";
  private static final String RESPONSES = "/api/v1/threads/{}/responses";

  private final ServiceClient client;

  SessionApi(ServiceClient client) {
    this.client = client;
  }

  /**
   * Which sessions are wanted; null means any.
   *
   * @param status active or ended
   * @param from a time, or a length before now such as {@code -24h}
   */
  public record Filter(
      @Nullable String status,
      @Nullable String userId,
      @Nullable String text,
      @Nullable String from,
      @Nullable String to) {}

  /** A model that can be asked. */
  public record Model(
      String id, String provider, BigDecimal inputUsdPerMillion, BigDecimal outputUsdPerMillion) {}

  /** What a session used of one model; the mean time is in milliseconds. */
  public record ModelUse(
      String modelName,
      long responses,
      long totalTokens,
      BigDecimal totalCost,
      double avgResponseTime) {}

  private record Use(@Nullable List<ModelUse> models) {}

  public Paged<Session> list(Visit visit, Filter filter, int limit, long offset) {
    return client.page(
        visit,
        Address.of(SESSIONS)
            .with("status", filter.status())
            .with("user_id", filter.userId())
            .with("q", filter.text())
            .with("from", filter.from())
            .with("to", filter.to())
            .with("limit", limit)
            .with("offset", offset),
        Session.class);
  }

  public Session get(Visit visit, String id) {
    return client.get(visit, Address.of(SESSION, id), Session.class);
  }

  public Session start(Visit visit, @Nullable String title, @Nullable String key) {
    Map<String, Object> body = new HashMap<>();
    if (title != null) {
      body.put("title", title);
    }
    return client.send(visit, "POST", Address.of(SESSIONS), body, key, Session.class);
  }

  public void end(Visit visit, String id) {
    client.run(visit, "POST", Address.of(SESSION + "/end", id), null);
  }

  public void delete(Visit visit, String id) {
    client.run(visit, "DELETE", Address.of(SESSION, id), null);
  }

  public Paged<SessionThread> threads(Visit visit, String session, int limit, long offset) {
    return client.page(
        visit,
        Address.of(SESSION + "/threads", session).with("limit", limit).with("offset", offset),
        SessionThread.class);
  }

  public SessionThread thread(Visit visit, String id) {
    return client.get(visit, Address.of("/api/v1/threads/{}", id), SessionThread.class);
  }

  public SessionThread openThread(
      Visit visit, String session, String domain, @Nullable String title, @Nullable String key) {
    Map<String, Object> body = new HashMap<>(Map.of("domain", domain));
    if (title != null) {
      body.put("title", title);
    }
    return client.send(
        visit, "POST", Address.of(SESSION + "/threads", session), body, key, SessionThread.class);
  }

  /**
   * Prompts and answers in the order of the prompts. A page ends early when its texts are long.
   *
   * @param status pending, completed, failed or cancelled
   */
  public Paged<Answer> answers(Visit visit, String thread, String status, int limit, long offset) {
    return client.page(
        visit,
        Address.of(RESPONSES, thread)
            .with("status", status)
            .with("limit", limit)
            .with("offset", offset),
        Answer.class);
  }

  /**
   * Asks a model. The events are {@code token} for each piece, then {@code done} or {@code error}.
   *
   * @param model null for the default one
   */
  public EventStream ask(
      Visit visit, String thread, String prompt, @Nullable String model, @Nullable String key) {
    Map<String, Object> body = new HashMap<>(Map.of("prompt", prompt, "stream", true));
    if (model != null) {
      body.put("model", model);
    }
    return client.events(visit, "POST", Address.of(RESPONSES, thread), body, key);
  }

  public List<Model> models(Visit visit) {
    return client.page(visit, Address.of("/api/v1/models").with("limit", 100), Model.class).items();
  }

  /** What a session used, the dearest model first. */
  public List<ModelUse> use(Visit visit, String session) {
    List<ModelUse> models =
        client.get(visit, Address.of("/api/v1/analytics/sessions/{}", session), Use.class).models();
    return models == null ? List.of() : models;
  }
}
