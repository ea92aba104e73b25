package io.orchestratex.gateway.console.service.identity;

import io.orchestratex.gateway.console.frame.Visit;
import io.orchestratex.gateway.console.service.Address;
import io.orchestratex.gateway.console.service.Paged;
import io.orchestratex.gateway.console.service.ServiceClient;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** People and teams that sign in. */
@Singleton
public final class UserApi {

  private static final String USERS = "/api/v1/users";
  private static final String USER = USERS + "/{}";
  private static final int MOST = 100;

  private final ServiceClient client;

  UserApi(ServiceClient client) {
    this.client = client;
  }

  /** A user. */
  public record User(
      String id,
      String username,
      @Nullable String email,
      List<String> roles,
      boolean enabled,
      Instant createdAt,
      Instant updatedAt) {

    public User {
      roles = roles == null ? List.of() : List.copyOf(roles);
    }
  }

  /**
   * Which users are wanted; null means any.
   *
   * @param name part of the name or of the e-mail address
   * @param enabled {@code true} or {@code false}
   */
  public record Filter(@Nullable String name, @Nullable String role, @Nullable String enabled) {}

  /**
   * What users are called.
   *
   * @param names by id, in the order of the list
   * @param enabled ids of those who may sign in
   * @param all whether these are all users that there are
   */
  public record Known(Map<String, String> names, Set<String> enabled, boolean all) {

    /** Nothing is known. */
    public static final Known NONE = new Known(Map.of(), Set.of(), false);

    public Known {
      names = Collections.unmodifiableMap(new LinkedHashMap<>(names));
      enabled = Set.copyOf(enabled);
    }

    /** Whether a user was deleted; what they did is still known by their id. */
    public boolean isGone(String id) {
      return all && !names.containsKey(id);
    }
  }

  private record Person(String id, String username, boolean enabled) {}

  /** The users, as far as one answer holds them; for all but agents. */
  public Known known(Visit visit) {
    Paged<Person> first =
        client.page(visit, Address.of("/api/v1/people").with("limit", MOST), Person.class);
    Map<String, String> names = new LinkedHashMap<>();
    Set<String> enabled = new HashSet<>();
    for (Person person : first.items()) {
      names.put(person.id(), person.username());
      if (person.enabled()) {
        enabled.add(person.id());
      }
    }
    return new Known(names, enabled, first.paging().total() <= names.size());
  }

  public Paged<User> list(Visit visit, Filter filter, int limit, long offset) {
    return client.page(
        visit,
        Address.of(USERS)
            .with("q", filter.name())
            .with("role", filter.role())
            .with("enabled", filter.enabled())
            .with("limit", limit)
            .with("offset", offset),
        User.class);
  }

  public User get(Visit visit, String id) {
    return client.get(visit, Address.of(USER, id), User.class);
  }

  public User add(
      Visit visit, String name, @Nullable String email, String password, List<String> roles) {
    Map<String, Object> body = new HashMap<>();
    body.put("username", name);
    body.put("password", password);
    body.put("roles", roles);
    if (email != null) {
      body.put("email", email);
    }
    return client.send(visit, "POST", Address.of(USERS), body, null, User.class);
  }

  /** Changes the fields that are named: email, password, roles or enabled. */
  public User change(Visit visit, String id, Map<String, Object> fields) {
    return client.send(visit, "PATCH", Address.of(USER, id), fields, null, User.class);
  }

  public void remove(Visit visit, String id) {
    client.run(visit, "DELETE", Address.of(USER, id), null);
  }
}
