package io.orchestratex.gateway.console.signins;

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
import io.orchestratex.gateway.console.service.Address;
import io.orchestratex.gateway.console.service.Paged;
import io.orchestratex.gateway.console.service.Parts;
import io.orchestratex.gateway.console.service.identity.SignInApi;
import io.orchestratex.gateway.console.service.identity.UserApi;
import io.orchestratex.kit.access.Role;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.annotation.security.RolesAllowed;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who signed in, and who tried to: {@code list.jte}. */
@Controller("/console")
@RolesAllowed(Role.ADMIN)
@ExecuteOn(TaskExecutors.BLOCKING)
@Produces(MediaType.TEXT_HTML)
@Hidden
class SignInListController {

  private static final int CSV_ROWS = 10_000;
  private static final int CHUNK = 100;

  private static final List<Column> COLUMNS =
      List.of(
          Column.of("Time"),
          Column.of("User"),
          Column.of("Outcome"),
          Column.of("Reason"),
          Column.of("Address"),
          Column.of("Program"),
          Column.of("Trace"));

  private static final List<Filter> FILTERS =
      List.of(
          new Filter.Text("user", "User", "name or id"),
          new Filter.Choice(
              "outcome",
              "Outcome",
              List.of(
                  new Filter.Option("succeeded", "signed in"),
                  new Filter.Option("refused", "refused"),
                  new Filter.Option("throttled", "too many attempts"),
                  new Filter.Option("refreshed", "token refreshed"),
                  new Filter.Option("reused", "old token used"),
                  new Filter.Option("revoked", "signed out"))),
          new Filter.Text("address", "Address", "198.51.100.7"),
          new Filter.Text("from", "From", "-24h"),
          new Filter.Text("to", "Before", "2026-11-27T18:00:00Z"));

  private final SignInApi api;
  private final UserApi users;
  private final Parts parts;
  private final Pages pages;

  SignInListController(SignInApi api, UserApi users, Parts parts, Pages pages) {
    this.api = api;
    this.users = users;
    this.parts = parts;
    this.pages = pages;
  }

  /** What the page shows. */
  record ListView(Table table, List<SignInApi.Attempt> attempts, UserApi.Known users) {

    /** The page of the user who tried; null where there is none, or none any more. */
    @Nullable String path(SignInApi.Attempt attempt) {
      String id = attempt.userId();
      return id == null || users.isGone(id) ? null : Address.of("/console/users/{}", id).toString();
    }

    /** Whether the user who tried was deleted since. */
    boolean isGone(SignInApi.Attempt attempt) {
      String id = attempt.userId();
      return id != null && users.isGone(id);
    }
  }

  @Get("/sign-ins")
  HttpResponse<byte[]> list(Visit visit) {
    TableQuery query = query(visit);
    var known = parts.begin(visit, () -> users.known(visit));
    Part<Paged<SignInApi.Attempt>> found =
        Parts.load(visit, () -> api.list(visit, filter(query), query.size(), query.offset()));
    List<SignInApi.Attempt> attempts = found.isLoaded() ? found.get().items() : List.of();
    Table table =
        new Table(
            query,
            "sign-in",
            "",
            0,
            found.isLoaded() ? found.get().paging().total() : 0,
            attempts.size(),
            COLUMNS,
            List.of(),
            SignInSection.PATH,
            found.isLoaded() ? empty(query, attempts.isEmpty()) : found.picture());
    return pages.page(
        visit,
        "signins/list.jte",
        new ListView(table, attempts, known.get().or(UserApi.Known.NONE)));
  }

  @Get("/sign-ins.csv")
  @Produces(Csv.MEDIA_TYPE)
  HttpResponse<byte[]> csv(Visit visit) {
    Csv csv =
        new Csv(
            "at", "username", "user_id", "outcome", "reason", "address", "user_agent", "trace_id");
    for (SignInApi.Attempt attempt : all(visit, filter(query(visit)))) {
      csv.row(
          attempt.at(),
          attempt.username(),
          attempt.userId(),
          attempt.outcome(),
          attempt.reason(),
          attempt.address(),
          attempt.userAgent(),
          attempt.traceId());
    }
    return csv.response("sign-ins.csv");
  }

  private List<SignInApi.Attempt> all(Visit visit, SignInApi.Filter filter) {
    List<SignInApi.Attempt> all = new ArrayList<>();
    Paged<SignInApi.Attempt> page;
    do {
      page = api.list(visit, filter, CHUNK, all.size());
      all.addAll(page.items());
    } while (!page.items().isEmpty() && all.size() < Math.min(CSV_ROWS, page.paging().total()));
    return all;
  }

  private static TableQuery query(Visit visit) {
    return TableQuery.of(visit, SignInSection.PATH, FILTERS, List.of());
  }

  private static SignInApi.Filter filter(TableQuery query) {
    return new SignInApi.Filter(
        query.value("user"),
        query.value("outcome"),
        query.value("address"),
        query.value("from"),
        query.value("to"));
  }

  /** All attempts with one value. */
  static String only(String filter, String value) {
    return Address.of(SignInSection.PATH).with(filter, value).toString();
  }

  private static @Nullable Picture empty(TableQuery query, boolean none) {
    return none
        ? Picture.empty(
            "No sign-in matches",
            "No attempt that is kept has these values, or the list has fewer pages now.",
            "Show all sign-ins",
            query.unfiltered())
        : null;
  }
}
