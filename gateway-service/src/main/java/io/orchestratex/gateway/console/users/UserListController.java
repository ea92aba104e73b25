package io.orchestratex.gateway.console.users;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.orchestratex.gateway.console.frame.Csv;
import io.orchestratex.gateway.console.frame.Filter;
import io.orchestratex.gateway.console.frame.Pages;
import io.orchestratex.gateway.console.frame.Part;
import io.orchestratex.gateway.console.frame.Picture;
import io.orchestratex.gateway.console.frame.Table;
import io.orchestratex.gateway.console.frame.Table.Column;
import io.orchestratex.gateway.console.frame.TableQuery;
import io.orchestratex.gateway.console.frame.Visit;
import io.orchestratex.gateway.console.service.Paged;
import io.orchestratex.gateway.console.service.Parts;
import io.orchestratex.gateway.console.service.identity.UserApi;
import io.orchestratex.kit.access.Role;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.annotation.security.RolesAllowed;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All users: {@code list.jte}. */
@Controller("/console")
@RolesAllowed(Role.ADMIN)
@ExecuteOn(TaskExecutors.BLOCKING)
@Produces(MediaType.TEXT_HTML)
@Hidden
class UserListController {

  private static final int CSV_ROWS = 5_000;
  private static final int CHUNK = 100;

  private static final List<Column> COLUMNS =
      List.of(
          Column.of("Name"),
          Column.of("E-mail"),
          Column.of("Roles"),
          Column.of("Sign-in"),
          Column.of("Added"),
          Column.of("Changed"));

  private static final List<Filter> FILTERS =
      List.of(
          new Filter.Text("q", "Name or e-mail", "part of it"),
          Filter.Choice.of("role", "Role", UserViews.ROLES),
          new Filter.Choice(
              "enabled",
              "Sign-in",
              List.of(
                  new Filter.Option("true", "enabled"), new Filter.Option("false", "disabled"))));

  private final UserApi api;
  private final Pages pages;

  UserListController(UserApi api, Pages pages) {
    this.api = api;
    this.pages = pages;
  }

  /** What the page shows. */
  record ListView(Table table, List<UserApi.User> users, String self) {}

  @Get("/users")
  HttpResponse<byte[]> list(Visit visit) {
    TableQuery query = query(visit);
    Part<Paged<UserApi.User>> found =
        Parts.load(visit, () -> api.list(visit, filter(query), query.size(), query.offset()));
    List<UserApi.User> users = found.isLoaded() ? found.get().items() : List.of();
    long total = found.isLoaded() ? found.get().paging().total() : 0;
    Table table =
        new Table(
            query,
            "user",
            "",
            0,
            total,
            users.size(),
            COLUMNS,
            List.of(),
            UserSection.PATH,
            found.isLoaded() ? empty(query, users.isEmpty()) : found.picture());
    return pages.page(
        visit, "users/list.jte", new ListView(table, users, visit.caller().subject()));
  }

  @Get("/users.csv")
  @Produces(Csv.MEDIA_TYPE)
  HttpResponse<byte[]> csv(Visit visit) {
    Csv csv = new Csv("id", "username", "email", "roles", "enabled", "created_at", "updated_at");
    for (UserApi.User user : all(visit, filter(query(visit)))) {
      csv.row(
          user.id(),
          user.username(),
          user.email(),
          String.join(" ", user.roles()),
          user.enabled(),
          user.createdAt(),
          user.updatedAt());
    }
    return csv.response("users.csv");
  }

  private List<UserApi.User> all(Visit visit, UserApi.Filter filter) {
    List<UserApi.User> all = new ArrayList<>();
    Paged<UserApi.User> page;
    do {
      page = api.list(visit, filter, CHUNK, all.size());
      all.addAll(page.items());
    } while (!page.items().isEmpty() && all.size() < Math.min(CSV_ROWS, page.paging().total()));
    return all;
  }

  private static TableQuery query(Visit visit) {
    return TableQuery.of(visit, UserSection.PATH, FILTERS, List.of());
  }

  private static UserApi.Filter filter(TableQuery query) {
    return new UserApi.Filter(query.value("q"), query.value("role"), query.value("enabled"));
  }

  private static @Nullable Picture empty(TableQuery query, boolean none) {
    return none
        ? Picture.empty(
            "No user matches",
            "No user has these values, or the list has fewer pages now.",
            "Show all users",
            query.unfiltered())
        : null;
  }
}
