package io.orchestratex.alert.store.mongodb;

import io.orchestratex.alert.lifecycle.Alert;
import io.orchestratex.alert.lifecycle.Severity;
import io.orchestratex.kit.mongodb.Fields;
import java.util.Objects;
import org.bson.Document;
import org.bson.types.ObjectId;

/** An alert as a document; {@code type} is the rule, {@code timestamp} when it began. */
final class AlertDocuments {

  private AlertDocuments() {}

  static Document of(Alert alert) {
    Document document =
        new Document("_id", new ObjectId(alert.id()))
            .append("type", alert.rule())
            .append("source", alert.source())
            .append("severity", alert.severity().wire())
            .append("message", alert.message())
            .append("timestamp", Fields.date(alert.startsAt()))
            .append("last_seen_at", Fields.date(alert.lastSeenAt()))
            .append("count", alert.count())
            .append("fingerprint", alert.fingerprint())
            .append("labels", Fields.of(alert.labels()))
            .append("annotations", Fields.of(alert.annotations()))
            .append("case_id", Fields.id(alert.caseId()))
            .append("resolved", alert.resolved())
            .append("version", alert.version());
    Alert.Acknowledgement acknowledgement = alert.acknowledgement();
    if (acknowledgement != null) {
      document
          .append("acknowledged_by", acknowledgement.by())
          .append("acknowledged_at", Fields.date(acknowledgement.at()));
    }
    Alert.Resolution resolution = alert.resolution();
    if (resolution != null) {
      document
          .append("resolution", resolution.text())
          .append("resolved_by", resolution.by())
          .append("resolved_at", Fields.date(resolution.at()));
    }
    return document;
  }

  static Alert alert(Document document) {
    var acknowledgedAt = Fields.instantOrNull(document, "acknowledged_at");
    var resolvedAt = Fields.instantOrNull(document, "resolved_at");
    return new Alert(
        Objects.requireNonNull(Fields.hex(document, "_id")),
        Fields.text(document, "type"),
        Fields.text(document, "source"),
        Severity.of(Fields.text(document, "severity")).orElse(Severity.CRITICAL),
        Fields.text(document, "message"),
        Fields.texts(document, "labels"),
        Fields.texts(document, "annotations"),
        Fields.text(document, "fingerprint"),
        Fields.instant(document, "timestamp"),
        Fields.instant(document, "last_seen_at"),
        Fields.number(document, "count"),
        Fields.hex(document, "case_id"),
        acknowledgedAt == null
            ? null
            : new Alert.Acknowledgement(Fields.text(document, "acknowledged_by"), acknowledgedAt),
        resolvedAt == null
            ? null
            : new Alert.Resolution(
                Fields.text(document, "resolution"), document.getString("resolved_by"), resolvedAt),
        Fields.number(document, "version"));
  }
}
