package io.orchestratex.gateway.console.metrics;

import io.orchestratex.gateway.console.frame.Chart;
import io.orchestratex.gateway.console.frame.Part;
import io.orchestratex.gateway.console.frame.Visit;
import io.orchestratex.gateway.console.service.Parts;
import io.orchestratex.gateway.console.service.Parts.Loading;
import io.orchestratex.gateway.console.service.status.StatusApi;
import io.orchestratex.gateway.console.service.status.StatusApi.Alert;
import io.orchestratex.gateway.console.service.status.StatusApi.Job;
import io.orchestratex.gateway.console.service.system.SystemApi;
import io.orchestratex.kit.access.Role;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What happened in a window of time, to be drawn over lines. */
@Singleton
final class Happenings {

  private static final int MOST = 25;

  private final StatusApi status;
  private final SystemApi system;
  private final Parts parts;

  Happenings(StatusApi status, SystemApi system, Parts parts) {
    this.status = status;
    this.system = system;
    this.parts = parts;
  }

  /**
   * What happened, oldest first.
   *
   * @param unknown kinds of which a service did not tell
   */
  record Marks(List<Chart.Mark> marks, List<String> unknown) {

    static final Marks NONE = new Marks(List.of(), List.of());

    Marks {
      marks = List.copyOf(marks);
      unknown = List.copyOf(unknown);
    }
  }

  /** What is on its way. */
  final class Asked {

    private final @Nullable String target;
    private final Loading<List<Job>> backups;
    private final Loading<List<Job>> restores;
    private final Loading<List<Alert>> alerts;
    private final @Nullable Loading<SystemApi.Overview> services;

    private Asked(Visit visit, Window window, @Nullable String target) {
      this.target = target;
      backups = parts.begin(visit, () -> ordered(visit, "backups", window));
      restores = parts.begin(visit, () -> ordered(visit, "restores", window));
      alerts =
          parts.begin(visit, () -> status.alerts(visit, target, window.from(), window.to(), MOST));
      services = visit.may(Role.OPERATOR) ? parts.begin(visit, () -> system.overview(visit)) : null;
    }

    private List<Job> ordered(Visit visit, String kind, Window window) {
      return status.ordered(visit, kind, window.from(), window.to(), MOST);
    }

    Marks get() {
      List<Chart.Mark> marks = new ArrayList<>();
      List<String> unknown = new ArrayList<>();
      add("backups", backups.get(), job -> mark("backup", job), marks, unknown);
      add("restores", restores.get(), job -> mark("restore", job), marks, unknown);
      add("alerts", alerts.get(), Happenings::mark, marks, unknown);
      if (services != null) {
        add(
            "starts",
            services.get().map(SystemApi.Overview::services),
            Happenings::mark,
            marks,
            unknown);
      }
      marks.sort(Comparator.comparing(Chart.Mark::at));
      return new Marks(marks, unknown);
    }

    private Chart.@Nullable Mark mark(String noun, Job job) {
      return target == null || job.targets().contains(target)
          ? new Chart.Mark(
              job.createdAt(),
              noun + " " + job.state().replace('_', ' '),
              "/console/" + noun + "s/" + job.id())
          : null;
    }
  }

  /** Asks for what happened; of one target where it is given. */
  Asked ask(Visit visit, Window window, @Nullable String target) {
    return new Asked(visit, window, target);
  }

  private static Chart.Mark mark(Alert alert) {
    return new Chart.Mark(
        alert.startsAt(), alert.severity() + " alert", "/console/alerts/" + alert.id());
  }

  private static Chart.@Nullable Mark mark(SystemApi.ServicePart part) {
    return part.startedAt() == null
        ? null
        : new Chart.Mark(
            part.startedAt(),
            part.service() + " " + part.version() + " started",
            "/console/system");
  }

  private static <T> void add(
      String kind,
      Part<List<T>> part,
      Function<T, Chart.@Nullable Mark> change,
      List<Chart.Mark> marks,
      List<String> unknown) {
    if (!part.isLoaded()) {
      unknown.add(kind);
      return;
    }
    for (T each : part.get()) {
      Chart.Mark mark = change.apply(each);
      if (mark != null) {
        marks.add(mark);
      }
    }
  }
}
