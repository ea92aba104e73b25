package io.orchestratex.gateway.token;

import io.micronaut.core.annotation.Introspected;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.orchestratex.gateway.token.Sessions.Grant;
import io.orchestratex.kit.access.CachedVerifier;
import io.orchestratex.kit.access.Caller;
import io.orchestratex.kit.access.Role;
import io.orchestratex.kit.failure.FailureException;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Signing in and out. */
@Controller("/api/v1/auth")
@RolesAllowed({Role.OPERATOR, Role.ANALYST, Role.AGENT})
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "Sign-in")
class AuthController {

  private final Sessions sessions;
  private final SigningKeys keys;
  private final CachedVerifier verifier;
  private final InstantSource clock;

  AuthController(
      Sessions sessions, SigningKeys keys, CachedVerifier verifier, InstantSource clock) {
    this.sessions = sessions;
    this.keys = keys;
    this.verifier = verifier;
    this.clock = clock;
  }

  @Post("/token")
  @PermitAll
  @Operation(summary = "Signs in with a name and a password")
  HttpResponse<Tokens> token(HttpRequest<?> request, @Body @Valid Credentials credentials) {
    return grant(sessions.begin(credentials.username(), credentials.password(), address(request)));
  }

  @Post("/refresh")
  @PermitAll
  @Operation(
      summary = "Gives new tokens for a refresh token",
      description = "A refresh token is good once; a used one ends the whole session.")
  HttpResponse<Tokens> refresh(HttpRequest<?> request, @Body @Valid Refresh body) {
    return grant(sessions.refresh(body.refreshToken(), address(request)));
  }

  @Post("/revoke")
  @Status(HttpStatus.NO_CONTENT)
  @Operation(
      summary = "Makes a token worthless everywhere",
      description =
          "Without a token in the body, the one that was sent. The session's refresh token goes"
              + " with it. An admin may revoke anybody's access token.")
  void revoke(Caller caller, @Nullable @Body Revoke body) {
    String token = body == null ? null : body.token();
    if (token == null) {
      sessions.endByToken(caller);
    } else if (token.startsWith("rt_")) {
      sessions.endByRefreshToken(caller, token);
    } else {
      Caller owner = verifier.verify(token);
      if (!owner.subject().equals(caller.subject()) && !caller.hasAnyRole()) {
        throw FailureException.forbidden(
            "token.not-yours", "The token belongs to another user. Only an admin may revoke it.");
      }
      sessions.endByToken(owner);
    }
  }

  @Get("/me")
  @Operation(summary = "Who the sent token belongs to")
  Me me(Caller caller) {
    return new Me(
        caller.subject(),
        caller.name(),
        caller.roles().stream().sorted().toList(),
        caller.expiresAt());
  }

  @Post("/keys/rotate")
  @RolesAllowed(Role.ADMIN)
  @Operation(
      summary = "Signs with a new key from now on",
      description = "The old key stays published until its tokens have expired.")
  Rotated rotate() {
    return new Rotated(keys.rotate());
  }

  private HttpResponse<Tokens> grant(Grant grant) {
    long seconds = Duration.between(clock.instant(), grant.access().expiresAt()).toSeconds();
    return HttpResponse.ok(
            new Tokens(grant.access().value(), "Bearer", seconds, grant.refreshToken()))
        .header("Cache-Control", "no-store");
  }

  private static String address(HttpRequest<?> request) {
    return request.getRemoteAddress().getAddress().getHostAddress();
  }

  /** A name and a password. */
  @Introspected
  record Credentials(
      @NotNull @Size(max = 256) String username, @NotNull @Size(max = 1024) String password) {}

  /** A refresh token to use up. */
  @Introspected
  record Refresh(@NotNull @Size(max = 256) String refreshToken) {}

  /** What to revoke: an access token, a refresh token, or the sent token when null. */
  record Revoke(@Nullable String token) {}

  /** RFC 6749, section 5.1. */
  record Tokens(String accessToken, String tokenType, long expiresIn, String refreshToken) {}

  /** A caller. */
  record Me(String subject, String name, List<String> roles, Instant expiresAt) {}

  /** The key that signs now. */
  record Rotated(String keyId) {}
}
