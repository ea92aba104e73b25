package io.orchestratex.gateway.console.service.alert;

import io.orchestratex.gateway.console.frame.Visit;
import io.orchestratex.gateway.console.service.Address;
import io.orchestratex.gateway.console.service.Paged;
import io.orchestratex.gateway.console.service.ServiceClient;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rules that raise alerts. */
@Singleton
public final class RuleApi {

  private static final String RULES = "/api/v1/rules";
  private static final String RULE = "/api/v1/rules/{}";
  private static final int NAMES = 100;

  private final ServiceClient client;

  RuleApi(ServiceClient client) {
    this.client = client;
  }

  /** Which rules are wanted; null means any. */
  public record Filter(@Nullable String enabled, @Nullable String severity, @Nullable String q) {}

  public Paged<Rule> list(Visit visit, Filter filter, int limit, long offset) {
    return client.page(
        visit,
        Address.of(RULES)
            .with("enabled", filter.enabled())
            .with("severity", filter.severity())
            .with("q", filter.q())
            .with("limit", limit)
            .with("offset", offset),
        Rule.class);
  }

  /** The ids of the first hundred rules. */
  public List<String> ids(Visit visit) {
    return list(visit, new Filter(null, null, null), NAMES, 0).items().stream()
        .map(Rule::id)
        .toList();
  }

  public Rule get(Visit visit, String id) {
    return client.get(visit, Address.of(RULE, id), Rule.class);
  }

  public Rule add(Visit visit, Map<String, ?> body) {
    return client.send(visit, "POST", Address.of(RULES), body, null, Rule.class);
  }

  public Rule replace(Visit visit, String id, Map<String, ?> body) {
    return client.send(visit, "PUT", Address.of(RULE, id), body, null, Rule.class);
  }

  public void delete(Visit visit, String id) {
    client.run(visit, "DELETE", Address.of(RULE, id), null);
  }
}
