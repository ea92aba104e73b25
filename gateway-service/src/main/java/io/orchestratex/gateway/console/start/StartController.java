package io.orchestratex.gateway.console.start;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.orchestratex.gateway.console.frame.Pages;
import io.orchestratex.gateway.console.frame.Part;
import io.orchestratex.gateway.console.frame.Preferences.TimeFormat;
import io.orchestratex.gateway.console.frame.Visit;
import io.orchestratex.gateway.console.service.Paged;
import io.orchestratex.gateway.console.service.Parts;
import io.orchestratex.gateway.console.service.Parts.Loading;
import io.orchestratex.gateway.console.service.backup.DrillApi;
import io.orchestratex.gateway.console.service.monitor.MonitorApi;
import io.orchestratex.gateway.console.service.status.StatusApi;
import io.orchestratex.gateway.console.service.status.StatusApi.Case;
import io.orchestratex.gateway.console.service.status.StatusApi.Job;
import io.orchestratex.gateway.console.service.system.SystemApi;
import io.orchestratex.kit.access.Role;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.annotation.security.RolesAllowed;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The start page: {@code page.jte}, and {@code own.jte} for who may see their own prompts only. */
@Controller(StartSection.PATH)
@RolesAllowed({Role.OPERATOR, Role.ANALYST, Role.AGENT})
@ExecuteOn(TaskExecutors.BLOCKING)
@Produces(MediaType.TEXT_HTML)
@Hidden
class StartController {

  private static final int NEWEST = 5;
  private static final int RECENT = 8;

  private final StatusApi status;
  private final DrillApi drills;
  private final MonitorApi monitor;
  private final SystemApi system;
  private final Parts parts;
  private final Pages pages;

  StartController(
      StatusApi status,
      DrillApi drills,
      MonitorApi monitor,
      SystemApi system,
      Parts parts,
      Pages pages) {
    this.status = status;
    this.drills = drills;
    this.monitor = monitor;
    this.system = system;
    this.parts = parts;
    this.pages = pages;
  }

  /** What somebody sees who may see their own prompts only. */
  record OwnView(Part<StatusApi.Usage> usage, String reason) {}

  @Get
  HttpResponse<byte[]> start(Visit visit) {
    Loading<StatusApi.Usage> usage =
        parts.begin(visit, () -> status.usage(visit, startOfDay(visit), zone(visit).getId()));
    String refusal = pages.refusal(visit, Role.OPERATOR, Role.ANALYST);
    if (refusal != null) {
      return pages.page(visit, "start/own.jte", new OwnView(usage.get(), refusal));
    }
    var targets = parts.begin(visit, () -> status.targets(visit));
    var readiness = parts.begin(visit, () -> drills.readiness(visit));
    var summary = parts.begin(visit, () -> status.alertSummary(visit));
    var newest = parts.begin(visit, () -> status.openAlerts(visit, NEWEST));
    var open = parts.begin(visit, () -> status.cases(visit, "open"));
    var worked = parts.begin(visit, () -> status.cases(visit, "in_progress"));
    var jobs = new LoadingJobs(visit);
    var overview = parts.begin(visit, () -> system.overview(visit));
    var measured = new LoadingTargets(visit);
    List<Loading<Paged<MonitorApi.Sample>>> gauges =
        Gauges.NAMES.stream()
            .map(name -> parts.begin(visit, () -> monitor.latest(visit, name, null, 0)))
            .toList();
    var schedules = parts.begin(visit, () -> status.schedules(visit));
    return pages.page(
        visit,
        "start/page.jte",
        new StartView(
            targets.get(),
            readiness.get(),
            both(summary.get(), newest.get()),
            cases(open.get(), worked.get()),
            jobs.get(),
            usage.get(),
            overview.get(),
            measured.get(),
            samples(gauges),
            schedules.get().map(StartViews::soonestFirst),
            pages.refusal(visit, Role.OPERATOR)));
  }

  /** What is monitored, on its way: how many there are, and those that are not up. */
  private final class LoadingTargets {

    private final Loading<Paged<MonitorApi.Target>> all;
    private final Loading<Paged<MonitorApi.Target>> down;
    private final Loading<Paged<MonitorApi.Target>> unknown;

    LoadingTargets(Visit visit) {
      all = parts.begin(visit, () -> monitor.targets(visit, null, null, 1, 0));
      down = parts.begin(visit, () -> monitor.targets(visit, "down", null, MonitorApi.PAGE, 0));
      unknown = parts.begin(visit, () -> monitor.targets(visit, "unknown", null, RECENT, 0));
    }

