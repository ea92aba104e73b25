package io.orchestratex.alert.store.mongodb;

import io.orchestratex.kit.mongodb.Fields;
import io.orchestratex.alert.channel.Notice;
import io.orchestratex.alert.notify.Notification;
import java.util.Locale;
import java.util.Objects;
import org.bson.Document;
import org.bson.types.ObjectId;

/** A notice for a channel as a document. */
final class NotificationDocuments {

  private NotificationDocuments() {}

  static Document of(Notification notification) {
    Notice notice = notification.notice();
    return new Document("_id", new ObjectId(notification.id()))
        .append("channel", notification.channel())
        .append("fingerprint", notice.fingerprint())
        .append("starts_at", Fields.date(notice.startsAt()))
        .append("tells", notice.state().wire())
        .append("key", notice.key())
        .append("alert_id", notice.alertId())
        .append("rule", notice.rule())
        .append("source", notice.source())
        .append("severity", notice.severity())
        .append("message", notice.message())
        .append("labels", Fields.of(notice.labels()))
        .append("annotations", Fields.of(notice.annotations()))
        .append("ends_at", Fields.date(notice.endsAt()))
        .append("resolution", notice.resolution())
        .append("status", notification.status().wire())
        .append("attempts", notification.attempts())
        .append("next_attempt_at", Fields.date(notification.nextAttemptAt()))
        .append("last_error", notification.lastError())
        .append("created_at", Fields.date(notification.createdAt()))
        .append("done_at", Fields.date(notification.doneAt()));
  }

  static Notification notification(Document document) {
    return new Notification(
        Objects.requireNonNull(Fields.hex(document, "_id")),
        Fields.text(document, "channel"),
        new Notice(
            Fields.text(document, "key"),
            Notice.State.of(Fields.text(document, "tells")),
            Fields.text(document, "alert_id"),
            Fields.text(document, "rule"),
            Fields.text(document, "source"),
            Fields.text(document, "severity"),
            Fields.text(document, "message"),
            Fields.texts(document, "labels"),
            Fields.texts(document, "annotations"),
            Fields.text(document, "fingerprint"),
            Fields.instant(document, "starts_at"),
            Fields.instantOrNull(document, "ends_at"),
            document.getString("resolution")),
        Notification.Status.valueOf(Fields.text(document, "status").toUpperCase(Locale.ROOT)),
        (int) Fields.number(document, "attempts"),
        Fields.instant(document, "next_attempt_at"),
        document.getString("last_error"),
        Fields.instant(document, "created_at"),
        Fields.instantOrNull(document, "done_at"));
  }
}
