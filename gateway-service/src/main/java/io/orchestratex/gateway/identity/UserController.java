package io.orchestratex.gateway.identity;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Patch;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Status;
import io.micronaut.openapi.annotation.OpenAPIRequest;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.orchestratex.kit.access.Role;
import io.orchestratex.kit.paging.Page;
import io.orchestratex.kit.paging.PageRequest;
import io.swagger.v3.oas.annotations.Operation;
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
@Tag(name = "Users")
class UserController {

  private final Users users;

  UserController(Users users) {
    this.users = users;
  }

  @Get
  @Operation(summary = "Users by name")
  Page<Row> list(@OpenAPIRequest PageRequest page) {
    Page<User> found = users.list(page);
    return new Page<>(found.items().stream().map(Row::of).toList(), found.paging());
  }

  @Post
  @Operation(summary = "Adds a user")
  HttpResponse<Row> add(@Body @Valid NewUser body) {
    User user = users.add(body.username(), body.email(), body.password(), body.roles());
    return HttpResponse.created(Row.of(user), URI.create("/api/v1/users/" + user.id()));
  }

  @Get("/{id}")
  @Operation(summary = "One user")
  Row get(String id) {
    return Row.of(users.get(id));
  }

  @Patch("/{id}")
  @Operation(
      summary = "Changes a user",
      description = "New roles, a new password and disabling make earlier tokens worthless.")
  Row change(String id, @Body Change body) {
    return Row.of(users.change(id, body.email(), body.password(), body.roles(), body.enabled()));
  }

  @Delete("/{id}")
  @Status(HttpStatus.NO_CONTENT)
  @Operation(summary = "Removes a user with their API keys and tokens")
  void remove(String id) {
    users.remove(id);
  }

  /** A user to add. */
  @Introspected
  record NewUser(
      @NotNull String username,
      @Nullable String email,
      @NotNull String password,
      @NotNull List<String> roles) {}

  /** What to change; what is left out stays. */
  record Change(
      @Nullable String email,
      @Nullable String password,
      @Nullable List<String> roles,
      @Nullable Boolean enabled) {}

  /** A user as shown: no hash leaves the gateway. */
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
