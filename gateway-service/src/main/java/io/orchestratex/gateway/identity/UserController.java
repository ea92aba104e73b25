package io.orchestratex.gateway.identity;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Patch;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.annotation.Status;
import io.micronaut.openapi.annotation.OpenAPIRequest;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.orchestratex.kit.access.Role;
import io.orchestratex.kit.paging.Page;
import io.orchestratex.kit.paging.PageRequest;
import io.orchestratex.kit.paging.QueryParameters;
import io.orchestratex.kit.paging.TextFilter;
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
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Users, for admins. */
@Controller("/api/v1/users")
@ExecuteOn(TaskExecutors.BLOCKING)
@RolesAllowed(Role.ADMIN)
@Tag(name = "Users", description = "People and teams that sign in; for admins.")
class UserController {

  private static final String ID = "The user's id, a UUID";
  private static final String ID_EXAMPLE = "8d0cf0f4-4a0f-4a3a-9f0e-2a4f6f6f2b10";

  private final Users users;

  UserController(Users users) {
    this.users = users;
  }

  @Get
  @Operation(
      operationId = "listUsers",
      summary = "List users",
      description = "In the order of their names.",
      responses = @ApiResponse(responseCode = "200", description = "A page of users"))
  Page<Row> list(
      HttpRequest<?> request,
      @Parameter(
              description =
                  "Only users whose name or e-mail address contains this, in letters of either case",
              example = "ann")
          @Nullable
          @QueryValue
          String q,
      @Parameter(description = "Only users with this role", example = "operator")
          @Nullable
          @QueryValue
          String role,
      @Parameter(
              description = "Only users who may sign in (true), or may not (false)",
              schema = @Schema(type = "boolean"),
              example = "true")
          @Nullable
          @QueryValue
          String enabled,
      @OpenAPIRequest PageRequest page) {
    QueryParameters.check(request, "q", "role", "enabled");
    UserStore.Filter filter =
        new UserStore.Filter(
            TextFilter.read("q", q), true, role, QueryParameters.flag("enabled", enabled));
    Page<User> found = users.list(filter, page);
    return new Page<>(found.items().stream().map(Row::of).toList(), found.paging());
  }

  @Post
  @Operation(
      operationId = "createUser",
      summary = "Add a user",
      description =
          "The user may sign in at once. 409 when the name or the e-mail address is taken.",
      responses =
          @ApiResponse(
              responseCode = "201",
              description = "The user",
              content =
                  @Content(
                      mediaType = MediaType.APPLICATION_JSON,
                      schema = @Schema(implementation = Row.class)),
              headers =
                  @Header(
                      name = "Location",
                      description = "The user's path",
                      required = true,
                      schema = @Schema(type = "string", format = "uri-reference"))))
  HttpResponse<Row> add(@Body @Valid NewUser body) {
    User user = users.add(body.username(), body.email(), body.password(), body.roles());
    return HttpResponse.created(Row.of(user), URI.create("/api/v1/users/" + user.id()));
  }

  @Get("/{id}")
  @Operation(
      operationId = "getUser",
      summary = "Get a user",
      responses = @ApiResponse(responseCode = "200", description = "The user"))
  Row get(@Parameter(description = ID, example = ID_EXAMPLE) String id) {
    return Row.of(users.get(id));
  }

  @Patch("/{id}")
  @Operation(
      operationId = "updateUser",
      summary = "Change a user",
      description =
          "What is left out stays. New roles, a new password and disabling make the user's earlier"
              + " tokens worthless. 409 for a change that would leave no enabled admin, and when"
              + " another request changed the user meanwhile.",
      responses = @ApiResponse(responseCode = "200", description = "The user after the change"))
  Row change(@Parameter(description = ID, example = ID_EXAMPLE) String id, @Body Change body) {
    return Row.of(users.change(id, body.email(), body.password(), body.roles(), body.enabled()));
  }

  @Delete("/{id}")
  @Status(HttpStatus.NO_CONTENT)
  @Operation(
      operationId = "deleteUser",
      summary = "Remove a user with their API keys and tokens",
      description = "What the user made in the services stays. 409 for the last enabled admin.",
      responses = @ApiResponse(responseCode = "204", description = "The user is removed"))
  void remove(@Parameter(description = ID, example = ID_EXAMPLE) String id) {
    users.remove(id);
  }

  /**
   * A user to add.
   *
   * @param username the name to sign in with: 2 to 64 letters of a to z, digits, dots, dashes and
   *     underscores, of which the first is a letter or a digit. Upper case counts as lower case
   * @param email their e-mail address, which no other user may have; none when left out
   * @param password 12 to 256 characters
   * @param roles what the user may do, at least one role
   */
  @Introspected
  record NewUser(
      @Schema(pattern = UserRules.NAME_AS_SENT) @NotNull String username,
      @Schema(pattern = UserRules.EMAIL_AS_SENT) @Nullable String email,
      @Schema(
              format = "password",
              minLength = UserRules.SHORTEST_PASSWORD,
              maxLength = UserRules.LONGEST_PASSWORD)
          @NotNull
          String password,
      @ArraySchema(
              minItems = 1,
              schema =
                  @Schema(
                      type = "string",
                      allowableValues = {Role.ADMIN, Role.OPERATOR, Role.ANALYST, Role.AGENT}))
          @NotNull
          List<String> roles) {}

  /**
   * What to change; what is left out stays.
   *
   * @param email the new e-mail address, which no other user may have
   * @param password the new password, 12 to 256 characters
   * @param roles what the user may do from now on, at least one role
   * @param enabled whether the user may sign in and call
   */
  @Schema(name = "UserChange")
  record Change(
      @Schema(pattern = UserRules.EMAIL_AS_SENT) @Nullable String email,
      @Schema(
              format = "password",
              minLength = UserRules.SHORTEST_PASSWORD,
              maxLength = UserRules.LONGEST_PASSWORD)
          @Nullable String password,
      @ArraySchema(
              minItems = 1,
              schema =
                  @Schema(
                      type = "string",
                      allowableValues = {Role.ADMIN, Role.OPERATOR, Role.ANALYST, Role.AGENT}))
          @Nullable List<String> roles,
      @Nullable Boolean enabled) {}

  /**
   * A user as shown: no hash leaves the gateway.
   *
   * @param id a UUID; the subject of the user's tokens and the owner of what they make
   * @param username the name to sign in with, in lower case
   * @param email their e-mail address, in lower case; left out when there is none
   * @param roles what the user may do, in the order of the alphabet
   * @param enabled whether the user may sign in and call
   * @param createdAt when the user was added
   * @param updatedAt when the user was changed last
   */
  @Schema(name = "User")
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Row(
      String id,
      String username,
      @Nullable String email,
      List<String> roles,
      boolean enabled,
      Instant createdAt,
      Instant updatedAt) {
    static Row of(User user) {
      return new Row(
          user.id(),
          user.username(),
          user.email(),
          user.roles().stream().sorted().toList(),
          user.enabled(),
          user.createdAt(),
          user.updatedAt());
    }
  }
}
