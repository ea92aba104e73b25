package io.orchestratex.gateway.apikey;

import io.micronaut.core.annotation.Introspected;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.annotation.Status;
import io.micronaut.openapi.annotation.OpenAPIRequest;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.orchestratex.gateway.identity.IdentitySettings;
import io.orchestratex.kit.access.Caller;
import io.orchestratex.kit.access.Role;
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.kit.paging.Page;
import io.orchestratex.kit.paging.PageRequest;
import io.orchestratex.kit.paging.QueryParameters;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** API keys: everybody has their own, admins see all. */
@Controller("/api/v1/api-keys")
@RolesAllowed({Role.OPERATOR, Role.ANALYST, Role.AGENT})
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(
    name = "API keys",
    description =
        "Keys with which machines call in the name of their owner, in the header `X-API-Key` or as a"
            + " bearer.")
class ApiKeyController {

  private static final int KEY_BYTES = 32;
  private static final int HINT_LENGTH = 8;
  private static final Duration LONGEST_LIFE = Duration.ofDays(3_653);
  private static final Set<String> ROLES =
      Set.of(Role.ADMIN, Role.OPERATOR, Role.ANALYST, Role.AGENT, Role.SCRAPER);

  private final ApiKeyStore store;
  private final ApiKeyEnd end;
  private final IdentitySettings settings;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();

  ApiKeyController(
      ApiKeyStore store, ApiKeyEnd end, IdentitySettings settings, InstantSource clock) {
    this.store = store;
    this.end = end;
    this.settings = settings;
    this.clock = clock;
  }

  @Post
  @Operation(
      operationId = "createApiKey",
      summary = "Make an API key",
      description =
          "The key itself is shown in this answer and never again: only its hash is kept. It may hold"
              + " roles that its maker holds, and acts in the maker's name with those of them that"
              + " the maker still has. A key of an admin may hold scraper, which reads metrics and"
              + " nothing else. 403 for a caller that uses an API key, 409 when the caller has"
              + " as many keys as a user may have.",
      responses =
          @ApiResponse(
              responseCode = "201",
              description = "The key, this once with its secret",
              content =
                  @Content(
                      mediaType = MediaType.APPLICATION_JSON,
                      schema = @Schema(implementation = Made.class)),
              headers = {
                @Header(
                    name = "Location",
                    description = "The key's path, for its removal",
                    required = true,
                    schema = @Schema(type = "string", format = "uri-reference")),
                @Header(
                    name = "Cache-Control",
                    description = "`no-store`: the answer holds a secret",
                    required = true,
                    schema = @Schema(type = "string"))
              }))
  HttpResponse<Made> make(Caller caller, @Body @Valid NewKey body) {
    if (isKey(caller)) {
      throw FailureException.forbidden(
          "api-key.not-by-key", "An API key cannot make another. Sign in first.");
    }
    for (int i = 0; i < body.roles().size(); i++) {
      String role = body.roles().get(i);
      if (role == null || !ROLES.contains(role) || !caller.hasAnyRole(role)) {
        throw FailureException.invalid(
            "api-key.role-unknown", "/roles/" + i, "must be a role that you hold");
      }
    }
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    Instant expires = body.expiresAt();
    if (expires != null && (!expires.isAfter(now) || expires.isAfter(now.plus(LONGEST_LIFE)))) {
      throw FailureException.invalid(
          "request.invalid", "/expires_at", "must be in the future, within ten years");
    }
    byte[] secret = new byte[KEY_BYTES];
    random.nextBytes(secret);
    String key = ApiKeys.PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
    ApiKey made =
        new ApiKey(
            UUID.randomUUID().toString(),
            body.name(),
            ApiKeys.hash(key),
            key.substring(0, HINT_LENGTH),
            caller.subject(),
            Set.copyOf(body.roles()),
            now,
            body.expiresAt());
    store.insert(made, settings.apiKeysPerUser());
    return HttpResponse.created(
            new Made(made.id(), key, made.name(), body.roles(), made.expiresAt()),
            URI.create("/api/v1/api-keys/" + made.id()))
        .header("Cache-Control", "no-store");
  }

