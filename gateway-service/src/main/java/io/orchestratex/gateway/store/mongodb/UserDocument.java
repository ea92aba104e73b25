package io.orchestratex.gateway.store.mongodb;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import io.micronaut.data.annotation.Version;
import io.micronaut.serde.annotation.Serdeable;
import io.orchestratex.gateway.identity.User;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A user as stored in {@code users}. */
@Serdeable
@MappedEntity("users")
record UserDocument(
    @Id String id,
    String username,
    @Nullable String email,
    String passwordHash,
    List<String> roles,
    boolean enabled,
    Instant createdAt,
    Instant updatedAt,
    Instant tokensAfter,
    @Version Long version) {

  static UserDocument of(User user, long version) {
    return new UserDocument(
        user.id(),
        user.username(),
        user.email(),
        user.passwordHash(),
        user.roles().stream().sorted().toList(),
        user.enabled(),
        user.createdAt(),
        user.updatedAt(),
        user.tokensAfter(),
        version);
  }

  User user() {
    return new User(
        id,
        username,
        email,
        passwordHash,
        Set.copyOf(roles),
        enabled,
        createdAt,
        updatedAt,
        tokensAfter,
        version);
  }
}
