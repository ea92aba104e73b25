package io.orchestratex.gateway.console.service.backup;

import io.orchestratex.gateway.console.frame.Visit;
import io.orchestratex.gateway.console.service.Address;
import io.orchestratex.gateway.console.service.Paged;
import io.orchestratex.gateway.console.service.ServiceClient;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;

/** What is backed up by itself, and which backups are kept. */
@Singleton
public final class PolicyApi {

  private static final String POLICIES = "/api/v1/policies";
  private static final String POLICY = "/api/v1/policies/{}";

  private final ServiceClient client;

  PolicyApi(ServiceClient client) {
    this.client = client;
  }

  public Paged<Policy> list(Visit visit, int limit, long offset) {
    return client.page(
        visit, Address.of(POLICIES).with("limit", limit).with("offset", offset), Policy.class);
  }

  public Policy get(Visit visit, String name) {
    return client.get(visit, Address.of(POLICY, name), Policy.class);
  }

  /** Policies that are ready to be chosen, with the next times by the clock of a zone. */
  public List<Policy.Preset> presets(Visit visit, String zone) {
    return client
        .page(
            visit,
            Address.of(POLICIES + "/presets").with("zone", zone).with("limit", 100),
            Policy.Preset.class)
        .items();
  }

  /** What a cleanup would do now, for the newest backups that the policy covers. */
  public Policy.Retention retention(Visit visit, String name, int limit) {
    return client.get(
        visit,
        Address.of(POLICY + "/retention", name).with("limit", limit),
        Policy.Retention.class);
  }

  public Policy create(Visit visit, Map<String, Object> body) {
    return client.send(visit, "POST", Address.of(POLICIES), body, null, Policy.class);
  }

  public Policy replace(Visit visit, String name, Map<String, Object> body) {
    return client.send(visit, "PUT", Address.of(POLICY, name), body, null, Policy.class);
  }

  public void delete(Visit visit, String name) {
    client.run(visit, "DELETE", Address.of(POLICY, name), null);
  }
}