  @Get
  @Operation(
      operationId = "listApiKeys",
      summary = "List API keys",
      description = "Newest first: the caller's own, an admin sees those of all users.",
      responses = @ApiResponse(responseCode = "200", description = "A page of API keys"))
  Page<Row> list(
      HttpRequest<?> request,
      Caller caller,
      @Parameter(
              description = "Only keys of the user with this id",
              example = "6b0f1c52-7d0e-4a55-9a0c-3b6f8f4f7f10")
          @Nullable
          @QueryValue("owner_id")
          String ownerId,
      @OpenAPIRequest PageRequest page) {
    QueryParameters.check(request, "owner_id");
    boolean all = caller.hasAnyRole(Role.ADMIN);
    if (!all && ownerId != null && !ownerId.equals(caller.subject())) {
      return Page.of(List.of(), page, 0);
    }
    Page<ApiKey> found =
        store.list(all ? Optional.ofNullable(ownerId) : Optional.of(caller.subject()), page);
    return new Page<>(found.items().stream().map(Row::of).toList(), found.paging());
  }

  @Delete("/{id}")
  @Status(HttpStatus.NO_CONTENT)
  @Operation(
      operationId = "deleteApiKey",
      summary = "Remove an API key",
      description =
          "The key is refused from now on. Its owner or an admin may remove it; a caller that uses an"
              + " API key may remove that key and no other.",
      responses = @ApiResponse(responseCode = "204", description = "The key is removed"))
  void remove(
      Caller caller,
      @Parameter(
              description = "The key's id, a UUID",
              example = "3e0e6a0c-9d0f-4b83-8f3b-6f2d1c0b9a77")
          String id) {
    ApiKey key =
        store
            .find(id)
            .filter(k -> k.ownerId().equals(caller.subject()) || caller.hasAnyRole(Role.ADMIN))
            .orElseThrow(() ->
                FailureException.notFound(
                    "api-key.unknown", "You have no API key with the id " + id + "."));
    if (isKey(caller) && !key.tokenId().equals(caller.tokenId())) {
      throw FailureException.forbidden(
          "api-key.not-by-key", "An API key can remove itself and no other. Sign in first.");
    }
    end.end(key);
  }

  private static boolean isKey(Caller caller) {
    return caller.tokenId().startsWith(ApiKey.TOKEN_ID_PREFIX);
  }

  /**
   * A key to make.
   *
   * @param name what people call the key, up to 100 characters without control characters; not
   *     blank
   * @param roles what the key may do, at least one role and only roles that the caller holds
   * @param expiresAt until when the key is good, in the future and within ten years; for ever when
   *     left out
   */
  @Introspected
  @Schema(name = "NewApiKey")
  record NewKey(
      @NotBlank
          @Size(max = 100)
          @Pattern(regexp = "^[^\\x00-\\x1f\\x7f]*$", message = "must be printable")
          String name,
      @ArraySchema(
              minItems = 1,
              schema =
                  @Schema(
                      type = "string",
                      allowableValues = {
                        Role.ADMIN,
                        Role.OPERATOR,
                        Role.ANALYST,
                        Role.AGENT,
                        Role.SCRAPER
                      }))
          @NotEmpty
          List<String> roles,
      @Nullable Instant expiresAt) {}

  /**
   * A key that was made, with the key itself.
   *
   * @param id a UUID
   * @param key the secret to send; it is not shown again
   * @param name what people call the key
   * @param roles what the key may do
   * @param expiresAt until when the key is good; left out when that is for ever
   */
  @Schema(name = "CreatedApiKey")
  record Made(
      String id, String key, String name, List<String> roles, @Nullable Instant expiresAt) {}

  /**
   * A key as listed, without its secret.
   *
   * @param id a UUID
   * @param name what people call the key
   * @param hint the key's first characters, to tell keys apart
   * @param ownerId the user in whose name it acts
   * @param roles what the key may do, in the order of the alphabet
   * @param createdAt when it was made
   * @param expiresAt until when the key is good; left out when that is for ever
   */
  @Schema(name = "ApiKey")
  record Row(
      String id,
      String name,
      String hint,
      String ownerId,
      List<String> roles,
      Instant createdAt,
      @Nullable Instant expiresAt) {
    static Row of(ApiKey key) {
      return new Row(
          key.id(),
          key.name(),
          key.hint(),
          key.ownerId(),
          key.roles().stream().sorted().toList(),
          key.createdAt(),
          key.expiresAt());
    }
  }
}
