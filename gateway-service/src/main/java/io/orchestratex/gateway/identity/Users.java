package io.orchestratex.gateway.identity;

import io.orchestratex.gateway.revocation.Revocations;
import io.orchestratex.kit.failure.Failure.FieldError;
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.kit.paging.Page;
import io.orchestratex.kit.paging.PageRequest;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Adds, changes and removes users; there is always an admin left. */
@Singleton
public final class Users {

  private final UserStore store;
  private final PasswordHasher hasher;
  private final Revocations revocations;
  private final InstantSource clock;

  Users(UserStore store, PasswordHasher hasher, Revocations revocations, InstantSource clock) {
    this.store = store;
    this.hasher = hasher;
    this.revocations = revocations;
    this.clock = clock;
  }

  Page<User> list(UserStore.Filter filter, PageRequest page) {
    return store.list(filter, page);
  }

  /** The user with an id. */
  public User get(String id) {
    return find(id)
        .orElseThrow(() ->
            FailureException.notFound("identity.user-unknown", "No user has the id " + id + "."));
  }

  public Optional<User> find(String id) {
    return store.find(id);
  }

  User add(String name, @Nullable String address, String password, List<String> roles) {
    String username = UserRules.normalized(name);
    String email = UserRules.normalizedEmail(address);
    List<FieldError> faults = new ArrayList<>(UserRules.faultsOfName(username));
    faults.addAll(UserRules.faultsOfEmail(email));
    faults.addAll(UserRules.faultsOfPassword("/password", password));
    faults.addAll(UserRules.faultsOfRoles(roles));
    refuse(faults);
    Instant now = now();
    User user =
        new User(
            UUID.randomUUID().toString(),
            username,
            email,
            hasher.hash(password),
            Set.copyOf(roles),
            true,
            now,
            now,
            Instant.EPOCH,
            0);
    store.insert(user);
    return user;
  }

  User change(
      String id,
      @Nullable String address,
      @Nullable String password,
      @Nullable List<String> roles,
      @Nullable Boolean enabled) {
    String email = UserRules.normalizedEmail(address);
    List<FieldError> faults = new ArrayList<>(UserRules.faultsOfEmail(email));
    if (password != null) {
      faults.addAll(UserRules.faultsOfPassword("/password", password));
    }
    if (roles != null) {
      faults.addAll(UserRules.faultsOfRoles(roles));
    }
    refuse(faults);
    User before = get(id);
    Set<String> newRoles = roles == null ? before.roles() : Set.copyOf(roles);
    boolean newEnabled = Objects.requireNonNullElse(enabled, before.enabled());
    boolean revokes =
        password != null || !newRoles.equals(before.roles()) || (before.enabled() && !newEnabled);
    Instant now = now();
    Instant revokedAt = UserRules.revocation(now, before.tokensAfter());
    User after =
        new User(
            before.id(),
            before.username(),
            email == null ? before.email() : email,
            password == null ? before.passwordHash() : hasher.hash(password),
            newRoles,
            newEnabled,
            before.createdAt(),
            now,
            revokes ? revokedAt : before.tokensAfter(),
            before.version() + 1);
    store.update(after, revokes ? Optional.of("user changed") : Optional.empty());
    if (revokes) {
      revocations.announceSubject(id, revokedAt);
    }
    return after;
  }

  void remove(String id) {
    User user = get(id);
    Instant revokedAt = UserRules.revocation(now(), user.tokensAfter());
    store.delete(user, revokedAt);
    revocations.announceSubject(id, revokedAt);
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  private static void refuse(List<FieldError> faults) {
    if (!faults.isEmpty()) {
      throw FailureException.invalid("request.invalid", faults);
    }
  }
}
