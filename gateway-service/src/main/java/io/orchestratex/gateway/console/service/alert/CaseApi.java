package io.orchestratex.gateway.console.service.alert;

import io.orchestratex.gateway.console.frame.Visit;
import io.orchestratex.gateway.console.service.Address;
import io.orchestratex.gateway.console.service.Paged;
import io.orchestratex.gateway.console.service.ServiceClient;
import jakarta.inject.Singleton;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Cases. */
@Singleton
public final class CaseApi {

  private static final String CASES = "/api/v1/cases";
  private static final String CASE = "/api/v1/cases/{}";

  private final ServiceClient client;

  CaseApi(ServiceClient client) {
    this.client = client;
  }

  /** Which cases are wanted; null means any. */
  public record Filter(
      @Nullable String status,
      @Nullable String severity,
      @Nullable String priority,
      @Nullable String assignee,
      @Nullable String tag,
      @Nullable String q) {}

  public Paged<Case> list(Visit visit, Filter filter, int limit, long offset) {
    return client.page(
        visit,
        Address.of(CASES)
            .with("status", filter.status())
            .with("severity", filter.severity())
            .with("priority", filter.priority())
            .with("assignee", filter.assignee())
            .with("tag", filter.tag())
            .with("q", filter.q())
            .with("limit", limit)
            .with("offset", offset),
        Case.class);
  }

  public Case get(Visit visit, String id) {
    return client.get(visit, Address.of(CASE, id), Case.class);
  }

  public Case open(Visit visit, Map<String, ?> body) {
    return client.send(visit, "POST", Address.of(CASES), body, null, Case.class);
  }

  /** Changes what {@code body} names. */
  public Case edit(Visit visit, String id, Map<String, @Nullable Object> body) {
    return client.send(visit, "PATCH", Address.of(CASE, id), body, null, Case.class);
  }

  public void link(Visit visit, String id, String alert) {
    client.run(visit, "POST", Address.of(CASE + "/alerts", id), Map.of("alert_id", alert));
  }
}
