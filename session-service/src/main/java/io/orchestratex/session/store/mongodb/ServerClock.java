package io.orchestratex.session.store.mongodb;

import com.mongodb.client.model.Filters;
import java.time.Duration;
import java.util.List;
import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * Leases by the clock of the server, which all processes share: one whose own clock is wrong takes
 * nothing that lives, and loses nothing.
 */
final class ServerClock {

  private static final String NOW = "$$NOW";

  private ServerClock() {}

  /** An expression: the end of a lease that begins now. */
  static Document in(Duration lease) {
    return new Document("$add", List.of(NOW, lease.toMillis()));
  }

  /** An expression: whether the instant in a field has passed. */
  static Document hasPassed(String field) {
    return new Document("$lt", List.of("$" + field, NOW));
  }

  /** A filter: the instant in a field has passed. */
  static Bson passed(String field) {
    return Filters.expr(hasPassed(field));
  }

  /** An update: a lease that begins now. */
  static List<Document> renewing(String field, Duration lease) {
    return List.of(new Document("$set", new Document(field, in(lease))));
  }
}
