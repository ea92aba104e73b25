package io.orchestratex.gateway.console.cases;

import io.orchestratex.gateway.console.frame.Badge;
import io.orchestratex.gateway.console.frame.Badge.Tone;
import io.orchestratex.gateway.console.service.alert.Case;
import java.util.ArrayList;
import java.util.List;

/** What the pages about cases say about one. */
final class CaseViews {

  static final List<String> PRIORITIES = List.of("urgent", "high", "medium", "low");
  static final List<String> SEVERITIES = List.of("critical", "high", "medium", "low");

  private CaseViews() {}

  static Badge status(Case one) {
    return new Badge(
        switch (one.status()) {
          case "open" -> Tone.WARN;
          case "in_progress" -> Tone.BUSY;
          case "resolved" -> Tone.GOOD;
          default -> Tone.NEUTRAL;
        },
        word(one.status()));
  }

  /** A status as people say it. */
  static String word(String status) {
    return status.replace('_', ' ');
  }

  /** What a case can become, itself first. */
  static List<String> moves(String status) {
    List<String> moves = new ArrayList<>(List.of(status));
    moves.addAll(
        switch (status) {
          case "open" -> List.of("in_progress", "resolved");
          case "in_progress" -> List.of("open", "resolved");
          case "resolved" -> List.of("closed", "open");
          default -> List.of("open");
        });
    return moves;
  }
}
