package io.orchestratex.gateway.console.targets;

import io.orchestratex.gateway.console.frame.Badge;
import io.orchestratex.gateway.console.frame.Badge.Tone;
import io.orchestratex.gateway.console.service.target.JoinedTarget;
import io.orchestratex.gateway.console.service.target.TargetApi;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Targets in words. */
final class TargetViews {

  private TargetViews() {}

  static Badge backup(JoinedTarget target, boolean known) {
    JoinedTarget.Backup backup = target.backup();
    if (backup == null) {
      return new Badge(Tone.NEUTRAL, known ? "no" : "not known now");
    }
    if (!backup.reachable()) {
      return new Badge(Tone.BAD, "does not answer");
    }
    JoinedTarget.Restorable restorable = backup.restorable();
    String verdict = restorable == null ? "unknown" : restorable.verdict();
    return switch (verdict) {
      case "good" -> new Badge(Tone.GOOD, "restorable");
      case "none" -> new Badge(Tone.WARN, "no backup yet");
      default -> new Badge(Tone.WARN, verdict);
    };
  }

  static Badge watch(JoinedTarget target, boolean known) {
    JoinedTarget.Watch watch = target.watch();
    if (watch == null) {
      return new Badge(Tone.NEUTRAL, known ? "no" : "not known now");
    }
    return switch (watch.state()) {
      case "up" -> new Badge(Tone.GOOD, "up");
      case "down" -> new Badge(Tone.BAD, "down");
      default -> new Badge(Tone.NEUTRAL, "not measured yet");
    };
  }

  static Badge step(TargetApi.Step step) {
    return switch (step.result()) {
      case "passed" -> new Badge(Tone.GOOD, "passed");
      case "failed" -> new Badge(Tone.BAD, "failed");
      default -> new Badge(Tone.NEUTRAL, step.result());
    };
  }

  static String labels(Map<String, String> labels) {
    return new TreeMap<>(labels)
        .entrySet().stream()
            .map(each -> each.getKey() + "=" + each.getValue())
            .collect(Collectors.joining(", "));
  }

  static String source(String source) {
    return source.equals("added") ? "added by a person" : "of the settings";
  }
}
