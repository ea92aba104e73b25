package io.orchestratex.gateway.store.mongodb;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import io.micronaut.serde.annotation.Serdeable;
import io.orchestratex.gateway.identity.User;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A user as stored in {@code users}, to the repository and to the driver.
 *
 * @param roles sorted
 * @param email not stored where there is none: the index of addresses skips such users
 */
@Serdeable
@JsonInclude(JsonInclude.Include.NON_NULL)
@MappedEntity("users")
record UserDocument(
    @Id String id,
    String username,
    @JsonProperty("password_hash") String passwordHash,
    List<String> roles,
    boolean enabled,
    @JsonProperty("created_at")
        @Serdeable.Serializable(using = InstantAsDate.class)
        @Serdeable.Deserializable(using = InstantAsDate.class)
        Instant createdAt,
    @JsonProperty("updated_at")
        @Serdeable.Serializable(using = InstantAsDate.class)
        @Serdeable.Deserializable(using = InstantAsDate.class)
        Instant updatedAt,
    @JsonProperty("tokens_after")
        @Serdeable.Serializable(using = InstantAsDate.class)
        @Serdeable.Deserializable(using = InstantAsDate.class)
        Instant tokensAfter,
    long version,
    @Nullable String email) {

  static UserDocument of(User user) {
    return new UserDocument(
        user.id(),
        user.username(),
        user.passwordHash(),
        user.roles().stream().sorted().toList(),
        user.enabled(),
        user.createdAt(),
        user.updatedAt(),
        user.tokensAfter(),
        user.version(),
        user.email());
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
