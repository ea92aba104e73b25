package io.orchestratex.alert.store.mongodb;

import io.orchestratex.alert.rule.RuleState;
import io.orchestratex.kit.mongodb.Fields;
import java.util.Locale;
import org.bson.Document;

/** A rule's state of one series as a document. */
final class RuleStateDocuments {

  private RuleStateDocuments() {}

  static Document of(RuleState state) {
    return new Document("_id", state.id())
        .append("rule", state.rule())
        .append("target", state.target())
        .append("phase", word(state.phase()))
        .append("since", Fields.date(state.since()))
        .append("seen_at", Fields.date(state.seenAt()))
        .append("last_value", state.lastValue())
        .append("baseline", state.baseline())
        .append("rule_version", state.ruleVersion());
  }

  static String word(RuleState.Phase phase) {
    return phase.name().toLowerCase(Locale.ROOT);
  }

  static RuleState state(Document document) {
    return new RuleState(
        Fields.text(document, "_id"),
        Fields.text(document, "rule"),
        Fields.text(document, "target"),
        RuleState.Phase.valueOf(Fields.text(document, "phase").toUpperCase(Locale.ROOT)),
        Fields.instantOrNull(document, "since"),
        Fields.instantOrNull(document, "seen_at"),
        document.getDouble("last_value"),
        document.getDouble("baseline"),
        Fields.number(document, "rule_version"));
  }
}
