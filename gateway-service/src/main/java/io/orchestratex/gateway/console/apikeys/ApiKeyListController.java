package io.orchestratex.gateway.console.apikeys;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.orchestratex.gateway.console.frame.Badge;
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
import io.orchestratex.gateway.console.service.identity.ApiKeyApi;
import io.orchestratex.gateway.console.service.identity.UserApi;
import io.orchestratex.kit.access.Role;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.annotation.security.RolesAllowed;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The keys of the person, and those of all users for an admin: {@code list.jte}. */
@Controller("/console")
@RolesAllowed({Role.OPERATOR, Role.ANALYST, Role.AGENT})
@ExecuteOn(TaskExecutors.BLOCKING)
@Produces(MediaType.TEXT_HTML)
@Hidden
class ApiKeyListController {

  private static final int CSV_ROWS = 5_000;
  private static final int CHUNK = 100;

  private static final Duration SOON = Duration.ofDays(14);

  private final ApiKeyApi api;
  private final UserApi users;
  private final Pages pages;

  ApiKeyListController(ApiKeyApi api, UserApi users, Pages pages) {
    this.api = api;
    this.users = users;
    this.pages = pages;
  }

  /**
   * What the page shows.
   *
   * @param owners none for who sees only their own keys
   */
  record ListView(Table table, List<ApiKeyApi.ApiKey> keys, UserApi.Known owners, boolean ofAll) {

    /** What the owner of a key is called; their id where that is not known. */
    String owner(ApiKeyApi.ApiKey key) {
      return owners.names().getOrDefault(key.ownerId(), key.ownerId());
    }
  }

  @Get("/api-keys")
  HttpResponse<byte[]> list(Visit visit) {
    boolean ofAll = visit.may(Role.ADMIN);
    UserApi.Known owners =
        ofAll
            ? Parts.load(visit, () -> users.known(visit)).or(UserApi.Known.NONE)
            : UserApi.Known.NONE;
    List<Filter> filters = ofAll ? filters(owners) : List.of();
    TableQuery query = TableQuery.of(visit, ApiKeySection.PATH, filters, List.of());
    Part<Paged<ApiKeyApi.ApiKey>> found =
        Parts.load(
            visit, () -> api.list(visit, query.value("owner"), query.size(), query.offset()));
    List<ApiKeyApi.ApiKey> keys = found.isLoaded() ? found.get().items() : List.of();
    Table table =
        new Table(
            query,
            "API key",
            "",
            0,
            found.isLoaded() ? found.get().paging().total() : 0,
            keys.size(),
            columns(ofAll),
            List.of(),
            ApiKeySection.PATH,
            found.isLoaded() ? empty(query, keys.isEmpty()) : found.picture());
    return pages.page(visit, "apikeys/list.jte", new ListView(table, keys, owners, ofAll));
  }

  /** An owner is chosen by name, where there are not too many users for that. */
  private static List<Filter> filters(UserApi.Known owners) {
    if (!owners.all()) {
      return List.of(new Filter.Text("owner", "Owner", "id of a user"));
    }
    return List.of(
        new Filter.Choice(
            "owner",
            "Owner",
            owners.names().entrySet().stream()
                .map(user -> new Filter.Option(user.getKey(), user.getValue()))
                .toList()));
  }

  @Get("/api-keys.csv")
  @Produces(Csv.MEDIA_TYPE)
  HttpResponse<byte[]> csv(Visit visit) {
    Csv csv = new Csv("id", "name", "hint", "owner_id", "roles", "created_at", "expires_at");
    for (ApiKeyApi.ApiKey key : all(api, visit, visit.parameter("owner"))) {
      csv.row(
          key.id(),
          key.name(),
          key.hint(),
          key.ownerId(),
          String.join(" ", key.roles()),
          key.createdAt(),
          key.expiresAt());
    }
    return csv.response("api-keys.csv");
  }

  /** All keys that the person may see, up to a limit. */
  static List<ApiKeyApi.ApiKey> all(ApiKeyApi api, Visit visit, @Nullable String owner) {
    List<ApiKeyApi.ApiKey> all = new ArrayList<>();
    Paged<ApiKeyApi.ApiKey> page;
    do {
      page = api.list(visit, owner, CHUNK, all.size());
      all.addAll(page.items());
    } while (!page.items().isEmpty() && all.size() < Math.min(CSV_ROWS, page.paging().total()));
    return all;
  }

  private static List<Column> columns(boolean ofAll) {
    List<Column> columns = new ArrayList<>(List.of(Column.of("Name"), Column.of("Begins with")));
    if (ofAll) {
      columns.add(Column.of("Owner"));
    }
    columns.addAll(
        List.of(
            Column.of("Roles"),
            Column.of("State"),
            Column.of("Made"),
            Column.of("Expires"),
            Column.of("Action")));
    return columns;
  }

  static Badge state(@Nullable Instant expiresAt, Instant now) {
    if (expiresAt == null || expiresAt.isAfter(now.plus(SOON))) {
      return new Badge(Badge.Tone.GOOD, "good");
    }
    return expiresAt.isAfter(now)
        ? new Badge(Badge.Tone.WARN, "expires soon")
        : new Badge(Badge.Tone.BAD, "expired");
  }

  private static @Nullable Picture empty(TableQuery query, boolean none) {
    if (!none) {
      return null;
    }
    return query.isFiltered() || query.page() > 1
        ? Picture.empty(
            "No API key matches",
            "This owner has none, or the list has fewer pages now.",
            "Show all API keys",
            query.unfiltered())
        : Picture.empty(
            "No API keys yet",
            "A program calls the API with a key, so that nobody's password is in a script.",
            "Make an API key",
            ApiKeySection.PATH + "/new");
  }
}
