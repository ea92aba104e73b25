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
import io.orchestratex.gateway.console.service.monitor.MonitorApi.Target;
import io.orchestratex.kit.access.Role;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.annotation.security.RolesAllowed;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Any metric over time: {@code explore.jte}. */
@Controller(Explore.PATH)
@RolesAllowed({Role.OPERATOR, Role.ANALYST})
@ExecuteOn(TaskExecutors.BLOCKING)
@Produces(MediaType.TEXT_HTML)
@Hidden
class ExploreController {

  /** More of them make a long page: one then types a name. */
  private static final int MOST_NAMES = 500;

  private static final int MOST_LINES = 8;

  private final MonitorApi api;
  private final Happenings happenings;
  private final Parts parts;
  private final Pages pages;

  ExploreController(MonitorApi api, Happenings happenings, Parts parts, Pages pages) {
    this.api = api;
    this.happenings = happenings;
    this.parts = parts;
    this.pages = pages;
  }

  /**
   * What the page shows.
   *
   * @param targets to choose from
   * @param manyTargets whether there are more of them
   * @param names that are measured now, to choose from
   * @param drawn null where {@code picture} stands in its place
   */
  record ExploreView(
      Explore explore,
      List<String> targets,
      boolean manyTargets,
      List<String> names,
      SeriesCharts.@Nullable Drawn drawn,
      @Nullable Picture picture,
      Happenings.Marks marks) {

    ExploreView {
      targets = List.copyOf(targets);
      names = List.copyOf(names);
    }
  }

  @Get
  HttpResponse<byte[]> explore(Visit visit) {
    Explore explore = Explore.of(visit);
    var targets = parts.begin(visit, () -> api.targets(visit, null, null, MonitorApi.PAGE, 0));
    var measured = parts.begin(visit, () -> api.names(visit, explore.target(), MOST_NAMES));
    String name = explore.name();
    boolean drawing = name != null && explore.window().problem() == null;
    Happenings.Asked asked =
        drawing && explore.marks()
            ? happenings.ask(visit, explore.window(), explore.target())
            : null;
    Loading<Range> now =
        drawing ? parts.begin(visit, () -> api.range(visit, query(explore))) : null;
    Loading<Range> before =
        drawing && explore.compare()
            ? parts.begin(
                visit, () -> api.range(visit, query(explore).before(explore.window().length())))
            : null;
    Happenings.Marks marks = asked == null ? Happenings.Marks.NONE : asked.get();
    SeriesCharts.Drawn drawn = null;
    Picture picture = whyNothing(explore);
    if (now != null && name != null) {
      Part<Range> found = now.get();
      Part<Range> earlier = before == null ? null : before.get();
      if (!found.isLoaded()) {
        picture = found.picture();
      } else {
        drawn =
            SeriesCharts.draw(
                "chart",
                name,
                explore.window(),
                found.get(),
                earlier == null || !earlier.isLoaded() ? null : earlier.get(),
                explore.perSecond(),
                MOST_LINES,
                marks.marks());
        picture = drawn.isEmpty() ? nothingFound(explore) : null;
      }
    }
    return pages.page(
        visit,
        "metrics/explore.jte",
        new ExploreView(
            explore,
            names(targets.get().map(page -> page.items().stream().map(Target::id).toList())),
            targets.get().isLoaded() && targets.get().get().paging().total() > MonitorApi.PAGE,
            names(measured.get()),
            drawn,
            picture,
            marks));
  }

  private static MonitorApi.Query query(Explore explore) {
    Window window = explore.window();
    return new MonitorApi.Query(
        explore.name() == null ? "" : explore.name(),
        explore.target(),
        explore.labels(),
        window.from(),
        window.to(),
        window.step(),
        explore.perSecond() ? "last" : explore.aggregation());
  }

  private static List<String> names(Part<List<String>> part) {
    return part.isLoaded() ? part.get() : List.of();
  }

  private static @Nullable Picture whyNothing(Explore explore) {
    if (explore.window().problem() != null) {
      return Picture.empty("No such window", explore.window().problem(), null, null);
    }
    return explore.name() == null
        ? Picture.empty(
            "Choose a metric",
            "Type a part of its name, or open a target to see what is measured of it.",
            "To the targets",
            MetricsSection.PATH)
        : null;
  }

  private static Picture nothingFound(Explore explore) {
    return Picture.empty(
        "No values",
        "No series of "
            + explore.name()
            + " has values in this window with this target and these labels.",
        "Show all series of it",
        Explore.path(null, explore.name(), Window.DEFAULT));
  }
}
