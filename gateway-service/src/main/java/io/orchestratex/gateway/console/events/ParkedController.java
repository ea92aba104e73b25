package io.orchestratex.gateway.console.events;

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
import io.orchestratex.gateway.console.service.parked.ParkedEventApi;
import io.orchestratex.gateway.console.service.parked.ParkedEventApi.ParkedEvent;
import io.orchestratex.kit.access.Role;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.annotation.security.RolesAllowed;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What services could not apply: {@code parked.jte} over all, {@code parkedlist.jte} of one. */
@Controller(ParkedViews.PATH)
@RolesAllowed(Role.OPERATOR)
@ExecuteOn(TaskExecutors.BLOCKING)
@Produces(MediaType.TEXT_HTML)
@Hidden
class ParkedController {

  private static final int CSV_ROWS = 5_000;

  private static final List<Column> COLUMNS =
      List.of(
          Column.of("Parked"),
          Column.of("State"),
          Column.of("Type"),
          Column.of("Topic"),
          Column.of("Reason"),
          Column.of("Action"));

  static final List<Filter> FILTERS =
      List.of(
          new Filter.Choice(
              "replayed",
              "State",
              List.of(
                  new Filter.Option("false", "waits"), new Filter.Option("true", "sent again"))),
          new Filter.Text("type", "Type", "backup.failed"),
          new Filter.Text("topic", "Topic", "backup.events.v1"),
          new Filter.Text("reason", "Reason", "part of it"));

  private final ParkedEventApi api;
  private final Parts parts;
  private final Pages pages;

  ParkedController(ParkedEventApi api, Parts parts, Pages pages) {
    this.api = api;
    this.parts = parts;
    this.pages = pages;
  }

  /** A service and how many events wait there. */
  record ServiceView(String service, Part<Long> waiting) {}

  /** What the page over all services shows. */
  record OverView(List<ServiceView> services) {}

  @Get
  HttpResponse<byte[]> overview(Visit visit) {
    // Side by side: a service that is away takes its own line only.
    List<Parts.Loading<Long>> loading =
        ParkedEventApi.SERVICES.stream()
            .map(service ->
                parts.begin(
                    visit,
                    () ->
                        api.list(visit, service, ParkedEventApi.Filter.WAITING, 1, 0)
                            .paging()
                            .total()))
            .toList();
    List<ServiceView> services =
        IntStream.range(0, loading.size())
            .mapToObj(i -> new ServiceView(ParkedEventApi.SERVICES.get(i), loading.get(i).get()))
            .toList();
    return pages.page(visit, "events/parked.jte", new OverView(services));
  }

  /** What the page of a service shows. */
  record ListView(String service, Table table, List<ParkedEvent> events) {}

  @Get("/{service:[a-z-]+}")
  HttpResponse<byte[]> list(Visit visit, String service) {
    if (ParkedViews.known(service) == null) {
      return unknown(visit, service);
    }
    TableQuery query = query(visit, service);
    Part<Paged<ParkedEvent>> found =
        Parts.load(
            visit, () -> api.list(visit, service, filter(query), query.size(), query.offset()));
    List<ParkedEvent> events = found.isLoaded() ? found.get().items() : List.of();
    Table table =
        new Table(
            query,
            "event",
            "",
            0,
            found.isLoaded() ? found.get().paging().total() : 0,
            events.size(),
            COLUMNS,
            List.of(new Table.Action("replay", "Replay…", false, null)),
            ParkedViews.path(service) + "/actions",
            found.isLoaded() ? empty(query, events.isEmpty()) : found.picture());
    return pages.page(visit, "events/parkedlist.jte", new ListView(service, table, events));
  }

  @Get("/{service:[a-z-]+}.csv")
  @Produces({Csv.MEDIA_TYPE, MediaType.TEXT_HTML})
  HttpResponse<byte[]> csv(Visit visit, String service) {
    if (ParkedViews.known(service) == null) {
      return unknown(visit, service);
    }
    Csv csv =
        new Csv(
            "id",
            "parked_at",
            "replayed_at",
            "consumer",
            "topic",
            "partition",
            "offset",
            "type",
            "reason",
            "value");
    for (ParkedEvent event :
        ParkedViews.all(api, visit, service, filter(query(visit, service)), CSV_ROWS)) {
      csv.row(
          event.id(),
          event.parkedAt(),
          event.replayedAt(),
          event.consumer(),
          event.topic(),
          event.partition(),
          event.offset(),
          event.type(),
          event.reason(),
          event.value());
    }
    return csv.response("parked-events.csv");
  }

  private HttpResponse<byte[]> unknown(Visit visit, String service) {
    return pages.part(
        visit,
        "events/parkedlist.jte",
        Part.absent(
            Picture.of(
                404, "No service that parks events is named " + service + ".", null, "/console")));
  }

  private static TableQuery query(Visit visit, String service) {
    return TableQuery.of(visit, ParkedViews.path(service), FILTERS, List.of());
  }

  static ParkedEventApi.Filter filter(TableQuery query) {
    return new ParkedEventApi.Filter(
        query.value("topic"), query.value("type"), query.value("reason"), query.value("replayed"));
  }

  private static @Nullable Picture empty(TableQuery query, boolean none) {
    if (!none) {
      return null;
    }
    return query.isFiltered()
        ? Picture.empty(
            "No parked event matches",
            "No parked event of this service has these values.",
            "Show all of this service",
            query.unfiltered())
        : Picture.empty(
            "Nothing is parked",
            "This service could apply every event that it got.",
            "All services",
            ParkedViews.PATH);
  }
}
