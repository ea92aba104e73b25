package io.orchestratex.gateway.console.sessions;

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
import io.orchestratex.gateway.console.service.AllPages;
import io.orchestratex.gateway.console.service.Paged;
import io.orchestratex.gateway.console.service.Parts;
import io.orchestratex.gateway.console.service.session.Owners;
import io.orchestratex.gateway.console.service.session.Session;
import io.orchestratex.gateway.console.service.session.SessionApi;
import io.orchestratex.gateway.console.service.session.UsageApi;
import io.orchestratex.kit.access.Role;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.annotation.security.RolesAllowed;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All sessions: {@code list.jte}. */
@Controller("/console")
@RolesAllowed({Role.OPERATOR, Role.ANALYST, Role.AGENT})
@ExecuteOn(TaskExecutors.BLOCKING)
@Produces(MediaType.TEXT_HTML)
@Hidden
class SessionListController {

  private static final int CSV_ROWS = 5_000;

  private static final List<Column> COLUMNS =
      List.of(
          Column.of("Session"),
          Column.of("State"),
          Column.of("Owner"),
          Column.of("Started"),
          Column.number("Threads"),
          Column.number("Tokens"),
          Column.number("Cost"));

  private final SessionApi api;
  private final UsageApi usage;
  private final Owners owners;
  private final Parts parts;
  private final Pages pages;

  SessionListController(SessionApi api, UsageApi usage, Owners owners, Parts parts, Pages pages) {
    this.api = api;
    this.usage = usage;
    this.owners = owners;
    this.parts = parts;
    this.pages = pages;
  }

  /**
   * What the page shows.
   *
   * @param day what was used in the last 24 hours
   */
  record ListView(
      Table table,
      List<Session> sessions,
      Owners.Names names,
      Part<UsageApi.Sums> day,
      @Nullable String newRefusal) {}

  @Get("/sessions")
  HttpResponse<byte[]> list(Visit visit) {
    var naming = parts.begin(visit, () -> owners.names(visit));
    var day =
        parts.begin(
            visit, () -> usage.read(visit, new UsageApi.Range("-24h", "hour", null)).total());
    TableQuery asked = query(visit, Owners.Names.onlyOf(visit));
    var loading =
        parts.begin(visit, () -> api.list(visit, filter(asked), asked.size(), asked.offset()));
    Owners.Names names = naming.get().get();
    TableQuery query = query(visit, names);
    Part<Paged<Session>> found = loading.get();
    List<Session> sessions = found.isLoaded() ? found.get().items() : List.of();
    long total = found.isLoaded() ? found.get().paging().total() : 0;
    String refusal = pages.refusal(visit, Role.OPERATOR, Role.AGENT);
    Table table =
        new Table(
            query,
            "session",
            "session",
            0,
            total,
            sessions.size(),
            COLUMNS,
            List.of(
                new Table.Action("end", "End…", false, refusal),
                new Table.Action("delete", "Delete…", true, refusal)),
            SessionSection.PATH + "/actions",
            found.isLoaded() ? empty(query, total, refusal == null) : found.picture());
    return pages.page(
        visit, "sessions/list.jte", new ListView(table, sessions, names, day.get(), refusal));
  }

  @Get("/sessions.csv")
  @Produces(Csv.MEDIA_TYPE)
  HttpResponse<byte[]> csv(Visit visit) {
    TableQuery query = query(visit, owners.names(visit));
    Csv csv =
        new Csv(
            "id",
            "title",
            "state",
            "owner",
            "started_at",
            "ended_at",
            "threads",
            "tokens",
            "cost_usd");
    for (Session session :
        AllPages.of(CSV_ROWS, (limit, offset) -> api.list(visit, filter(query), limit, offset))) {
      csv.row(
          session.id(),
          session.title(),
          session.status(),
          session.userId(),
          session.createdAt(),
          session.sessionEnd(),
          session.threadCount(),
          session.totalTokens(),
          session.totalCost());
    }
    return csv.response("sessions.csv");
  }

  static SessionApi.Filter filter(TableQuery query) {
    return new SessionApi.Filter(
        query.value("status"),
        query.value("user_id"),
        query.value("q"),
        query.value("from"),
        query.value("to"));
  }

  /** What the table can be narrowed down by. */
  static List<Filter> filters(Owners.Names names, @Nullable String owner) {
    return List.of(
        new Filter.Text("q", "Title", "contains"),
        Filter.Choice.of("status", "State", List.of("active", "ended")),
        names.filter("user_id", owner),
        new Filter.Text("from", "Started from", "-24h or a time"),
        new Filter.Text("to", "Started before", "now or a time"));
  }

  private static TableQuery query(Visit visit, Owners.Names names) {
    return TableQuery.of(
        visit, SessionSection.PATH, filters(names, visit.parameter("user_id")), List.of());
  }

  private static @Nullable Picture empty(TableQuery query, long total, boolean mayStart) {
    if (total > query.offset()) {
      return null;
    }
    if (total > 0) {
      return Picture.empty(
          "No more sessions",
          "The list has fewer pages now.",
          "To the first page",
          query.address(1));
    }
    return query.isFiltered()
        ? Picture.empty(
            "No session matches",
            "None of all sessions has these values.",
            "Show all sessions",
            query.unfiltered())
        : Picture.empty(
            "No sessions yet",
            "A session holds threads of prompts and answers, and sums up what they cost.",
            mayStart ? "Start a session" : null,
            mayStart ? SessionSection.PATH + "/new" : null);
  }
}
