package io.orchestratex.gateway.console.metrics;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.orchestratex.gateway.console.frame.Pages;
import io.orchestratex.gateway.console.frame.Part;
import io.orchestratex.gateway.console.frame.Picture;
import io.orchestratex.gateway.console.frame.Visit;
import io.orchestratex.gateway.console.service.Parts;
import io.orchestratex.gateway.console.service.Parts.Loading;
import io.orchestratex.gateway.console.service.monitor.MonitorApi;
import io.orchestratex.gateway.console.service.monitor.MonitorApi.Range;
import io.orchestratex.gateway.console.service.monitor.MonitorApi.Sample;
import io.orchestratex.gateway.console.service.monitor.MonitorApi.Target;
import io.orchestratex.kit.access.Role;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.annotation.security.RolesAllowed;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One target: {@code target.jte}. */
@Controller(MetricsSection.PATH + "/targets")
@RolesAllowed({Role.OPERATOR, Role.ANALYST})
@ExecuteOn(TaskExecutors.BLOCKING)
@Produces(MediaType.TEXT_HTML)
@Hidden
class TargetController {

  private static final int MOST_SAMPLES = 1_000;
  private static final int MOST_LINES = 5;

  private final MonitorApi api;
  private final Happenings happenings;
  private final Parts parts;
  private final Pages pages;

  TargetController(MonitorApi api, Happenings happenings, Parts parts, Pages pages) {
    this.api = api;
    this.happenings = happenings;
    this.parts = parts;
    this.pages = pages;
  }

  /**
   * What the page shows.
   *
   * @param charts of the main metrics that have values in the window
   * @param absent what stands in place of the charts; null where there are some
   * @param measured what is measured now, by name
   */
  record TargetView(
      Target target,
      Window window,
      List<SeriesCharts.Drawn> charts,
      @Nullable Picture absent,
      Happenings.Marks marks,
      Part<List<Measured>> measured) {

    TargetView {
      charts = List.copyOf(charts);
    }
  }

  /**
   * A metric of a target.
   *
   * @param series how many there are of it
   * @param text the value where there is one series
   */
  record Measured(String name, int series, String text) {}

  @Get("/{id}")
  HttpResponse<byte[]> show(Visit visit, String id) {
    Part<Target> target = Parts.load(visit, () -> api.target(visit, id));
    return pages.part(visit, "metrics/target.jte", target.map(found -> view(visit, found)));
  }

  private TargetView view(Visit visit, Target target) {
    Window window = Window.of(visit.parameter("range"), visit.now());
    Happenings.Asked asked = happenings.ask(visit, window, target.id());
    var latest = parts.begin(visit, () -> api.allLatest(visit, target.id(), MOST_SAMPLES));
    Map<String, Loading<Range>> ranges = new LinkedHashMap<>();
    for (String name : MainMetrics.of(target.kind())) {
      ranges.put(name, parts.begin(visit, () -> range(visit, name, target.id(), window)));
    }
    Happenings.Marks marks = asked.get();
    List<SeriesCharts.Drawn> charts = new ArrayList<>();
    Picture absent = null;
    for (Map.Entry<String, Loading<Range>> each : ranges.entrySet()) {
      Part<Range> range = each.getValue().get();
      if (!range.isLoaded()) {
        absent = range.picture();
        continue;
      }
      String name = each.getKey();
      SeriesCharts.Drawn drawn =
          SeriesCharts.draw(
              "chart-" + name,
              name,
              window,
              range.get(),
              null,
              Units.isCounter(name),
              MOST_LINES,
              marks.marks());
      if (!drawn.isEmpty()) {
        charts.add(drawn);
      }
    }
    if (charts.isEmpty() && absent == null) {
      absent =
          Picture.empty(
              "No values in this range",
              "Nothing was measured of " + target.id() + " then. Choose a longer range.",
              null,
              null);
    }
    return new TargetView(
        target,
        window,
        charts,
        charts.isEmpty() ? absent : null,
        marks,
        latest.get().map(TargetController::measured));
  }

  private Range range(Visit visit, String name, String target, Window window) {
    return api.range(
        visit,
        new MonitorApi.Query(
            name,
            target,
            List.of(),
            window.from(),
            window.to(),
            window.step(),
            Units.isCounter(name) ? "last" : "avg"));
  }

  private static List<Measured> measured(List<Sample> samples) {
    Map<String, List<Sample>> byName = new TreeMap<>();
    samples.forEach(
        sample -> byName.computeIfAbsent(sample.name(), _ -> new ArrayList<>()).add(sample));
    List<Measured> measured = new ArrayList<>();
    byName.forEach((name, all) ->
        measured.add(
            new Measured(
                name,
                all.size(),
                all.size() == 1 ? Units.text(name, all.getFirst().value(), false) : "")));
    return measured;
  }
}
