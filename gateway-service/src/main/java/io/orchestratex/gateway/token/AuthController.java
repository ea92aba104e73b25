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
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
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
@Tag(name = "Sign-in", description = "Signing in, staying signed in and signing out.")
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
  @Operation(
      operationId = "signIn",
      summary = "Sign in with a name and a password",
      description =
          "Send the access token as a bearer; it is good for 15 minutes by default. Exchange the"
              + " refresh token for new tokens before that. 401 when the name or the password is"
              + " wrong or the user is disabled, 429 after too many wrong tries.",
      responses =
          @ApiResponse(
              responseCode = "200",
              description = "The tokens of a new session",
              headers =
                  @Header(
                      name = "Cache-Control",
                      description = "`no-store`: the answer holds secrets",
                      required = true,
                      schema = @Schema(type = "string"))))
  HttpResponse<Tokens> token(HttpRequest<?> request, @Body @Valid Credentials credentials) {
    return grant(sessions.begin(credentials.username(), credentials.password(), address(request)));
  }

  @Post("/refresh")
  @PermitAll
  @Operation(
      operationId = "refreshTokens",
      summary = "Exchange a refresh token for new tokens",
      description =
          "A refresh token is good once. One that was used before ends the whole session: it"
              + " may be stolen. 401 when it is unknown, used, revoked or expired; sign in again.",
      responses =
          @ApiResponse(
              responseCode = "200",
              description = "New tokens of the same session",
              headers =
                  @Header(
                      name = "Cache-Control",
                      description = "`no-store`: the answer holds secrets",
                      required = true,
                      schema = @Schema(type = "string"))))
  HttpResponse<Tokens> refresh(HttpRequest<?> request, @Body @Valid Refresh body) {
    return grant(sessions.refresh(body.refreshToken(), address(request)));
  }

  @Post("/revoke")
  @Status(HttpStatus.NO_CONTENT)
  @Operation(
      operationId = "revokeToken",
      summary = "Sign out, or revoke a token",
      description =
          "Without a token in the body, the token that was sent is revoked: the caller is signed out."
              + " The access and refresh tokens of its session go with it, in all services. A refresh"
              + " token that is unknown counts as revoked. An admin may revoke the access"
              + " token of any user.",
      responses = @ApiResponse(responseCode = "204", description = "The token is worthless"))
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
  @Operation(
      operationId = "getCurrentUser",
      summary = "Get whom the sent token or API key belongs to",
      responses = @ApiResponse(responseCode = "200", description = "The caller"))
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
      operationId = "rotateSigningKey",
      summary = "Sign tokens with a new key from now on",
      description =
          "The new key was published before. The old key stays published until its tokens have"
              + " expired, so that no user is signed out.",
      responses = @ApiResponse(responseCode = "200", description = "The key that signs now"))
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

  /**
   * A name and a password.
   *
   * @param username the user's name, up to 256 characters; upper case counts as lower case
   * @param password the user's password, up to 1024 characters
   */
  @Introspected
  record Credentials(
      @NotNull @Size(max = 256) String username,
      @Schema(format = "password") @NotNull @Size(max = 1024) String password) {}

  /**
   * A refresh token to use up.
   *
   * @param refreshToken the refresh token of the last sign-in or refresh
   */
  @Introspected
  @Schema(name = "RefreshRequest")
  record Refresh(@NotNull @Size(max = 256) String refreshToken) {}

  /**
   * What to revoke.
   *
   * @param token an access token or a refresh token; the token that was sent when left out
   */
  @Schema(name = "RevokeRequest")
  record Revoke(@Nullable String token) {}

  /**
   * The tokens of a session, as in RFC 6749, section 5.1.
   *
   * @param accessToken a signed JWT, to send as {@code Authorization: Bearer …}
   * @param tokenType {@code Bearer}
   * @param expiresIn seconds until the access token expires
   * @param refreshToken good once, for new tokens; for 14 days by default
   */
  record Tokens(String accessToken, String tokenType, long expiresIn, String refreshToken) {}

  /**
   * The user in whose name the caller acts.
   *
   * @param subject the user's id, a UUID; what the caller makes is owned by it
   * @param name the user's name; with an API key the user's and the key's, {@code ann/nightly}
   * @param roles what the caller may do, in the order of the alphabet
   * @param expiresAt until when the sent token is good; of an API key, until when it need not be
   *     checked again
   */
  @Schema(name = "CurrentUser")
  record Me(String subject, String name, List<String> roles, Instant expiresAt) {}

  /**
   * The key that signs now.
   *
   * @param keyId its id, the {@code kid} of the tokens that it signs
   */
  @Schema(name = "RotatedKey")
  record Rotated(String keyId) {}
}
