package io.orchestratex.alert.store.mongodb;

import io.orchestratex.alert.channel.AlertMessage;
import io.orchestratex.alert.channel.Receiver;
import io.orchestratex.alert.notify.Delivery;
import io.orchestratex.kit.mongodb.Fields;
import java.util.Objects;
import org.bson.Document;
import org.bson.types.ObjectId;

/** A delivery as a document. */
final class NotificationDocuments {

  private NotificationDocuments() {}

  static Document of(Delivery delivery) {
    AlertMessage message = delivery.message();
    return new Document("_id", new ObjectId(delivery.id()))
        .append("channel", delivery.channel())
        .append("receiver", delivery.receiver())
        .append("fingerprint", message.fingerprint())
        .append("starts_at", Fields.date(message.startsAt()))
        .append("tells", message.state().wire())
        .append("key", message.key())
        .append("alert_id", message.alertId())
        .append("rule", message.rule())
        .append("source", message.source())
        .append("severity", message.severity())
        .append("message", message.message())
        .append("labels", Fields.of(message.labels()))
        .append("annotations", Fields.of(message.annotations()))
        .append("ends_at", Fields.date(message.endsAt()))
        .append("resolution", message.resolution())
        .append("status", delivery.status().wire())
        .append("attempts", delivery.attempts())
        .append("next_attempt_at", Fields.date(delivery.nextAttemptAt()))
        .append("last_error", delivery.lastError())
        .append("created_at", Fields.date(delivery.createdAt()))
        .append("done_at", Fields.date(delivery.doneAt()));
  }

  static Delivery delivery(Document document) {
    return new Delivery(
        Objects.requireNonNull(Fields.hex(document, "_id")),
        Fields.text(document, "channel"),
        receiver(document),
        new AlertMessage(
            Fields.text(document, "key"),
            AlertMessage.State.of(Fields.text(document, "tells")),
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
        Delivery.Status.of(Fields.text(document, "status")),
        (int) Fields.number(document, "attempts"),
        Fields.instant(document, "next_attempt_at"),
        document.getString("last_error"),
        Fields.instant(document, "created_at"),
        Fields.instantOrNull(document, "done_at"));
  }

  /** Deliveries that were stored before a channel could have several receivers name none. */
  static String receiver(Document document) {
    return document.get("receiver", Receiver.DEFAULT);
  }
}
