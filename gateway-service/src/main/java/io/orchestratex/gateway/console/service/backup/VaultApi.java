package io.orchestratex.gateway.console.service.backup;

import io.orchestratex.gateway.console.frame.Visit;
import io.orchestratex.gateway.console.service.Address;
import io.orchestratex.gateway.console.service.Paged;
import io.orchestratex.gateway.console.service.ServiceClient;
import jakarta.inject.Singleton;

/** Where backups are kept. */
@Singleton
public final class VaultApi {

  private static final String VAULTS = "/api/v1/vaults";
  private static final String VAULT = "/api/v1/vaults/{}";

  private final ServiceClient client;

  VaultApi(ServiceClient client) {
    this.client = client;
  }

  public Paged<Vault> list(Visit visit, int limit, long offset) {
    return client.page(
        visit, Address.of(VAULTS).with("limit", limit).with("offset", offset), Vault.class);
  }

  public Vault get(Visit visit, String name) {
    return client.get(visit, Address.of(VAULT, name), Vault.class);
  }

  /** Tries it out, which may take as long as a slow store takes. */
  public Vault.Test test(Visit visit, String name) {
    return client.sendPatiently(visit, "POST", Address.of(VAULT + "/test", name), Vault.Test.class);
  }
}
