package io.orchestratex.gateway.console.start;

import io.orchestratex.gateway.console.frame.Badge.Tone;
import io.orchestratex.gateway.console.frame.Part;
import io.orchestratex.gateway.console.frame.Picture;
import io.orchestratex.gateway.console.service.backup.Readiness;
import io.orchestratex.gateway.console.service.monitor.MonitorApi;
import io.orchestratex.gateway.console.service.status.StatusApi;
import io.orchestratex.gateway.console.service.status.StatusApi.BackupTarget;
import io.orchestratex.gateway.console.service.status.StatusApi.Job;
import io.orchestratex.gateway.console.service.status.StatusApi.Schedule;
import io.orchestratex.gateway.console.service.system.SystemApi;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Says what is wrong, from what the services answered. */
final class StartRules {

  private static final double DISK_WARN = 0.8;
  private static final double DISK_BAD = 0.9;

  private StartRules() {}

  /**
   * Something that needs a person.
   *
   * @param path where it is shown in full
   */
  record Trouble(Tone tone, String text, String path) {}

  /**
   * The state of all.
   *
   * @param troubles the gravest first
   */
  record Verdict(Tone tone, String sentence, List<Trouble> troubles) {

    Verdict {
      troubles = List.copyOf(troubles);
    }
  }

  /** What is known of everything, and what is not. */
  static Verdict verdict(StartView view) {
    List<Trouble> found = new ArrayList<>();
    Set<String> named = new HashSet<>();
    if (view.measured().isLoaded()) {
      downs(view.measured().get().down(), found, named);
    }
    if (view.system().isLoaded()) {
      parts(view.system().get(), found, named);
    }
    if (view.targets().isLoaded()) {
      view.targets()
          .get()
          .forEach(target -> restorable(target, view.changeRefusal() == null, found, named));
    }
    if (view.readiness().isLoaded()) {
      notReady(view.readiness().get(), found);
    }
    if (view.alerts().isLoaded()) {
      alerts(view.alerts().get().summary(), found);
    }
    if (view.jobs().isLoaded()) {
      lastBackup(view.jobs().get(), found);
    }
    if (view.schedules().isLoaded()) {
      schedules(view.schedules().get(), found);
    }
    if (view.gauges().isLoaded()) {
      disks(view.gauges().get(), found);
    }
    found.sort(Comparator.comparing(trouble -> trouble.tone() == Tone.BAD ? 0 : 1));
    List<String> unknown = unknown(view);
    boolean bad = found.stream().anyMatch(trouble -> trouble.tone() == Tone.BAD);
    Tone tone = bad ? Tone.BAD : found.isEmpty() && unknown.isEmpty() ? Tone.GOOD : Tone.WARN;
    return new Verdict(tone, sentence(found.size(), unknown), found);
  }

  private static String sentence(int troubles, List<String> unknown) {
    String wrong =
        troubles == 0
            ? "Nothing is known to be wrong"
            : troubles == 1 ? "1 thing needs attention" : troubles + " things need attention";
    if (unknown.isEmpty()) {
      return troubles == 0 ? "Everything is in order." : wrong + ".";
    }
    return wrong + "; not known now: " + String.join(", ", unknown) + ".";
  }

  private static List<String> unknown(StartView view) {
    List<String> unknown = new ArrayList<>();
    note(view.targets(), "restorability", unknown);
    note(view.alerts(), "alerts", unknown);
    note(view.jobs(), "backups and restores", unknown);
    note(view.schedules(), "schedules", unknown);
    note(view.measured(), "measurements", unknown);
    Picture system = view.system().picture();
    if (system != null && system.kind() != Picture.Kind.FORBIDDEN) {
      unknown.add("services");
    }
    return unknown;
  }

  private static void note(Part<?> part, String name, List<String> unknown) {
    if (!part.isLoaded()) {
      unknown.add(name);
    }
  }

  private static void downs(List<MonitorApi.Target> down, List<Trouble> found, Set<String> named) {
    for (MonitorApi.Target target : down) {
      named.add(target.id());
      found.add(
          new Trouble(
              Tone.BAD,
              target.id() + " is down" + (target.failure() == null ? "" : ": " + target.failure()),
              "/console/metrics/targets/" + StartViews.encoded(target.id())));
    }
  }

  private static void parts(SystemApi.Overview system, List<Trouble> found, Set<String> named) {
    for (SystemApi.ServicePart part : system.services()) {
      if (!part.isUp() && named.add(part.service())) {
        found.add(new Trouble(Tone.BAD, part.service() + " does not answer", "/console/system"));
      }
    }
    for (SystemApi.EnginePart part : system.engines()) {
      if (!part.isUp() && named.add(part.engine())) {
        found.add(
            new Trouble(
                Tone.BAD,
                part.engine() + " does not answer " + String.join(", ", part.awayFor()),
                "/console/system"));
      }
    }
  }

