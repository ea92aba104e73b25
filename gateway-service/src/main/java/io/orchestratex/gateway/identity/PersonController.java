package io.orchestratex.gateway.identity;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
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
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.annotation.security.RolesAllowed;
import org.jspecify.annotations.Nullable;

/** The names of users, for those who hand work to each other. */
@Controller("/api/v1/people")
@ExecuteOn(TaskExecutors.BLOCKING)
@RolesAllowed({Role.OPERATOR, Role.ANALYST})
@Tag(
    name = "People",
    description = "Who there is, by id and name: to assign a case, to read whose it is.")
class PersonController {

  private final Users users;

  PersonController(Users users) {
    this.users = users;
  }

  @Get
  @Operation(
      operationId = "listPeople",
      summary = "List people by name",
      description = "In the order of their names. Nothing else of a user is shown; see listUsers.",
      responses = @ApiResponse(responseCode = "200", description = "A page of people"))
  Page<Person> list(
      HttpRequest<?> request,
      @Parameter(
              description = "Only people whose name contains this, in letters of either case",
              example = "ann")
          @Nullable
          @QueryValue
          String q,
      @Parameter(description = "Only people with this role", example = "operator")
          @Nullable
          @QueryValue
          String role,
      @Parameter(
              description = "Only people who may sign in (true), or may not (false)",
              schema = @Schema(type = "boolean"),
              example = "true")
          @Nullable
          @QueryValue
          String enabled,
      @OpenAPIRequest PageRequest page) {
    QueryParameters.check(request, "q", "role", "enabled");
    UserStore.Filter filter =
        new UserStore.Filter(
            TextFilter.read("q", q), false, role, QueryParameters.flag("enabled", enabled));
    Page<User> found = users.list(filter, page);
    return new Page<>(found.items().stream().map(Person::of).toList(), found.paging());
  }

  /**
   * A user as others see them.
   *
   * @param id a UUID; what a case names as its assignee
   * @param username the name that they sign in with
   * @param enabled whether they may sign in
   */
  record Person(String id, String username, boolean enabled) {
    static Person of(User user) {
      return new Person(user.id(), user.username(), user.enabled());
    }
  }
}