    Part<StartView.Measured> get() {
      for (Loading<Paged<MonitorApi.Target>> each : List.of(all, down, unknown)) {
        if (!each.get().isLoaded()) {
          return each.get().map(_ -> StartView.Measured.NONE);
        }
      }
      return Part.loaded(
          new StartView.Measured(
              all.get().get().paging().total(),
              down.get().get().paging().total(),
              down.get().get().items(),
              unknown.get().get().paging().total(),
              unknown.get().get().items()));
    }
  }

  /** Lists of jobs on their way: those that run, wherever they lie, and the newest. */
  private final class LoadingJobs {

    private final Loading<Paged<Job>> backups;
    private final Loading<Paged<Job>> running;
    private final Loading<Paged<Job>> verifying;
    private final Loading<Paged<Job>> queued;
    private final Loading<Paged<Job>> restores;

    LoadingJobs(Visit visit) {
      backups = parts.begin(visit, () -> status.backups(visit, null, RECENT));
      running = parts.begin(visit, () -> status.backups(visit, "running", RECENT));
      verifying = parts.begin(visit, () -> status.backups(visit, "verifying", RECENT));
      queued = parts.begin(visit, () -> status.backups(visit, "queued", RECENT));
      restores = parts.begin(visit, () -> status.restores(visit, StatusApi.MOST));
    }

    Part<StartView.Jobs> get() {
      for (Loading<Paged<Job>> each : List.of(backups, running, verifying, queued, restores)) {
        if (!each.get().isLoaded()) {
          return each.get().map(_ -> new StartView.Jobs(List.of(), List.of(), 0));
        }
      }
      List<StartView.KindOfJob> all = new ArrayList<>();
      Stream.of(running, verifying, queued, backups)
          .flatMap(list -> list.get().get().items().stream())
          .distinct()
          .forEach(job -> all.add(new StartView.KindOfJob("backups", job)));
      restores
          .get()
          .get()
          .items()
          .forEach(job -> all.add(new StartView.KindOfJob("restores", job)));
      Comparator<StartView.KindOfJob> byTime = Comparator.comparing(each -> each.job().createdAt());
      return Part.loaded(
          new StartView.Jobs(
              all.stream().filter(each -> !each.job().hasEnded()).sorted(byTime).toList(),
              all.stream()
                  .filter(each -> each.job().hasEnded())
                  .sorted(byTime.reversed())
                  .limit(RECENT)
                  .toList(),
              queued.get().get().paging().total()));
    }
  }

  private static Part<StartView.Alerts> both(
      Part<StatusApi.AlertSummary> summary, Part<List<StatusApi.Alert>> newest) {
    return newest.isLoaded()
        ? summary.map(counts -> new StartView.Alerts(counts, newest.get()))
        : newest.map(list -> new StartView.Alerts(summary.get(), list));
  }

  private static Part<StartView.Cases> cases(Part<Paged<Case>> open, Part<Paged<Case>> worked) {
    if (!worked.isLoaded()) {
      return worked.map(_ -> new StartView.Cases(List.of(), 0));
    }
    return open.map(first ->
        new StartView.Cases(
            Stream.concat(first.items().stream(), worked.get().items().stream())
                .sorted(Comparator.comparing(Case::createdAt).reversed())
                .toList(),
            first.paging().total() + worked.get().paging().total()));
  }

  private static Part<List<MonitorApi.Sample>> samples(
      List<Loading<Paged<MonitorApi.Sample>>> loading) {
    List<MonitorApi.Sample> all = new ArrayList<>();
    for (Loading<Paged<MonitorApi.Sample>> each : loading) {
      Part<Paged<MonitorApi.Sample>> part = each.get();
      if (!part.isLoaded()) {
        return part.map(Paged::items);
      }
      all.addAll(part.get().items());
    }
    return Part.loaded(all);
  }

  private static ZoneId zone(Visit visit) {
    return visit.preferences().time() == TimeFormat.UTC
        ? ZoneOffset.UTC
        : visit.preferences().zone();
  }

  private static Instant startOfDay(Visit visit) {
    ZoneId zone = zone(visit);
    return visit.now().atZone(zone).toLocalDate().atStartOfDay(zone).toInstant();
  }
}
