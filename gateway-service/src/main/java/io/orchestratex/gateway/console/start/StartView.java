package io.orchestratex.gateway.console.start;

import io.orchestratex.gateway.console.frame.Part;
import io.orchestratex.gateway.console.service.backup.Readiness;
import io.orchestratex.gateway.console.service.monitor.MonitorApi;
import io.orchestratex.gateway.console.service.status.StatusApi;
import io.orchestratex.gateway.console.service.status.StatusApi.Alert;
import io.orchestratex.gateway.console.service.status.StatusApi.AlertSummary;
import io.orchestratex.gateway.console.service.status.StatusApi.Case;
import io.orchestratex.gateway.console.service.status.StatusApi.Job;
import io.orchestratex.gateway.console.service.system.SystemApi;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the start page shows; each part is answered, or absent, by itself.
 *
 * @param readiness whether each target could be brought back
 * @param measured state of what is monitored
 * @param gauges current samples that every engine has
 * @param changeRefusal why this person may order nothing
 */
record StartView(
    Part<List<StatusApi.BackupTarget>> targets,
    Part<List<Readiness>> readiness,
    Part<Alerts> alerts,
    Part<Cases> cases,
    Part<Jobs> jobs,
    Part<StatusApi.Usage> usage,
    Part<SystemApi.Overview> system,
    Part<Measured> measured,
    Part<List<MonitorApi.Sample>> gauges,
    Part<List<StatusApi.Schedule>> schedules,
    @Nullable String changeRefusal) {

  /**
   * What is monitored.
   *
   * @param total of all targets
   * @param down the first of those that are down
   * @param notYet the first of those that were not measured yet
   */
  record Measured(
      long total,
      long downCount,
      List<MonitorApi.Target> down,
      long notYetCount,
      List<MonitorApi.Target> notYet) {

    static final Measured NONE = new Measured(0, 0, List.of(), 0, List.of());

    Measured {
      down = List.copyOf(down);
      notYet = List.copyOf(notYet);
    }

    long up() {
      return Math.max(0, total - downCount - notYetCount);
    }

    /** The first few that are not up. */
    List<MonitorApi.Target> notUp(int most) {
      return Stream.concat(down.stream(), notYet.stream()).limit(most).toList();
    }
  }

  /** Alerts that have not ended; the newest few of them. */
  record Alerts(AlertSummary summary, List<Alert> newest) {

    Alerts {
      newest = List.copyOf(newest);
    }
  }

  /**
   * Cases that are not resolved, newest first.
   *
   * @param total of all of them; more than are listed where there are very many
   */
  record Cases(List<Case> open, long total) {

    Cases {
      open = List.copyOf(open);
    }

    long count(String severity) {
      return open.stream().filter(each -> each.severity().equals(severity)).count();
    }
  }

  /**
   * A job and which list it is of.
   *
   * @param kind backups or restores
   */
  record KindOfJob(String kind, Job job) {

    String path() {
      return "/console/" + kind + "/" + job.id();
    }

    String noun() {
      return kind.substring(0, kind.length() - 1);
    }
  }

  /** Jobs under way, oldest first, and those that ended, newest first. */
  record Jobs(List<KindOfJob> running, List<KindOfJob> ended, long queued) {

    Jobs {
      running = List.copyOf(running);
      ended = List.copyOf(ended);
    }
  }

  /** What is known of a target's readiness; null where nothing is. */
  @Nullable Readiness readinessOf(String target) {
    return readiness.isLoaded()
        ? readiness.get().stream()
            .filter(each -> each.target().equals(target))
            .findFirst()
            .orElse(null)
        : null;
  }

  StartRules.Verdict verdict() {
    return StartRules.verdict(this);
  }
}