  private static void restorable(
      BackupTarget target, boolean mayOrder, List<Trouble> found, Set<String> named) {
    if (!target.reachable() && named.add(target.id())) {
      found.add(
          new Trouble(
              Tone.BAD,
              target.id() + " cannot be reached for backups: " + target.failure(),
              "/console/backups?target=" + StartViews.encoded(target.id())));
    }
    if (!target.restorable().verdict().equals("good")) {
      boolean none = target.restorable().verdict().equals("none");
      found.add(
          new Trouble(
              none ? Tone.BAD : Tone.WARN,
              notRestorable(target) + ": " + target.restorable().reason(),
              none && mayOrder
                  ? "/console/backups/new"
                  : "/console/backups?target=" + StartViews.encoded(target.id())));
    }
  }

  /** What the verdict on restorability does not say: a key that is missing, a drill that failed. */
  private static void notReady(List<Readiness> targets, List<Trouble> found) {
    for (Readiness target : targets) {
      for (Readiness.Check check : target.checks()) {
        boolean key = check.name().equals("key") && check.state().equals("failed");
        boolean drill =
            check.name().equals("drill")
                && check.state().equals("warning")
                && target.lastDrill() != null;
        if (key || drill) {
          found.add(
              new Trouble(
                  key ? Tone.BAD : Tone.WARN,
                  target.target() + ": " + check.reason(),
                  "/console/readiness#target-" + StartViews.encoded(target.target())));
        }
      }
    }
  }

  private static String notRestorable(BackupTarget target) {
    return switch (target.restorable().verdict()) {
      case "none" -> target.id() + " is not restorable";
      case "stale" -> "The last good backup of " + target.id() + " is too old";
      case "partial" -> "The last good backup of " + target.id() + " is not whole";
      case "vault-away" -> "The last good backup of " + target.id() + " cannot be reached";
      default -> "Whether " + target.id() + " is restorable is not known";
    };
  }

  private static void alerts(StatusApi.AlertSummary summary, List<Trouble> found) {
    for (String severity : List.of("critical", "high", "medium")) {
      long open = summary.open().getOrDefault(severity, 0L);
      if (open > 0) {
        found.add(
            new Trouble(
                severity.equals("medium") ? Tone.WARN : Tone.BAD,
                open + " " + severity + (open == 1 ? " alert is open" : " alerts are open"),
                "/console/alerts?resolved=false&severity=" + severity));
      }
    }
  }

  private static void lastBackup(StartView.Jobs jobs, List<Trouble> found) {
    jobs.ended().stream()
        .filter(job -> job.kind().equals("backups"))
        .map(StartView.KindOfJob::job)
        .findFirst()
        .filter(job -> job.state().equals("failed"))
        .ifPresent(job ->
            found.add(
                new Trouble(
                    Tone.WARN,
                    "The newest backup failed" + because(job),
                    "/console/backups/" + job.id())));
  }

  private static String because(Job job) {
    return job.failure() == null ? "" : ": " + job.failure();
  }

  private static void schedules(List<Schedule> schedules, List<Trouble> found) {
    if (schedules.stream().anyMatch(schedule -> schedule.state().equals("all_paused"))) {
      found.add(new Trouble(Tone.WARN, "All schedules are paused", "/console/schedules"));
    }
    for (Schedule schedule : schedules) {
      if (StartViews.hasFailed(schedule)) {
        found.add(
            new Trouble(
                Tone.WARN,
                "The last run of schedule " + schedule.id() + " failed",
                "/console/schedules/" + StartViews.encoded(schedule.id())));
      }
    }
  }

  private static void disks(List<MonitorApi.Sample> gauges, List<Trouble> found) {
    for (MonitorApi.Sample sample : gauges) {
      if (sample.name().endsWith("_disk_used_ratio") && sample.value() >= DISK_WARN) {
        found.add(
            new Trouble(
                sample.value() >= DISK_BAD ? Tone.BAD : Tone.WARN,
                "The disk"
                    + (sample.labels().containsKey("path") ? " " + sample.labels().get("path") : "")
                    + " of "
                    + sample.target()
                    + " is "
                    + Math.round(sample.value() * 100)
                    + " % full",
                "/console/metrics/targets/" + StartViews.encoded(sample.target())));
      }
    }
  }
}
