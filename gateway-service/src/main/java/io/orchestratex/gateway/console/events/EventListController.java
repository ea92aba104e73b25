package io.orchestratex.gateway.console.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import io.orchestratex.gateway.console.frame.Picture;
import io.orchestratex.gateway.console.frame.Table;
import io.orchestratex.gateway.console.frame.Table.Column;
import io.orchestratex.gateway.console.frame.TableQuery;
import io.orchestratex.gateway.console.frame.Visit;
import io.orchestratex.gateway.console.live.RecentEvents;
import io.orchestratex.gateway.console.live.RecentEvents.HeardEvent;
import io.orchestratex.gateway.console.service.Address;
import io.orchestratex.kit.access.Role;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.annotation.security.RolesAllowed;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The events of the open topics as they come: {@code list.jte}. */
@Controller("/console")
@RolesAllowed({Role.OPERATOR, Role.ANALYST})
@ExecuteOn(TaskExecutors.BLOCKING)
@Produces(MediaType.TEXT_HTML)
@Hidden
class EventListController {

  /** The kinds of events that the gateway hears. */
  static final String KINDS = "session agent backup restore alert case target";

  private static final String UNTIL = "until";
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final List<Column> COLUMNS =
      List.of(
          Column.of("Time"),
          Column.of("Type"),
          Column.of("Key"),
          Column.of("From"),
          Column.of("CloudEvent"));

  private static final List<Filter> FILTERS =
      List.of(
          Filter.Choice.of("kind", "Kind", List.of(KINDS.split(" "))),
          new Filter.Text("type", "Type", "backup.failed"),
          new Filter.Text("key", "Key", "id of a thing"),
          new Filter.Hidden(UNTIL));

  /** Pages of things that events are about. */
  private static final Map<String, String> THINGS =
      Map.of(
          "backup", "/console/backups/{}",
          "restore", "/console/restores/{}",
          "alert", "/console/alerts/{}",
          "case", "/console/cases/{}",
          "target", "/console/targets/{}",
          "session", "/console/sessions/{}");

  private final RecentEvents recent;
  private final Pages pages;

  EventListController(RecentEvents recent, Pages pages) {
    this.recent = recent;
    this.pages = pages;
  }

  /**
   * What the page shows.
   *
   * @param pausedAt nothing later is shown; null while the page is live
   * @param later events that came since then and match
   */
  record ListView(
      Table table,
      List<HeardEvent> events,
      @Nullable Instant pausedAt,
      long later,
      String pauseOrResume,
      @Nullable String parkedRefusal) {}

  @Get("/events")
  HttpResponse<byte[]> list(Visit visit) {
    TableQuery query = TableQuery.of(visit, EventSection.PATH, FILTERS, List.of());
    Instant until = until(query);
    List<HeardEvent> matching = recent.find(event -> matches(event, query));
    List<HeardEvent> shown =
        until == null
            ? matching
            : matching.stream().filter(event -> !event.time().isAfter(until)).toList();
    List<HeardEvent> events = shown.stream().skip(query.offset()).limit(query.size()).toList();
    Table table =
        new Table(
            query,
            "event",
            until == null ? KINDS : "",
            0,
            shown.size(),
            events.size(),
            COLUMNS,
            List.of(),
            EventSection.PATH,
            events.isEmpty() ? empty(query) : null);
    return pages.page(
        visit,
        "events/list.jte",
        new ListView(
            table,
            events,
            until,
            matching.size() - shown.size(),
            pauseOrResume(query, until == null ? visit.now() : null),
            pages.refusal(visit, Role.OPERATOR)));
  }

  @Get("/events.csv")
  @Produces(Csv.MEDIA_TYPE)
  HttpResponse<byte[]> csv(Visit visit) {
    TableQuery query = TableQuery.of(visit, EventSection.PATH, FILTERS, List.of());
    Instant until = until(query);
    Csv csv = new Csv("id", "time", "type", "key", "source", "sequence", "data");
    recent
        .find(event -> matches(event, query) && (until == null || !event.time().isAfter(until)))
        .forEach(event ->
            csv.row(
                event.id(),
                event.time(),
                event.type(),
                event.key(),
                event.source(),
                event.sequence(),
                event.data()));
    return csv.response("events.csv");
  }

  private static boolean matches(HeardEvent event, TableQuery query) {
    String kind = query.value("kind");
    return (kind == null || kind.equals(event.kind()))
        && holds(event.type(), query.value("type"))
        && holds(event.key(), query.value("key"));
  }

  private static boolean holds(String text, @Nullable String part) {
    return part == null || text.toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT));
  }

  private static @Nullable Instant until(TableQuery query) {
    String until = query.value(UNTIL);
    try {
      return until == null ? null : Instant.parse(until);
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static String pauseOrResume(TableQuery query, @Nullable Instant until) {
    return Address.of(query.path())
        .with("kind", query.value("kind"))
        .with("type", query.value("type"))
        .with("key", query.value("key"))
        .with("size", query.size() == 25 ? null : query.size())
        .with(UNTIL, until)
        .toString();
  }

  /** The page of the thing that an event is about; null where it has none. */
  static @Nullable String thing(HeardEvent event) {
    String path = THINGS.get(event.kind());
    return path == null || event.key().isEmpty() ? null : Address.of(path, event.key()).toString();
  }

  /** The whole event in the JSON format of CloudEvents 1.0. */
  static String json(HeardEvent event) {
    ObjectNode json =
        JSON.createObjectNode()
            .put("specversion", "1.0")
            .put("id", event.id())
            .put("source", event.source())
            .put("type", event.type())
            .put("subject", event.key())
            .put("time", event.time().toString())
            .put("sequence", Long.toString(event.sequence()))
            .put("datacontenttype", "application/json");
    if (event.traceParent() != null) {
      json.put("traceparent", event.traceParent());
    }
    try {
      if (event.data() != null) {
        json.set("data", JSON.readTree(event.data()));
      }
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json);
    } catch (JsonProcessingException e) {
      return String.valueOf(event.data());
    }
  }

  private static Picture empty(TableQuery query) {
    return query.isFiltered()
        ? Picture.empty(
            "No event matches",
            "None of the latest "
                + RecentEvents.KEPT
                + " events that this gateway heard has these"
                + " values.",
            "Show all events",
            query.unfiltered())
        : Picture.empty(
            "No events yet",
            "Events show up here as they come, since this gateway was started. A backup makes"
                + " some.",
            "Back up now",
            "/console/backups/new");
  }
}
