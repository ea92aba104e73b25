package io.orchestratex.alert.intake;

import io.orchestratex.alert.lifecycle.Alert;
import io.orchestratex.alert.lifecycle.Fingerprint;
import io.orchestratex.alert.lifecycle.Firing;
import io.orchestratex.alert.rule.MessageTemplate;
import io.orchestratex.alert.rule.RuleEvaluation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/**
 * One alert about several series that shrank at once: a dropped database, or collections that a
 * person drops one after the other, are one piece of news and not one for each collection. Its
 * members are the fingerprints of the series, kept in an annotation; it ends with its last member.
 */
final class ShrunkTogether {

  static final String MEMBERS = "members";

  /** Their names, in the order of the members. */
  private static final String SERIES = "series";

  private static final String TOGETHER = "together";
  private static final String DATABASE = "database";
  private static final String COLLECTION = "collection";
  private static final int MOST_NAMED = 10;

  /** More would make the alert larger than what a receiver takes. */
  private static final int MOST_MEMBERS = 500;

  /** A loss that comes later than this after the last one is news of its own. */
  private static final Duration AT_ONCE = Duration.ofSeconds(60);

  private ShrunkTogether() {}

  /** A series that shrank in this measurement. */
  record Loss(Question question, double previous) {}

  /**
   * Whether losses of one measurement are reported in one alert. One that is open takes more
   * without a message, so it does so only for a moment.
   *
   * @param last when a loss was last added to the open alert about several, or null
   */
  static boolean belongTogether(List<Question> losses, @Nullable Instant last) {
    return last == null
        ? losses.size() > 1
        : last.plus(AT_ONCE).isAfter(losses.getFirst().reading().at());
  }

  /** The fingerprint of the alert about this series and others of its database and rule. */
  static String fingerprint(Question question) {
    return Fingerprint.of(labels(question));
  }

  private static Map<String, String> labels(Question question) {
    Map<String, String> labels = new HashMap<>();
    labels.put("alertname", question.rule().id());
    labels.put("target", question.target());
    labels.put(TOGETHER, "true");
    String database = question.labels().get(DATABASE);
    if (database != null) {
      labels.put(DATABASE, database);
    }
    return labels;
  }

  /**
   * What to raise.
   *
   * @param losses at least one, all of one rule, target and database
   * @param open the alert that is open about earlier losses, or null
   */
  static Firing firing(List<Loss> losses, @Nullable Alert open) {
    Question first = losses.getFirst().question();
    SequencedSet<String> members = new LinkedHashSet<>(open == null ? List.of() : members(open));
    List<String> named = new ArrayList<>(open == null ? List.of() : named(open));
    for (Loss loss : losses) {
      if (members.size() < MOST_MEMBERS && members.add(loss.question().fingerprint())) {
        named.add(described(loss));
      }
    }
    Map<String, String> annotations = new HashMap<>();
    annotations.put("description", first.rule().description());
    annotations.put(MEMBERS, String.join(",", members));
    annotations.put(SERIES, String.join(", ", named));
    return new Firing(
        first.rule().id(),
        first.target(),
        first.rule().severity(),
        message(first, named),
        labels(first),
        annotations,
        open == null ? first.reading().at() : open.startsAt(),
        first.reading().at());
  }

  private static String message(Question first, List<String> named) {
    String database = first.labels().get(DATABASE);
    String more = named.size() > MOST_NAMED ? " and " + (named.size() - MOST_NAMED) + " more" : "";
    return MessageTemplate.fill(
        "{count} {what}{of} on {target} shrank at once: {named}{more}. If that was on purpose,"
            + " accept this alert.",
        Map.of(
            "count",
            Integer.toString(named.size()),
            "what",
            first.labels().containsKey(COLLECTION) ? "collections" : "series",
            "of",
            database == null ? "" : " of " + database,
            "target",
            first.target(),
            "named",
            String.join(", ", named.subList(0, Math.min(MOST_NAMED, named.size()))),
            "more",
            more));
  }

  private static String described(Loss loss) {
    Question question = loss.question();
    String name = question.labels().getOrDefault(COLLECTION, question.sample().labels().toString());
    String now = RuleEvaluation.number(question.reading().value());
    return name.replace(", ", " ")
        + " ("
        + RuleEvaluation.number(loss.previous())
        + " → "
        + now
        + (question.reading().value() == 0 ? " or dropped" : "")
        + ")";
  }

  /** The series of such an alert that have not recovered. */
  static List<String> members(Alert alert) {
    String members = alert.annotations().getOrDefault(MEMBERS, "");
    return members.isEmpty() ? List.of() : List.of(members.split(","));
  }

  private static List<String> named(Alert alert) {
    String series = alert.annotations().getOrDefault(SERIES, "");
    return series.isEmpty() ? List.of() : List.of(series.split(", "));
  }

  /** The same alert without a series that recovered. */
  static Alert without(Alert alert, String fingerprint) {
    List<String> members = new ArrayList<>(members(alert));
    List<String> named = new ArrayList<>(named(alert));
    int index = members.indexOf(fingerprint);
    if (index < 0) {
      return alert;
    }
    // In alerts of earlier versions the names of those that recovered stayed.
    if (members.size() == named.size()) {
      named.remove(index);
    }
    members.remove(index);
    Map<String, String> annotations = new HashMap<>(alert.annotations());
    annotations.put(MEMBERS, String.join(",", members));
    annotations.put(SERIES, String.join(", ", named));
    return alert.annotated(annotations);
  }
}
