package io.orchestratex.gateway.console.service.identity;

import io.orchestratex.gateway.console.frame.Visit;
import io.orchestratex.gateway.console.service.Address;
import io.orchestratex.gateway.console.service.Paged;
import io.orchestratex.gateway.console.service.ServiceClient;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Keys with which programs call in the name of a user. */
@Singleton
public final class ApiKeyApi {

  private static final String KEYS = "/api/v1/api-keys";

  private final ServiceClient client;

  ApiKeyApi(ServiceClient client) {
    this.client = client;
  }

  /**
   * A key without its secret.
   *
   * @param hint its first characters
   */
  public record ApiKey(
      String id,
      String name,
      String hint,
      String ownerId,
      List<String> roles,
      Instant createdAt,
      @Nullable Instant expiresAt) {

    public ApiKey {
      roles = roles == null ? List.of() : List.copyOf(roles);
    }
  }

  /**
   * A key that was made.
   *
   * @param key the secret
   */
  public record Made(String id, String key, String name) {

    /** Without the secret. */
    @Override
    public String toString() {
      return name + " " + id;
    }
  }

  /** Keys, newest first; an admin gets those of all users. */
  public Paged<ApiKey> list(Visit visit, @Nullable String ownerId, int limit, long offset) {
    return client.page(
        visit,
        Address.of(KEYS).with("owner_id", ownerId).with("limit", limit).with("offset", offset),
        ApiKey.class);
  }

  public Made make(Visit visit, String name, List<String> roles, @Nullable Instant expiresAt) {
    Map<String, Object> body = new HashMap<>();
    body.put("name", name);
    body.put("roles", roles);
    if (expiresAt != null) {
      body.put("expires_at", expiresAt);
    }
    return client.send(visit, "POST", Address.of(KEYS), body, null, Made.class);
  }

  public void remove(Visit visit, String id) {
    client.run(visit, "DELETE", Address.of(KEYS + "/{}", id), null);
  }
}
